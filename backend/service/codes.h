// Names that people type and that nobody can guess.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "common/base/result.h"

namespace assent {

using Random = std::function<Result<Ok>(std::span<std::uint8_t>)>;

// WDJB-MJHT: no vowels, so no words; nothing that looks like another letter (RFC 8628, 6.1).
Result<std::string> MakeRequestCode(const Random& random);
// G- and twelve such letters.
Result<std::string> MakeGrantId(const Random& random);

// Upper case, with or without the dash, as people type it: "wdjbmjht" -> "WDJB-MJHT".
std::string NormalizedCode(std::string_view typed);

}  // namespace assent
