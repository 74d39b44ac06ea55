// Lists: requests, grants, records of the log, and the status.
#pragma once

#include <string>
#include <vector>

#include "cli/page.h"
#include "common/json/strict_json.h"

namespace assent {

// Takes the elements as the server sent them: one that cannot be read becomes a row that says so,
// and never hides the others. Empty lists are said in words.
std::string RenderPending(const std::vector<Json>& requests, Style style);
std::string RenderGrants(const std::vector<Json>& grants, Style style);

}  // namespace assent
