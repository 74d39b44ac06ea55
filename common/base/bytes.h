// Hex and base64url (RFC 4648 section 5, without padding).
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "common/base/result.h"

namespace assent {

std::string ToHex(std::span<const std::uint8_t> bytes);
std::string ToBase64Url(std::string_view bytes);

// Strict: only lower-case digits, an even number. Error: kBadRequest.
Result<std::string> FromHex(std::string_view text);

// Strict: no padding, no white space, unused bits zero, so that one value has one spelling.
// Error: kBadRequest.
Result<std::string> FromBase64Url(std::string_view text);

}  // namespace assent
