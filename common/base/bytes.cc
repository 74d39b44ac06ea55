#include "common/base/bytes.h"

namespace assent {
namespace {

constexpr std::string_view kHexDigits = "0123456789abcdef";
constexpr std::string_view kBase64Digits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

std::uint8_t Byte(char c) { return static_cast<std::uint8_t>(c); }

}  // namespace

std::string ToHex(std::span<const std::uint8_t> bytes) {
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const std::uint8_t byte : bytes) {
    text += kHexDigits[byte >> 4];
    text += kHexDigits[byte & 0xf];
  }
  return text;
}

Result<std::string> FromHex(std::string_view text) {
  if (text.size() % 2 != 0) return Error{Errc::kBadRequest, "an odd number of hex digits"};
  std::string bytes;
  bytes.reserve(text.size() / 2);
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const auto high = kHexDigits.find(text[i]);
    const auto low = kHexDigits.find(text[i + 1]);
    if (high == std::string_view::npos || low == std::string_view::npos) {
      return Error{Errc::kBadRequest, "not a lower-case hex digit"};
    }
    bytes += static_cast<char>((high << 4) | low);
  }
  return bytes;
}

std::string ToBase64Url(std::string_view bytes) {
  std::string text;
  text.reserve((bytes.size() * 4 + 2) / 3);
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : bytes) {
    bits = (bits << 8) | Byte(c);
    count += 8;
    while (count >= 6) {
      count -= 6;
      text += kBase64Digits[(bits >> count) & 0x3f];
    }
  }
  if (count > 0) text += kBase64Digits[(bits << (6 - count)) & 0x3f];
  return text;
}

Result<std::string> FromBase64Url(std::string_view text) {
  if (text.size() % 4 == 1) return Error{Errc::kBadRequest, "base64url of an impossible length"};
  std::string bytes;
  bytes.reserve(text.size() * 3 / 4);
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : text) {
    const auto digit = kBase64Digits.find(c);
    if (digit == std::string_view::npos) return Error{Errc::kBadRequest, "not a base64url digit"};
    bits = (bits << 6) | static_cast<std::uint32_t>(digit);
    count += 6;
    if (count >= 8) {
      count -= 8;
      bytes += static_cast<char>((bits >> count) & 0xff);
    }
  }
  if ((bits & ((1U << count) - 1)) != 0)
    return Error{Errc::kBadRequest, "base64url with stray bits"};
  return bytes;
}

}  // namespace assent
