// Whether a rule speaks about an action.
#pragma once

#include <string>
#include <vector>

#include "backend/rules/rule.h"
#include "common/action/action.h"

namespace assent {

// In doubt, no: what lets an action be permitted or asked about. Says nothing about the two things
// below, which a rule must allow expressly.
bool Covers(const Rule& rule, const Action& action, const Facts& facts);

// In doubt, yes: what a deny rule forbids, and whose approvers an ask rule calls in. Another
// spelling of the same thing (/bin/../sbin/visudo, 0080), or another name that leads to the same
// program, must not get past it.
bool Concerns(const Rule& rule, const Action& action, const Facts& facts);

// The program under each name that is known, as FileKey() gives them; ascending, unique. Empty: it
// is relative to an unknown directory.
std::vector<std::string> KeysOfProgram(const Action& action, const Facts& facts);

// What only some rules allow, and this action needs.
struct Needs {
  bool mutable_executable = false;     // others than root can change the program
  bool inherited_environment = false;  // the whole environment is passed on
  bool chosen_variables = false;       // set by the person for it: LD_PRELOAD=x. People see them
  bool unsealed = false;               // and no sealed copy of the program will run: no rule allows
};
Needs NeedsOf(const Action& action, const Facts& facts);

// What of `needs` the rule does not allow.
Needs LeftBy(const Rule& rule, const Needs& needs);

}  // namespace assent
