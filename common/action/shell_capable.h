// Programs that start other programs, or run text that they are given, when their arguments say so.
#pragma once

#include <string_view>

namespace assent {

// True when the last component of `path` names a shell, an interpreter, an editor, a pager or
// another program that can be told to run anything, also with a version behind the name
// (python3.11, vim.basic, lua5.4, gawk-5.2).
//
// The list is for warning and for refusing careless rules. It cannot be complete, so that a program
// is not on it proves nothing.
bool IsShellCapable(std::string_view path);

}  // namespace assent
