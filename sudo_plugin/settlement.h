// From sudoers' yes to ours: one action, asked about until there is a grant or a reason why not.
#pragma once

#include <optional>
#include <variant>

#include "common/client/ask.h"
#include "sudo_plugin/action_from_sudo.h"
#include "sudo_plugin/listed_command.h"
#include "sudo_plugin/messages.h"
#include "sudo_plugin/program.h"

namespace assent {

// Where things are; tests have others.
struct Surroundings {
  std::string settings_path = kClientSettingsPath;
  TrustPolicy settings_trust;
  SocketPolicy socket;
  ProgramPolicy program;
  AccountLookup account = LookUpAccount;
  Members members;
};

// A yes, and what it is about.
struct Settled {
  Grant grant;
  Action action;
  Program program;
  std::optional<std::string> directory;  // where sudo shall go for it
};

// The person ended the wait. Whatever was answered, nothing runs.
struct Interrupted {
  int signal = 0;
  std::optional<PendingRequest> pending;
};

// ASSENT_REQUEST_ONLY: nothing was meant to run.
struct RequestFiled {
  std::optional<PendingRequest> pending;
  std::string message;  // when there is nothing to wait for
};

using Settlement = std::variant<Denial, Interrupted, RequestFiled, Settled>;  // Denial first

// Builds the action, examines the program, asks, waits, prompts for a reason when one is required
// and somebody is there to type it, and looks at the program, the directory and the clock again
// after the answer. Tells the person what is waited for. Handlers and signal mask are afterwards as
// they were before.
Settlement Settle(const Invocation& invocation, const Resolved& resolved, const Terminal& terminal,
                  const Surroundings& surroundings);

// Whether the command may still start: CLOCK_BOOTTIME of now against the grant.
enum class StartWindow { kOver, kOpen };
StartWindow StartWindowOf(const Grant& grant);

}  // namespace assent
