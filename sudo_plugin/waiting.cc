#include "sudo_plugin/waiting.h"

namespace assent {
namespace {

volatile sig_atomic_t g_caught = 0;

// Only async-signal-safe things: one store. No SA_RESTART.
extern "C" void AssentRemember(int signal) { g_caught = signal; }

bool IsIgnored(const struct sigaction& action) {
  return (action.sa_flags & SA_SIGINFO) == 0 && action.sa_handler == SIG_IGN;
}

void Replace(int signal, void (*handler)(int), struct sigaction& original) {
  ::sigaction(signal, nullptr, &original);
  if (IsIgnored(original)) return;
  struct sigaction ours {};
  ours.sa_handler = handler;
  ::sigemptyset(&ours.sa_mask);
  ::sigaction(signal, &ours, nullptr);
}

}  // namespace

WaitSignals::WaitSignals() {
  g_caught = 0;
  sigset_t ending;
  ::sigemptyset(&ending);
  for (const int signal : kEnding) ::sigaddset(&ending, signal);
  ::sigprocmask(SIG_BLOCK, &ending, &original_mask_);
  wait_mask_ = original_mask_;
  for (std::size_t i = 0; i < kEnding.size(); ++i) {
    ::sigdelset(&wait_mask_, kEnding[i]);
    Replace(kEnding[i], AssentRemember, original_[i]);
  }
  ::sigdelset(&wait_mask_, SIGTSTP);
  Replace(SIGTSTP, SIG_DFL, original_stop_);
}

WaitSignals::~WaitSignals() {
  for (std::size_t i = 0; i < kEnding.size(); ++i) ::sigaction(kEnding[i], &original_[i], nullptr);
  ::sigaction(SIGTSTP, &original_stop_, nullptr);
  ::sigprocmask(SIG_SETMASK, &original_mask_, nullptr);
}

const volatile sig_atomic_t* WaitSignals::caught() const noexcept { return &g_caught; }

}  // namespace assent
