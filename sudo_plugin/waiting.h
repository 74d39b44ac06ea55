// Signals while people decide.
#pragma once

#include <signal.h>

#include <array>

namespace assent {

// While one lives: INT, QUIT, TERM and HUP are blocked, and delivered only inside a ppoll(2) with
// `mask()`, where they end it and are remembered (sudo's own handlers restart system calls, and
// would let the command run when a yes comes after a ^C). TSTP suspends as if there were no
// handler. Signals that were ignored (nohup) stay ignored.
//
// The destructor puts handlers and mask back exactly as they were, so that a signal that came too
// late to be seen here is recorded by sudo. One at a time, in a process with one thread.
class WaitSignals {
 public:
  WaitSignals();
  ~WaitSignals();
  WaitSignals(const WaitSignals&) = delete;
  WaitSignals& operator=(const WaitSignals&) = delete;

  [[nodiscard]] const sigset_t* mask() const noexcept { return &wait_mask_; }
  [[nodiscard]] const volatile sig_atomic_t* caught() const noexcept;

 private:
  static constexpr std::array<int, 4> kEnding = {SIGINT, SIGQUIT, SIGTERM, SIGHUP};

  sigset_t original_mask_{};
  sigset_t wait_mask_{};
  struct Replaced {
    int signal;
    struct sigaction original;
  };
  void Replace(int signal, void (*handler)(int));

  std::array<Replaced, kEnding.size() + 1> replaced_{};
  std::size_t replaced_count_ = 0;
};

}  // namespace assent
