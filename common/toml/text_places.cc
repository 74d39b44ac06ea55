#include "common/toml/text_places.h"

#include <algorithm>

namespace assent {
namespace {

bool IsComment(std::string_view line) {
  const auto visible = line.find_first_not_of(" \t");
  return visible != std::string_view::npos && line[visible] == '#';
}

bool IsAscii(std::string_view line) {
  return std::all_of(line.begin(), line.end(),
                     [](char c) { return static_cast<unsigned char>(c) <= 0x7f; });
}

// Only these carry a string over a line end; what looks like a comment may then be inside of one.
bool MayOpenLongString(std::string_view line) {
  return line.find("\"\"\"") != std::string_view::npos ||
         line.find("'''") != std::string_view::npos;
}

}  // namespace

std::optional<std::size_t> NonAsciiBesideComments(std::string_view toml) {
  bool in_long_string = false;  // perhaps
  for (std::size_t number = 1; !toml.empty(); ++number) {
    const std::string_view line = toml.substr(0, toml.find('\n'));
    if (!IsAscii(line) && (in_long_string || !IsComment(line))) return number;
    in_long_string = in_long_string || MayOpenLongString(line);
    toml.remove_prefix(std::min(line.size() + 1, toml.size()));
  }
  return std::nullopt;
}

}  // namespace assent
