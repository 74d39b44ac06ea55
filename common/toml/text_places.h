// Where TOML files of ours may hold characters beyond ASCII: on comment lines.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace assent {

// The first line with a byte above 0x7f that is not surely a comment: its first visible character
// is not '#', or a """ or ''' stands on a line before it.
//
// toml++ 3.3 reaches undefined behaviour for many such characters outside of strings
// (is_non_ascii_horizontal_whitespace runs into TOML_UNREACHABLE for U+00A1 and others), and where
// a string begins only the parser knows. In a string, \u00e9 says the same.
std::optional<std::size_t> NonAsciiBesideComments(std::string_view toml);

}  // namespace assent
