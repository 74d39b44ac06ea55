// Records of the log (docs/LOG.md), one line each.
#pragma once

#include <string>
#include <vector>

#include "cli/page.h"
#include "common/json/strict_json.h"

namespace assent {

std::string RenderLog(const std::vector<Json>& records, Style style);

}  // namespace assent
