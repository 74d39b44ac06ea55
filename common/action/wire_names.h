// The words of the wire for what is an enumeration here; each enumerator is its own index.
#pragma once

#include <array>
#include <string_view>

namespace assent {

inline constexpr std::array<std::string_view, 5> kStdinNames = {"unknown", "tty", "pipe", "file",
                                                                "null"};
inline constexpr std::array<std::string_view, 2> kEnvironmentNames = {"clean", "inherited"};

}  // namespace assent
