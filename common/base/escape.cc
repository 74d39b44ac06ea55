#include "common/base/escape.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "common/base/bytes.h"

namespace assent {
namespace {

struct Range {
  char32_t first;
  char32_t last;
};

// The letters beyond ASCII that are shown as they are; docs/PROTOCOL.md names them, and nothing
// else is let through, whatever a later Unicode makes of it. Every one stands by itself, is drawn
// from left to right and has been a letter for so long that every terminal knows its width. Left
// out in between: dental clicks, which look like | and !, and what is no letter.
constexpr std::array kLetters = {
    Range{0x00c0, 0x00d6}, Range{0x00d8, 0x00f6}, Range{0x00f8, 0x01bf},
    Range{0x01c4, 0x024f}, Range{0x1e00, 0x1eff},                         // Latin
    Range{0x0386, 0x0386}, Range{0x0388, 0x038a}, Range{0x038c, 0x038c},  // Greek
    Range{0x038e, 0x03a1}, Range{0x03a3, 0x03ce},                         //
    Range{0x0400, 0x0481}, Range{0x048a, 0x0513},                         // Cyrillic
    Range{0x0531, 0x0556}, Range{0x0561, 0x0587},                         // Armenian
    Range{0x10d0, 0x10f0},                                                // Georgian
    Range{0x3001, 0x3002}, Range{0x3005, 0x3007},                         // CJK
    Range{0x3041, 0x3096}, Range{0x30a1, 0x30fa}, Range{0x30fc, 0x30fe},  // kana
    Range{0x3400, 0x4db5}, Range{0x4e00, 0x9fa5},                         // ideographs
    Range{0xac00, 0xd7a3},                                                // Hangul
};

bool IsShownAsItIs(char32_t point) {
  return std::any_of(kLetters.begin(), kLetters.end(), [&](const Range& range) {
    return point >= range.first && point <= range.last;
  });
}

struct Decoded {
  char32_t point = 0;
  std::size_t bytes = 0;  // 0: not valid UTF-8
};

std::uint8_t ByteAt(std::string_view text, std::size_t at) {
  return static_cast<std::uint8_t>(text[at]);
}

// Shortest forms only (RFC 3629).
Decoded Decode(std::string_view text) {
  const std::uint8_t lead = ByteAt(text, 0);
  if (lead < 0x80) return {lead, 1};
  const std::size_t bytes = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || text.size() < bytes) return {};
  char32_t point = lead & (0x7fU >> bytes);
  for (std::size_t i = 1; i < bytes; ++i) {
    if ((ByteAt(text, i) & 0xc0) != 0x80) return {};
    point = (point << 6) | (ByteAt(text, i) & 0x3fU);
  }
  constexpr std::array<char32_t, 5> kSmallest = {0, 0, 0x80, 0x800, 0x10000};
  if (point < kSmallest[bytes] || point > 0x10ffff) return {};
  return {point, bytes};
}

void AppendEscaped(std::string& out, std::string_view bytes) {
  for (const char c : bytes) {
    const auto byte = static_cast<std::uint8_t>(c);
    out += "\\x" + ToHex({&byte, 1});
  }
}

// How many bytes at the front are printable ASCII other than a backslash. Nearly everything is, and
// a question may hold a megabyte of it.
std::size_t PlainAscii(std::string_view bytes) {
  std::size_t count = 0;
  while (count < bytes.size() && bytes[count] >= 0x20 && bytes[count] < 0x7f &&
         bytes[count] != '\\') {
    ++count;
  }
  return count;
}

}  // namespace

std::string Escape(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size());
  for (;;) {
    const std::size_t plain = PlainAscii(bytes);
    out += bytes.substr(0, plain);
    bytes.remove_prefix(plain);
    if (bytes.empty()) break;
    const Decoded next = Decode(bytes);
    const std::size_t size = next.bytes == 0 ? 1 : next.bytes;
    if (bytes.front() == '\\') {
      out += "\\\\";
    } else if (next.bytes == 0 || !IsShownAsItIs(next.point)) {
      AppendEscaped(out, bytes.substr(0, size));
    } else {
      out += bytes.substr(0, size);
    }
    bytes.remove_prefix(size);
  }
  return out;
}

bool IsPlain(std::string_view bytes) {
  for (;;) {
    bytes.remove_prefix(PlainAscii(bytes));
    if (bytes.empty()) return true;
    const Decoded next = Decode(bytes);
    if (next.bytes == 0 || !IsShownAsItIs(next.point)) return false;
    bytes.remove_prefix(next.bytes);
  }
}

Result<std::string> Unescape(std::string_view text) {
  std::string bytes;
  bytes.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\') {
      bytes += text[i];
    } else if (text.substr(i, 2) == "\\\\") {
      bytes += '\\';
      i += 1;
    } else if (text.substr(i, 2) == "\\x" && text.size() - i >= 4) {
      ASSENT_ASSIGN_OR_RETURN(const std::string byte, FromHex(text.substr(i + 2, 2)));
      bytes += byte;
      i += 3;
    } else {
      return Error{Errc::kBadRequest, "a stray backslash in escaped text"};
    }
  }
  // One value has one spelling: what Escape would not have written is not accepted.
  if (Escape(bytes) != text) return Error{Errc::kBadRequest, "text that is not in escaped form"};
  return bytes;
}

std::string ShowArguments(const std::vector<std::string>& argv) {
  constexpr std::string_view kShellSpecial = " !\"#$&'()*;<>?[\\]^`{|}~";
  std::string line;
  for (const std::string& argument : argv) {
    if (!line.empty()) line += ' ';
    const std::string shown = Escape(argument);
    if (!argument.empty() && argument.find_first_of(kShellSpecial) == std::string::npos &&
        IsPlain(argument)) {
      line += shown;
      continue;
    }
    line += '\'';
    for (const char c : shown) line += c == '\'' ? std::string("\\'") : std::string(1, c);
    line += '\'';
  }
  return line;
}

}  // namespace assent
