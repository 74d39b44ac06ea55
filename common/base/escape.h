// Showing foreign bytes without letting them act.
//
// The escaped form is printable UTF-8 and injective: different bytes never look the same, and
// Unescape(Escape(x)) == x. Kept as they are: printable ASCII, and letters of valid UTF-8 that
// every terminal draws alike (docs/PROTOCOL.md lists them). Written as \xHH (each byte): everything
// else. A backslash becomes \\ .
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.h"

namespace assent {

std::string Escape(std::string_view bytes);

// True when Escape(bytes) == bytes, that is, when the bytes may be carried and shown as they are.
bool IsPlain(std::string_view bytes);

// The inverse. Error: kBadRequest for text that Escape never writes.
Result<std::string> Unescape(std::string_view text);

// An argument vector as one line that a shell user reads at a glance and that no two vectors share:
// each element escaped, and put in single quotes when it is empty or holds white space or a
// character that a shell treats specially (a single quote is then written as \').
std::string ShowArguments(const std::vector<std::string>& argv);

}  // namespace assent
