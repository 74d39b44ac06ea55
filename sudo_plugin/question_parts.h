// What a question carries beside the action, and why there may be none to ask.
#pragma once

#include <string>

#include "common/client/verdict.h"
#include "sudo_plugin/action_from_sudo.h"

namespace assent {

Facts FactsOf(const Invocation& invocation, Stage stage);
Result<std::string> NewInvocationId();

Denial CannotTell(const Error& error);  // of ActionFromSudo
Denial NotTrusted(const Error& error);  // of Program::Examine

}  // namespace assent
