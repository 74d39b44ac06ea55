// How the server does, in words.
#pragma once

#include <string>

#include "cli/page.h"
#include "common/base/result.h"
#include "common/json/strict_json.h"

namespace assent {

// Error: kBadReply.
Result<std::string> RenderStatus(const Json& status, Style style);

}  // namespace assent
