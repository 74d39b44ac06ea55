// The policy that decorates sudoers: forwards every call, and lets sudoers' yes through only with a
// grant (DESIGN D4).
#pragma once

#include <list>
#include <optional>
#include <string>
#include <vector>

#include "sudo_plugin/command_info.h"
#include "sudo_plugin/kept.h"
#include "sudo_plugin/listing.h"
#include "sudo_plugin/settlement.h"
#include "sudo_plugin/sudo_api.h"
#include "sudo_plugin/sudoers.h"

namespace assent {

// From open(), anything but kOpened ends sudo. From check_policy(), anything but kApproved means
// that nothing runs.
enum OpenCode : int { kOpened = 1, kOpenFailed = -1 };
enum CheckCode : int { kApproved = 1, kRejected = 0, kCheckFailed = -1 };
enum ListCode : int { kListed = 1 };  // sudoers allows it and has printed it
enum SessionCode : int { kSessionReady = 1, kSessionFailed = -1 };

// The vectors that check_policy hands out through its parameters.
struct CheckOutput {
  char*** command_info;
  char*** argv;
  char*** environment;
  const char** errstr;
};

// One sudo invocation. Members are named as in sudo_plugin(5). `front` is the structure that sudo
// sees: its `event_alloc` is what sudo filled in, and its `close` is kept as sudoers has its own
// (NULL lets sudo run the command without staying around).
class Policy {
 public:
  Policy(policy_plugin& front, policy_plugin& below, Surroundings surroundings,
         SudoersAudit audit = {});

  int Open(unsigned version, sudo_conv_t conversation, sudo_printf_t print, char* const settings[],
           char* const user_info[], char* const user_env[], char* const options[],
           const char** errstr);
  void Close(int exit_status, int error);
  int ShowVersion(int verbose);
  int CheckPolicy(int argc, char* const argv[], char* env_add[], const CheckOutput& out);
  int List(int argc, char* const argv[], int verbose, const char* user, const char** errstr);
  int Validate(const char** errstr);
  void Invalidate(int remove);
  int InitSession(passwd* account, char** user_env[], const char** errstr);

  [[nodiscard]] const Terminal& terminal() const { return terminal_; }

 private:
  int Decide(char* const* env_add, const CheckOutput& out);
  int Conclude(Settlement settlement, const CheckOutput& out);
  int Reject(const Denial& denial, const CheckOutput& out);
  int Stop(const Interrupted& interrupted, const CheckOutput& out);
  int TellFiled(const RequestFiled& filed, const CheckOutput& out);
  int Accept(Settled settled, const CheckOutput& out);
  void SayMore(int argc, char* const argv[], const char* user, const std::string& printed) noexcept;
  [[nodiscard]] bool MustOutliveTheCaller() const;
  int FailSession(const std::string& why, const char** errstr);
  const char* Keep(std::string text);
  int FromSudoers(int answer);
  void MirrorClose();

  policy_plugin& front_;
  policy_plugin& below_;
  decltype(policy_plugin::close) our_close_;
  Surroundings surroundings_;
  SudoersAudit audit_;
  Terminal terminal_;
  sudo_printf_t print_ = nullptr;
  unsigned api_minor_ = 0;  // sudo's, not that of the header
  Invocation invocation_;
  bool opened_ = false;
  bool exempt_ = false;           // uid 0 called: root needs no sudo (DESIGN D14)
  bool session_started_ = false;  // from now on check_policy is about sub-commands
  bool intercepts_ = false;
  std::optional<Grant> grant_;

  // What sudo may still point at: at the first command_info until the process ends, for it looks at
  // it after later calls; at what a sub-command was answered until that one has heard it, and with
  // `intercept_type = dso` many can wait for that at once, each on a descriptor of sudo's.
  static constexpr std::size_t kWaitingSubcommands = 1024;
  Kept<OwnedVector> vectors_{kWaitingSubcommands};
  Kept<std::string> texts_{kWaitingSubcommands};
  std::list<Program> programs_;  // the sealed copies, which no sub-command has
};

}  // namespace assent
