// An action in one line.
#pragma once

#include <string>

#include "common/action/action.h"

namespace assent {

// "systemctl restart nginx": escaped, cut to what a table can hold ("..." marks the cut). Names the
// path when argv[0] is not the name of what runs.
std::string WhatOf(const Action& action);

// The executable, or the kind when there is none. Unescaped.
std::string ProgramOf(const Action& action);

}  // namespace assent
