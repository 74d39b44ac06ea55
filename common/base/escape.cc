#include "common/base/escape.h"

#include <array>
#include <cstdint>

#include "common/base/bytes.h"

namespace assent {
namespace {

struct Range {
  char32_t first;
  char32_t last;
};

// Characters that are invisible, look like a space, attach to their neighbours, turn text around,
// or are not characters. Escaping too much costs beauty; too little costs an approval.
constexpr std::array kHidden = {
    Range{0x0000, 0x001f},   Range{0x007f, 0x00a0},   Range{0x00ad, 0x00ad},
    Range{0x0300, 0x036f},   Range{0x0483, 0x0489},   Range{0x061c, 0x061c},
    Range{0x115f, 0x1160},   Range{0x1680, 0x1680},   Range{0x17b4, 0x17b5},
    Range{0x180b, 0x180f},   Range{0x1ab0, 0x1aff},   Range{0x1dc0, 0x1dff},
    Range{0x2000, 0x200f},   Range{0x2028, 0x202f},   Range{0x205f, 0x206f},
    Range{0x20d0, 0x20ff},   Range{0x2800, 0x2800},   Range{0x3000, 0x3000},
    Range{0x3164, 0x3164},   Range{0xd800, 0xf8ff},   Range{0xfe00, 0xfe0f},
    Range{0xfe20, 0xfe2f},   Range{0xfeff, 0xfeff},   Range{0xffa0, 0xffa0},
    Range{0xfff0, 0xffff},   Range{0x1bca0, 0x1bca3}, Range{0x1d173, 0x1d17a},
    Range{0x1fffe, 0x1ffff}, Range{0x2fffe, 0x2ffff}, Range{0x3fffe, 0x10ffff},
};

constexpr std::array kWide = {
    Range{0x1100, 0x115f},   Range{0x2e80, 0x33ff},   Range{0x3400, 0x4dbf},
    Range{0x4e00, 0xa4cf},   Range{0xac00, 0xd7a3},   Range{0xf900, 0xfaff},
    Range{0xfe30, 0xfe6f},   Range{0xff00, 0xff60},   Range{0xffe0, 0xffe6},
    Range{0x1f300, 0x1f64f}, Range{0x1f680, 0x1f6ff}, Range{0x1f900, 0x1f9ff},
    Range{0x20000, 0x3fffd},
};

template <std::size_t N>
bool In(const std::array<Range, N>& ranges, char32_t point) {
  for (const Range& range : ranges) {
    if (point >= range.first && point <= range.last) return true;
  }
  return false;
}

struct Decoded {
  char32_t point = 0;
  std::size_t bytes = 0;  // 0: not valid UTF-8
};

std::uint8_t ByteAt(std::string_view text, std::size_t at) {
  return static_cast<std::uint8_t>(text[at]);
}

// Shortest forms only (RFC 3629); surrogates are refused by kHidden.
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
    } else if (next.bytes == 0 || In(kHidden, next.point)) {
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
    if (next.bytes == 0 || bytes.front() == '\\' || In(kHidden, next.point)) return false;
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

std::size_t DisplayWidth(std::string_view text) {
  std::size_t columns = 0;
  while (!text.empty()) {
    const Decoded next = Decode(text);
    columns += next.bytes != 0 && In(kWide, next.point) ? 2 : 1;
    text.remove_prefix(next.bytes == 0 ? 1 : next.bytes);
  }
  return columns;
}

}  // namespace assent
