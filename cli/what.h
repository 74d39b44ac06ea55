// Naming an action and the numbers around it in one line.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "common/action/action.h"

namespace assent {

// "systemctl restart nginx", "sudoedit /etc/hosts". The program is named by its path when its place
// is not one of the usual ones, or when it is not what argv[0] says. Printable, never shortened.
std::string WhatOf(const Action& action);

std::string MinutesAndSeconds(std::chrono::seconds duration);  // 9:48

// "1 use", "3 uses".
std::string Counted(std::uint64_t count, const std::string& thing);

}  // namespace assent
