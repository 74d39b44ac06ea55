// Which variables of the command's environment are the user's choice (DESIGN D5).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/action/action.h"
#include "common/base/result.h"
#include "sudo_plugin/harmless_variables.h"

namespace assent {

// The target user's passwd(5) entry, as far as sudo sets variables from it.
struct Account {
  std::string name;
  std::string home;
  std::string shell;
};

// Each vector holds "NAME=value".
struct EnvironmentSources {
  const std::vector<std::string>& caller;  // the caller's own
  const std::vector<std::string>& added;   // VAR=value before the command, --preserve-env=LIST
  const std::vector<std::string>& final;   // what the command will get
  std::optional<Account> target;
  CallersPlace place;
};

// Ascending by name: each added variable with its final value; and, hashed, each other variable
// that still has the caller's value, unless it is harmless or what sudo sets by itself.
// Error: kBadRequest, an entry without a name, or a final variable with two values (which of
// them a program sees depends on the program).
Result<std::vector<EnvVar>> ChosenEnvironment(const EnvironmentSources& sources);

}  // namespace assent
