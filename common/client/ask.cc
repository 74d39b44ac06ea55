#include "common/client/ask.h"

#include <algorithm>
#include <optional>

#include "common/base/escape.h"
#include "common/client/http_exchange.h"

namespace assent {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr const char* kTarget = "/access/v1/evaluation";
constexpr milliseconds kRetryPause{100};

// One call of a module: the question, said once, and how to ask it again.
class Conversation {
 public:
  Conversation(const Question& question, const AskOptions& options, std::string body)
      : options_(options), digest_(DigestOf(question.action)), invocation_(question.invocation) {
    http_.target = kTarget;
    http_.body = std::move(body);
  }

  // A connection that the backend accepted and then cut is made again: that is what its restart
  // looks like. The invocation keeps a question that is asked twice from being counted twice.
  Result<Verdict> First() {
    const Deadline deadline = AnswerDeadline(steady_clock::now());
    for (;;) {
      auto answer = Exchanged(deadline);
      if (answer.ok() || !cut_) return answer;
      ASSENT_RETURN_IF_ERROR(Pause(deadline));
      if (steady_clock::now() >= deadline.at) return answer;
    }
  }

  // While the request is pending and `end` has not come. A backend that goes away in between (a
  // restart) has answer_timeout to come back.
  Result<Verdict> UntilSettled(Verdict verdict, SteadyTime end) {
    while (IsPending(verdict) && steady_clock::now() < end) {
      auto next = Again(end);
      if (!next.ok()) return next;
      verdict = std::move(next).value();
    }
    return verdict;
  }

  static bool IsPending(const Verdict& verdict) {
    const Denial* const denial = std::get_if<Denial>(&verdict);
    return denial != nullptr && denial->pending.has_value();
  }

 private:
  [[nodiscard]] Deadline AnswerDeadline(SteadyTime from) const {
    return {from + options_.settings.answer_timeout, options_.interrupted, options_.wait_mask};
  }

  Result<Verdict> Again(SteadyTime end) {
    std::optional<Deadline> lost;  // from when it was last there, not from when the wait began
    for (;;) {
      const auto left = std::chrono::ceil<std::chrono::seconds>(end - steady_clock::now());
      http_.wait = std::clamp(left, std::chrono::seconds(1), kLongPoll);
      auto answer = Exchanged(AnswerDeadline(steady_clock::now() + *http_.wait));
      if (answer.ok() || !MayComeBack(answer.error())) return answer;
      if (!lost || cut_) lost = AnswerDeadline(steady_clock::now());
      ASSENT_RETURN_IF_ERROR(Pause(*lost));
      const auto now = steady_clock::now();
      if (now >= lost->at || now >= end) return answer;
    }
  }

  static Result<Ok> Pause(const Deadline& deadline) {
    const auto pause = WaitFor(-1, 0, deadline.Earlier(steady_clock::now() + kRetryPause));
    if (!pause.ok() && pause.error().code != Errc::kTimeout) return pause.error();
    return Ok{};
  }

  // What a restart of the backend looks like from here: no socket, no listener, a connection cut.
  static bool MayComeBack(const Error& error) {
    return error.code == Errc::kUnreachable || error.code == Errc::kSystem ||
           error.code == Errc::kBadReply;
  }

  Result<Verdict> Exchanged(const Deadline& deadline) {
    cut_ = false;
    if (!fd_.valid()) {
      ASSENT_ASSIGN_OR_RETURN(
          fd_, ConnectToBackend(options_.settings.socket, options_.socket, deadline));
    }
    auto reply = Exchange(fd_.get(), http_, deadline);
    if (!reply.ok()) {
      fd_.Reset(-1);
      cut_ = reply.error().code == Errc::kSystem;
      return reply.error();
    }
    if (reply.value().status != 200) {
      return Error{Errc::kBadReply,
                   "assentd answered with status " + std::to_string(reply.value().status)};
    }
    return ParseReply(reply.value().body, digest_, invocation_);
  }

  const AskOptions& options_;
  ActionDigest digest_;
  std::string invocation_;
  HttpQuestion http_;
  UniqueFd fd_;
  bool cut_ = false;  // the last exchange: connected, and then nothing came back
};

}  // namespace

Result<Verdict> Ask(const Question& question, const AskOptions& options) {
  std::string body = DumpJson(ToJson(question));
  if (body.size() > kMaxQuestionBytes) {
    return Error{Errc::kTooLarge,
                 "the question would be " + std::to_string(body.size()) + " bytes"};
  }
  Conversation conversation(question, options, std::move(body));
  ASSENT_ASSIGN_OR_RETURN(Verdict verdict, conversation.First());
  if (!Conversation::IsPending(verdict) || options.wait <= milliseconds(0)) return verdict;
  if (options.on_pending) options.on_pending(*std::get<Denial>(verdict).pending);
  return conversation.UntilSettled(std::move(verdict), steady_clock::now() + options.wait);
}

Denial ToDenial(const Error& error) {
  const auto denial = [&](ReasonCode code, const std::string& message) {
    return Denial{code, message, std::nullopt};
  };
  const std::string detail = Escape(error.detail);
  switch (error.code) {
    case Errc::kUnreachable:
      return denial(ReasonCode::kBackendUnreachable, "assentd is not running (" + detail + ")");
    case Errc::kTimeout:
      return denial(ReasonCode::kBackendTimeout, "assentd did not answer in time");
    case Errc::kBadReply:
    case Errc::kBadRequest:
      return denial(ReasonCode::kBackendError, "assentd gave no usable answer (" + detail + ")");
    case Errc::kBadConfig:
    case Errc::kUntrustedFile:
      return denial(ReasonCode::kBadConfig, detail);
    case Errc::kTooLarge:
      return denial(ReasonCode::kActionTooLarge, "the command line is too large to be asked about");
    case Errc::kInterrupted:
      return denial(ReasonCode::kApprovalNeeded, "interrupted");
    case Errc::kSystem:
    case Errc::kInternal:
      return denial(ReasonCode::kBackendError, "assentd could not be asked (" + detail + ")");
  }
  return {};  // a value outside the enum: corrupted memory
}

}  // namespace assent
