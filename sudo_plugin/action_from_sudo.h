// The exact action, from what sudoers resolved.
#pragma once

#include <functional>
#include <optional>

#include "common/action/action.h"
#include "sudo_plugin/environment.h"
#include "sudo_plugin/invocation.h"
#include "sudo_plugin/vectors.h"

namespace assent {

// Program: one that sudo starts. kSubcommand: one that it started starts (Defaults intercept); sudo
// tells neither its working directory nor its environment.
enum class Stage { kProgram, kSubcommand };

// What sudoers returned from check_policy, and what it was asked.
struct Resolved {
  SudoVector command_info;
  std::vector<std::string> argv;
  std::vector<std::string> environment;
  std::vector<std::string> added_environment;  // env_add
  Stage stage = Stage::kProgram;
};

using AccountLookup = std::function<Result<std::optional<Account>>(uid_t)>;

// passwd(5) by name service: sudo looked the same uid up a moment ago. nullopt: there is none.
// Error: kSystem, it could not be told.
Result<std::optional<Account>> LookUpAccount(uid_t uid);

// All of the action but `executable_sha256`.
//
// What it returns has a user and a target (never uid -1), and either an absolute command with
// arguments or files to edit. Whatever is missing, doubled or malformed is an error: an action with
// a hole in it would be approved as something else. Errors: kBadRequest, kSystem.
Result<Action> ActionFromSudo(const Invocation& invocation, const Resolved& resolved,
                              const AccountLookup& account);

}  // namespace assent
