#include "sudo_plugin/waiting.h"

namespace assent {
namespace {

volatile sig_atomic_t g_caught = 0;

// Only async-signal-safe things: one store. No SA_RESTART.
extern "C" void AssentRemember(int signal) { g_caught = signal; }

bool IsIgnored(const struct sigaction& action) {
  return (action.sa_flags & SA_SIGINFO) == 0 && action.sa_handler == SIG_IGN;
}

}  // namespace

WaitSignals::WaitSignals() {
  g_caught = 0;
  sigset_t ending;
  ::sigemptyset(&ending);
  for (const int signal : kEnding) ::sigaddset(&ending, signal);
  ::sigprocmask(SIG_BLOCK, &ending, &original_mask_);
  wait_mask_ = original_mask_;
  for (const int signal : kEnding) {
    ::sigdelset(&wait_mask_, signal);
    Replace(signal, AssentRemember);
  }
  ::sigdelset(&wait_mask_, SIGTSTP);
  Replace(SIGTSTP, SIG_DFL);
}

// What cannot be looked at or replaced stays sudo's, which records the signal itself.
void WaitSignals::Replace(int signal, void (*handler)(int)) {
  Replaced& place = replaced_[replaced_count_];
  if (::sigaction(signal, nullptr, &place.original) != 0 || IsIgnored(place.original)) return;
  struct sigaction ours {};
  ours.sa_handler = handler;
  ::sigemptyset(&ours.sa_mask);
  if (::sigaction(signal, &ours, nullptr) != 0) return;
  place.signal = signal;
  ++replaced_count_;
}

WaitSignals::~WaitSignals() {
  for (std::size_t i = 0; i < replaced_count_; ++i) {
    ::sigaction(replaced_[i].signal, &replaced_[i].original, nullptr);
  }
  ::sigprocmask(SIG_SETMASK, &original_mask_, nullptr);
}

const volatile sig_atomic_t* WaitSignals::caught() const noexcept { return &g_caught; }

}  // namespace assent
