#include "sudo_plugin/policy.h"

#include <assent/version.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>

#include "common/base/escape.h"
#include "sudo_plugin/boundary.h"
#include "sudo_plugin/overheard_output.h"

namespace assent {
namespace {

bool HoldsEntry(const char* const* vector, const char* entry) {
  for (; vector != nullptr && *vector != nullptr; ++vector) {
    if (std::strcmp(*vector, entry) == 0) return true;
  }
  return false;
}

}  // namespace

Policy::Policy(policy_plugin& front, policy_plugin& below, Surroundings surroundings,
               SudoersAudit audit)
    : front_(front),
      below_(below),
      our_close_(front.close),
      surroundings_(std::move(surroundings)),
      audit_(audit) {}

int Policy::Open(unsigned version, sudo_conv_t conversation, sudo_printf_t print,
                 char* const settings[], char* const user_info[], char* const user_env[],
                 char* const options[], const char** errstr) {
  terminal_ = Terminal(conversation);
  print_ = print;
  api_minor_ = SUDO_API_VERSION_GET_MINOR(version);
  auto invocation =
      ReadInvocation(SudoVector("settings", CopyVector(settings)),
                     SudoVector("user_info", CopyVector(user_info)), CopyVector(user_env));
  if (!invocation.ok()) {
    terminal_.Complain("cannot tell who is asking: " + Escape(invocation.error().detail));
    return kOpenFailed;
  }
  invocation_ = std::move(invocation).value();
  exempt_ = invocation_.uid == 0;
  // sudo fills in ours after loading us; sudoers expects it in its own.
  below_.event_alloc = front_.event_alloc;
  const int opened = below_.open(version, conversation, OverhearingPrintf(print), settings,
                                 user_info, user_env, options, errstr);
  opened_ = opened == kOpened;
  MirrorClose();
  return opened;
}

int Policy::FromSudoers(int answer) {
  audit_.Hear(answer == kApproved ? Refuser::kAssent : Refuser::kSudoers);
  return answer;
}

void Policy::MirrorClose() { front_.close = below_.close == nullptr ? nullptr : our_close_; }

void Policy::Close(int exit_status, int error) {
  if (below_.close != nullptr) below_.close(exit_status, error);
}

int Policy::ShowVersion(int verbose) {
  if (print_ != nullptr) {
    print_(SUDO_CONV_INFO_MSG, "Assent policy plugin version %s, decorating sudoers\n",
           ASSENT_VERSION);
  }
  return below_.show_version == nullptr ? 1 : below_.show_version(verbose);
}

int Policy::List(int argc, char* const argv[], int verbose, const char* user, const char** errstr) {
  if (below_.list == nullptr) return kCheckFailed;
  const OverheardOutput overheard;
  const int answer = FromSudoers(below_.list(argc, argv, verbose, user, errstr));
  // The exit status is sudoers' own, whatever comes now.
  if (answer == kListed && opened_) SayMore(argc, argv, user, overheard.text());
  return answer;
}

// On standard error, so that standard output is sudoers' own to the byte: scripts read it, and what
// people ask for is their own text.
void Policy::SayMore(int argc, char* const argv[], const char* user,
                     const std::string& printed) noexcept {
  AtBoundary(
      0,
      [&] {
        ListCall call;
        if (argc > 0) call.argv = CopyVector(argv);
        if (user != nullptr) call.user = user;
        call.printed = printed;
        const auto lines = ListingLines(invocation_, call, surroundings_);
        // What sudoers printed may still be in a buffer.
        if (!lines.empty()) static_cast<void>(std::fflush(stdout));
        for (const std::string& line : lines) terminal_.Complain(line);
        return 0;
      },
      [](const char*) {});
}

int Policy::Validate(const char** errstr) {
  return below_.validate == nullptr ? kCheckFailed : FromSudoers(below_.validate(errstr));
}

void Policy::Invalidate(int remove) {
  if (below_.invalidate != nullptr) below_.invalidate(remove);
}

int Policy::CheckPolicy(int argc, char* const argv[], char* env_add[], const CheckOutput& out) {
  const int answer = FromSudoers(below_.check_policy(argc, argv, env_add, out.command_info,
                                                     out.argv, out.environment, out.errstr));
  MirrorClose();
  if (answer != kApproved || exempt_) return answer;
  if (!opened_) return kCheckFailed;
  return Decide(env_add, out);
}

int Policy::Decide(char* const* env_add, const CheckOutput& out) {
  if (*out.command_info == nullptr || *out.argv == nullptr) {
    return Reject({ReasonCode::kBackendError, "sudoers did not say what would run", {}}, out);
  }
  auto info = CopyVector(*out.command_info);
  if (const auto key = IgnoredRestriction(info, api_minor_)) {
    return Reject({ReasonCode::kBadConfig,
                   "sudoers wants " + std::string(*key) + " for this, which this sudo would ignore",
                   {}},
                  out);
  }
  // Not for use_ptrace=true, which sudoers sets wherever the kernel could.
  if (HoldsEntry(*out.command_info, "intercept=true")) intercepts_ = true;
  const Resolved resolved{SudoVector("command_info", std::move(info)), CopyVector(*out.argv),
                          CopyVector(*out.environment), CopyVector(env_add),
                          session_started_ ? Stage::kSubcommand : Stage::kProgram};
  return Conclude(Settle(invocation_, resolved, terminal_, surroundings_), out);
}

int Policy::Conclude(Settlement settlement, const CheckOutput& out) {
  if (auto* settled = std::get_if<Settled>(&settlement)) return Accept(std::move(*settled), out);
  if (const auto* stopped = std::get_if<Interrupted>(&settlement)) return Stop(*stopped, out);
  if (const auto* filed = std::get_if<RequestFiled>(&settlement)) return TellFiled(*filed, out);
  const auto* denial = std::get_if<Denial>(&settlement);
  return Reject(denial == nullptr ? Denial{} : *denial, out);
}

int Policy::Reject(const Denial& denial, const CheckOutput& out) {
  if (session_started_) {
    terminal_.Tell(Refusal(denial));
  } else {
    terminal_.Complain(Refusal(denial));
  }
  *out.errstr = Keep(LogReason(denial));
  return kRejected;
}

int Policy::Stop(const Interrupted& interrupted, const CheckOutput& out) {
  terminal_.Tell(interrupted.pending ? StaysOpen(*interrupted.pending)
                                     : "stopped before there was an answer");
  *out.errstr = Keep("assent: stopped waiting");
  // sudo's own handler is back: it records the signal, and sudo ends by it.
  ::kill(::getpid(), interrupted.signal);
  return kRejected;
}

int Policy::TellFiled(const RequestFiled& filed, const CheckOutput& out) {
  terminal_.Complain(filed.pending ? Filed(*filed.pending) : filed.message);
  *out.errstr = Keep(filed.pending ? "assent: request " + filed.pending->code + " filed"
                                   : "assent: nothing to file");
  return kRejected;
}

int Policy::Accept(Settled settled, const CheckOutput& out) {
  const SealedCopy* const copy = settled.program.copy();
  auto narrowed = NarrowedCommandInfo(
      CopyVector(*out.command_info), settled.grant,
      copy == nullptr ? std::nullopt : std::optional(copy->fd.get()), std::move(settled.directory));
  if (!narrowed.ok()) {
    return Reject({ReasonCode::kBackendError, Escape(narrowed.error().detail), {}}, out);
  }
  *out.command_info = vectors_.Add(std::move(narrowed).value()).pointers();
  if (copy != nullptr) programs_.push_back(std::move(settled.program));
  for (const std::string& approval : settled.grant.approvals()) terminal_.Tell(approval);
  if (!session_started_) grant_ = std::move(settled.grant);
  return kApproved;
}

int Policy::InitSession(passwd* account, char** user_env[], const char** errstr) {
  if (!exempt_ && (!grant_ || StartWindowOf(*grant_) == StartWindow::kOver)) {
    return FailSession("the grant for this is over (GRANT_EXPIRED)", errstr);
  }
  session_started_ = true;
  const int ready = below_.init_session == nullptr
                        ? kSessionReady
                        : FromSudoers(below_.init_session(account, user_env, errstr));
  if (ready != kSessionReady || !MustOutliveTheCaller()) return ready;
  // sudo's real uid is the person's own, who may stop and kill it by that.
  if (::setresuid(0, 0, 0) != 0) {
    audit_.Hear(Refuser::kAssent);
    return FailSession(std::string("setresuid: ") + std::strerror(errno), errstr);
  }
  return ready;
}

// Before sudo 1.9.18 a traced sub-command runs when sudo is killed while it is decided about. And
// it is sudo that ends the command after its time: stopped or killed, it ends nothing.
bool Policy::MustOutliveTheCaller() const {
  return intercepts_ || (grant_ && grant_->max_runtime().has_value());
}

int Policy::FailSession(const std::string& why, const char** errstr) {
  terminal_.Complain(why);
  *errstr = Keep("assent: " + why);
  return kSessionFailed;
}

const char* Policy::Keep(std::string text) { return texts_.Add(std::move(text)).c_str(); }

}  // namespace assent
