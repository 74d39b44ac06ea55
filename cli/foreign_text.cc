#include "cli/foreign_text.h"

#include <algorithm>

#include "common/base/escape.h"

namespace assent {
namespace {

constexpr std::string_view kEllipsis = "…";  // never a part of foreign text: Escape leaves none

bool IsContinuation(char byte) { return (static_cast<unsigned char>(byte) & 0xc0) == 0x80; }

// One character, or one escape sequence, which are only meaningful whole.
std::size_t UnitBytes(std::string_view text) {
  if (text.starts_with("\\x")) return std::min<std::size_t>(4, text.size());
  if (text.starts_with("\\\\")) return 2;
  std::size_t bytes = 1;
  while (bytes < text.size() && IsContinuation(text[bytes])) ++bytes;
  return bytes;
}

}  // namespace

std::string Printable(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\\'), text.size());
    out += Escape(text.substr(0, end));
    text.remove_prefix(end);
    if (text.empty()) break;
    out += '\\';
    text.remove_prefix(1);
  }
  return out;
}

std::size_t DisplayWidth(std::string_view text) {
  std::size_t columns = 0;
  while (!text.empty()) {
    const std::size_t bytes = UnitBytes(text);
    const bool narrow = text.front() >= 0x20 && text.front() < 0x7f;
    columns += narrow ? bytes : text.substr(0, bytes) == kEllipsis ? 1 : 2;
    text.remove_prefix(bytes);
  }
  return columns;
}

std::size_t BytesThatFit(std::string_view text, std::size_t width) {
  std::size_t bytes = 0;
  std::size_t columns = 0;
  while (bytes < text.size()) {
    const std::size_t unit = UnitBytes(text.substr(bytes));
    columns += DisplayWidth(text.substr(bytes, unit));
    if (columns > width && bytes > 0) break;
    bytes += unit;
  }
  return bytes;
}

std::string CutTo(std::string_view text, std::size_t width) {
  if (DisplayWidth(text) <= width) return std::string(text);
  if (width == 0) return {};
  if (width == 1) return std::string(kEllipsis);
  const std::string_view kept = text.substr(0, BytesThatFit(text, width - 1));
  if (DisplayWidth(kept) > width - 1) return std::string(kEllipsis);  // one wide character too many
  return std::string(kept) + std::string(kEllipsis);
}

}  // namespace assent
