// Asking the backend about one action until it is settled (DESIGN D2).
#pragma once

#include <functional>

#include "common/action/wire.h"
#include "common/client/connect.h"
#include "common/client/deadline.h"
#include "common/client/settings.h"
#include "common/client/verdict.h"

namespace assent {

inline constexpr std::chrono::seconds kLongPoll{25};
inline constexpr std::size_t kMaxQuestionBytes = 1024 * 1024;

struct AskOptions {
  ClientSettings settings;
  SocketPolicy socket;
  std::chrono::milliseconds wait{0};  // for people; 0: the first answer counts
  const volatile sig_atomic_t* interrupted = nullptr;
  const sigset_t* wait_mask = nullptr;
  // Called once, when a request is pending and the wait begins.
  std::function<void(const PendingRequest&)> on_pending;
};

// Posts the question and, while the request is pending and `wait` lasts, posts it again with
// `Prefer: wait=25`. One monotonic deadline covers the first answer (settings.answer_timeout),
// another the whole wait. A connection that is cut before anything came back is made again, within
// the same deadline; while waiting, the backend has answer_timeout to come back.
//
// Every failure is a value of Error, never a Grant. Errors: those of ConnectToBackend and Exchange;
// kTooLarge when the question is over kMaxQuestionBytes (found before connecting); kBadReply also
// for a status other than 200.
Result<Verdict> Ask(const Question& question, const AskOptions& options);

// What went wrong, as the reason code and the one line a person sees. No default: a new Errc must
// be decided before it builds.
Denial ToDenial(const Error& error);

}  // namespace assent
