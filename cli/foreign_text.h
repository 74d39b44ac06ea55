// Text from the server, made safe to print.
#pragma once

#include <string>
#include <string_view>

namespace assent {

// What the server sends is escaped already (docs/PROTOCOL.md), but the terminal of an approver does
// not depend on that: backslashes stay as they are, and everything else that Escape would not have
// left is escaped here. Text that came properly escaped is not changed.
std::string Printable(std::string_view text);

// Never fewer columns than `text` (printable) takes on a terminal: all beyond ASCII counts as wide,
// for terminals can be told to draw even an e with an accent so.
std::size_t DisplayWidth(std::string_view text);

// `text` (printable) in at most `width` columns, its end replaced by an ellipsis when it is cut.
std::string CutTo(std::string_view text, std::size_t width);

// The longest beginning of `text` (printable, not empty) that takes at most `width` columns, in
// bytes. Never splits a character or a \xHH, and is never 0.
std::size_t BytesThatFit(std::string_view text, std::size_t width);

}  // namespace assent
