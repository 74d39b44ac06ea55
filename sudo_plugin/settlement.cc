#include "sudo_plugin/settlement.h"

#include <time.h>

#include "sudo_plugin/edited_files.h"
#include "sudo_plugin/question_parts.h"
#include "sudo_plugin/waiting.h"
#include "sudo_plugin/working_directory.h"

namespace assent {
namespace {

using std::chrono::milliseconds;

constexpr int kReasonTries = 3;
constexpr std::size_t kMaxReasonBytes = 1024;

Denial OfCode(ReasonCode code) { return {code, std::string(TextOf(code).meaning), std::nullopt}; }

// One settlement, step by step.
class Settling {
 public:
  Settling(const Invocation& invocation, const Resolved& resolved, const Terminal& terminal,
           const Surroundings& surroundings)
      : invocation_(invocation),
        resolved_(resolved),
        terminal_(terminal),
        surroundings_(surroundings) {}

  Settlement Run() {
    if (const auto denial = Prepare()) return *denial;
    Result<Verdict> answer = AskOnce();
    for (int tries = 0; tries < kReasonTries && NeedsReason(answer); ++tries) {
      if (!PromptForReason(answer)) break;
      answer = AskOnce();
    }
    if (signal_ != 0) return Interrupted{signal_, std::move(pending_)};
    if (!answer.ok()) return ToDenial(answer.error());
    if (invocation_.request_only) return Filing(answer.value());
    if (const auto* denial = std::get_if<Denial>(&answer.value())) return *denial;
    return CheckAgain(std::get<Grant>(std::move(answer).value()));
  }

 private:
  // What stands in the way before anything is asked.
  std::optional<Denial> Prepare() {
    auto settings = LoadClientSettings(surroundings_.settings_path, surroundings_.settings_trust);
    if (!settings.ok()) return ToDenial(settings.error());
    options_.settings = std::move(settings).value();
    auto action = ActionFromSudo(invocation_, resolved_, surroundings_.account);
    if (!action.ok()) return CannotTell(action.error());
    question_.action = std::move(action).value();
    auto directory = DirectoryNow();
    if (!directory.ok()) return CannotTell(directory.error());
    directory_ = std::move(directory).value();
    if (directory_ && directory_ != question_.action.cwd) return OtherDirectory();
    question_.facts = FactsOf(invocation_, resolved_.stage);
    auto program = Program::Examine(question_.action, question_.facts, surroundings_.program);
    if (!program.ok()) return NotTrusted(program.error());
    program_ = std::move(program).value();
    auto id = NewInvocationId();
    if (!id.ok()) return ToDenial(id.error());
    question_.invocation = std::move(id).value();
    return PrepareAsking();
  }

  std::optional<Denial> PrepareAsking() {
    const bool program = resolved_.stage == Stage::kProgram;
    question_.file = program;
    question_.file_only = program && invocation_.request_only;
    question_.reason = invocation_.reason;
    if (question_.reason && question_.reason->size() > kMaxReasonBytes) {
      return Denial{ReasonCode::kReasonRequired, "the reason is longer than 1024 bytes", {}};
    }
    options_.socket = surroundings_.socket;
    if (program && invocation_.CanTalk() && !invocation_.request_only) {
      options_.wait = options_.settings.sudo_wait;
    }
    options_.on_pending = [this](const PendingRequest& pending) { Announce(pending); };
    return std::nullopt;
  }

  void Announce(const PendingRequest& pending) {
    pending_ = pending;
    if (options_.wait == milliseconds(0)) return;
    terminal_.Tell(ThisNeedsApproval(question_.action));
    terminal_.Tell(WaitingFor(pending));
    terminal_.Tell(HowToStop(pending));
  }

  // A sub-command is asked about inside sudo's event loop, whose handlers stay.
  Result<Verdict> AskOnce() {
    if (resolved_.stage == Stage::kSubcommand) return Ask(question_, options_);
    const WaitSignals signals;
    options_.interrupted = signals.caught();
    options_.wait_mask = signals.mask();
    Result<Verdict> answer = Ask(question_, options_);
    signal_ = *signals.caught();
    options_.interrupted = nullptr;
    options_.wait_mask = nullptr;
    return answer;
  }

  [[nodiscard]] bool NeedsReason(const Result<Verdict>& answer) const {
    if (signal_ != 0 || !answer.ok() || resolved_.stage == Stage::kSubcommand) return false;
    const auto* denial = std::get_if<Denial>(&answer.value());
    return denial != nullptr && denial->code == ReasonCode::kReasonRequired &&
           invocation_.CanTalk();
  }

  bool PromptForReason(const Result<Verdict>& answer) {
    const std::string& message = std::get<Denial>(answer.value()).message;
    auto reason = terminal_.Prompt("Reason (" + message + "): ");
    if (!reason || reason->size() > kMaxReasonBytes) return false;
    question_.reason = std::move(reason);
    return true;
  }

  // A grant here would be one that was not asked for; it is not used either.
  static Settlement Filing(const Verdict& verdict) {
    const auto* denial = std::get_if<Denial>(&verdict);
    if (denial == nullptr) return OfCode(ReasonCode::kBackendError);
    if (denial->code != ReasonCode::kApprovalNeeded) return *denial;
    return RequestFiled{denial->pending, denial->message};
  }

  Settlement CheckAgain(Grant grant) {
    if (!program_.IsUnchanged(question_.action, surroundings_.program) || !FilesAreUnchanged()) {
      return OfCode(ReasonCode::kExecutableChanged);
    }
    const auto directory = DirectoryNow();
    if (!directory.ok() || directory.value() != directory_) return OtherDirectory();
    if (StartWindowOf(grant) == StartWindow::kOver) return OfCode(ReasonCode::kGrantExpired);
    return Settled{std::move(grant), std::move(question_.action), std::move(program_),
                   std::move(directory_)};
  }

  static Denial OtherDirectory() {
    return {ReasonCode::kExecutableChanged, "the directory to start in is another one by now", {}};
  }

  // An editor runs as the caller, and for a sub-command sudo goes nowhere.
  [[nodiscard]] Result<std::optional<std::string>> DirectoryNow() const {
    if (resolved_.stage == Stage::kSubcommand || question_.action.kind == "sudoedit") {
      return std::optional<std::string>();
    }
    return DirectoryToGoTo(invocation_, resolved_.command_info, question_.action.runas_uid);
  }

  // The directory of an edited file could have become a link to elsewhere.
  [[nodiscard]] bool FilesAreUnchanged() const {
    if (question_.action.kind != "sudoedit") return true;
    const auto now = ActionFromSudo(invocation_, resolved_, surroundings_.account);
    return now.ok() && now.value() == question_.action;
  }

  const Invocation& invocation_;
  const Resolved& resolved_;
  const Terminal& terminal_;
  const Surroundings& surroundings_;
  AskOptions options_;
  Question question_;
  Program program_;
  std::optional<std::string> directory_;  // that sudo will go to
  std::optional<PendingRequest> pending_;
  int signal_ = 0;
};

}  // namespace

StartWindow StartWindowOf(const Grant& grant) {
  timespec now{};
  if (::clock_gettime(CLOCK_BOOTTIME, &now) != 0) return StartWindow::kOver;
  const milliseconds since_boot =
      std::chrono::seconds(now.tv_sec) +
      std::chrono::duration_cast<milliseconds>(std::chrono::nanoseconds(now.tv_nsec));
  return since_boot < grant.start_before() ? StartWindow::kOpen : StartWindow::kOver;
}

Settlement Settle(const Invocation& invocation, const Resolved& resolved, const Terminal& terminal,
                  const Surroundings& surroundings) {
  return Settling(invocation, resolved, terminal, surroundings).Run();
}

}  // namespace assent
