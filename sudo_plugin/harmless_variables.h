// Variables that every session has, and in which values they say nothing to a program but how to
// talk to its terminal and its person.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace assent {

// What the values of some are compared with.
struct CallersPlace {
  std::string host;  // as gethostname(2) says
  std::optional<std::string> tty;
};

// True for a name on a short list with a value that has the form of what it is for: a locale, a
// terminal type, a time zone, colours, this host's own name. Such a value names no file by a path,
// begins no option, and holds no space and nothing that a shell would take apart.
bool IsHarmless(std::string_view name, std::string_view value, const CallersPlace& place);

}  // namespace assent
