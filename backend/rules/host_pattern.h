// Host names in rules: "web-*", "db-?.example.org".
#pragma once

#include <string_view>

namespace assent {

// Letters, digits, dots, hyphens and underscores, and * and ?.
bool IsHostPattern(std::string_view pattern);

// `*` stands for any characters, dots too, or none; `?` for one. ASCII letters match in either
// case, as host names do. Takes time proportional to the product of the lengths, at worst.
bool HostMatches(std::string_view pattern, std::string_view host);

}  // namespace assent
