// One deadline for an entire call, and the signal mask to wait with.
#pragma once

#include <poll.h>
#include <signal.h>

#include <chrono>

#include "common/base/result.h"

namespace assent {

using SteadyTime = std::chrono::steady_clock::time_point;

// `interrupted`, when set, is looked at after every wait that a signal ended; the caller blocks the
// signals that set it and gives the mask to wait with, so that none is missed in between.
struct Deadline {
  SteadyTime at;
  const volatile sig_atomic_t* interrupted = nullptr;
  const sigset_t* wait_mask = nullptr;

  [[nodiscard]] Deadline Earlier(SteadyTime other) const {
    return {at < other ? at : other, interrupted, wait_mask};
  }
};

// Waits until `fd` has one of `events`, with ppoll(2). Errors: kTimeout, kInterrupted, kSystem.
Result<Ok> WaitFor(int fd, short events, const Deadline& deadline);

}  // namespace assent
