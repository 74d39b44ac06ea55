#include <algorithm>
#include <thread>

#include "cli/commands/commands.h"

namespace assent {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;

constexpr seconds kLongestRound{25};         // the server allows 30
constexpr milliseconds kShortestRound{500};  // should it answer at once, do not run in circles
constexpr milliseconds kBeforeTryingAgain{250};

// Waits in rounds. A connection that is lost (the daemon restarts) is made again for as long as one
// answer may take.
class Waiting {
 public:
  explicit Waiting(const Session& session)
      : session_(session),
        end_(session.options.timeout ? steady_clock::now() + *session.options.timeout
                                     : steady_clock::time_point::max()) {}

  // The request, settled or as it stood when the time was over.
  Result<Json> UntilSettled() {
    for (;;) {
      const auto begin = steady_clock::now();
      auto json = session_.backend.Get(RequestTarget(session_), Round(begin));
      if (!json.ok()) {
        if (!last_answer_ || !IsLost(json.error())) return json;
        if (steady_clock::now() >= end_) return *last_answer_;
        if (LostForTooLong()) return json;
        Pause(kBeforeTryingAgain);
        continue;
      }
      lost_since_.reset();
      ASSENT_ASSIGN_OR_RETURN(const RequestView request, ReadRequest(json.value()));
      const auto now = steady_clock::now();
      if (request.state != RequestState::kPending || now >= end_) return json;
      const bool waited = last_answer_.has_value();
      last_answer_ = std::move(json).value();
      if (waited && now - begin < kShortestRound) Pause(kShortestRound);
    }
  }

 private:
  // The first question is answered at once, so that what is lost later is known to have been there.
  [[nodiscard]] std::optional<seconds> Round(steady_clock::time_point now) const {
    if (!last_answer_) return std::nullopt;
    if (end_ == steady_clock::time_point::max()) return kLongestRound;
    const auto left = std::chrono::floor<seconds>(end_ - now);
    if (left <= seconds(0)) return std::nullopt;
    return std::min(left, kLongestRound);
  }
  static bool IsLost(const Error& error) {
    return error.code == Errc::kUnreachable || error.code == Errc::kBadReply ||
           error.code == Errc::kSystem;
  }
  bool LostForTooLong() {
    const auto now = steady_clock::now();
    if (!lost_since_) lost_since_ = now;
    return now >= *lost_since_ + session_.backend.answer_timeout();
  }
  void Pause(milliseconds wish) const {
    const auto now = steady_clock::now();
    if (now >= end_) return;
    std::this_thread::sleep_for(end_ == steady_clock::time_point::max()
                                    ? wish
                                    : std::min(wish, std::chrono::ceil<milliseconds>(end_ - now)));
  }

  const Session& session_;
  steady_clock::time_point end_;
  std::optional<steady_clock::time_point> lost_since_;
  std::optional<Json> last_answer_;
};

}  // namespace

ExitCode WaitForRequest(const Session& session) {
  const auto json = Waiting(session).UntilSettled();
  return json.ok() ? Report(session, json.value()) : Fail(session, json.error());
}

}  // namespace assent
