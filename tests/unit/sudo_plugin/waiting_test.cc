#include "sudo_plugin/waiting.h"

#include <gtest/gtest.h>
#include <poll.h>
#include <unistd.h>

#include <cerrno>

namespace assent {
namespace {

volatile sig_atomic_t g_recorded = 0;
void Record(int signal) { g_recorded = signal; }

class WaitSignalsTest : public testing::Test {
 protected:
  void SetUp() override {  // as in sudo: SA_RESTART handlers that set a flag
    g_recorded = 0;
    struct sigaction action {};
    action.sa_handler = Record;
    action.sa_flags = SA_RESTART;
    sigaddset(&action.sa_mask, SIGUSR1);
    for (const int signal : {SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGTSTP}) {
      ::sigaction(signal, &action, nullptr);
    }
    Ignore(SIGHUP);
  }
  void TearDown() override {
    for (const int signal : {SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGTSTP}) ::signal(signal, SIG_DFL);
  }
  static void Ignore(int signal) { ::signal(signal, SIG_IGN); }
  static struct sigaction Of(int signal) {
    struct sigaction action {};
    ::sigaction(signal, nullptr, &action);
    return action;
  }
  static int WaitWith(const WaitSignals& signals, long milliseconds) {
    const timespec limit{0, milliseconds * 1'000'000};
    return ::ppoll(nullptr, 0, &limit, signals.mask());
  }
};

TEST_F(WaitSignalsTest, EndsAPollAndRemembersTheSignal) {
  const WaitSignals signals;
  ::kill(::getpid(), SIGINT);
  EXPECT_EQ(*signals.caught(), 0) << "delivered outside of the wait";
  EXPECT_EQ(WaitWith(signals, 500), -1);
  EXPECT_EQ(errno, EINTR);
  EXPECT_EQ(*signals.caught(), SIGINT);
  EXPECT_EQ(g_recorded, 0);
}

TEST_F(WaitSignalsTest, LeavesIgnoredSignalsIgnored) {
  const WaitSignals signals;
  ::kill(::getpid(), SIGHUP);
  EXPECT_EQ(WaitWith(signals, 20), 0);
  EXPECT_EQ(*signals.caught(), 0);
}

TEST_F(WaitSignalsTest, LetsTheTerminalSuspendMeanwhile) {
  const WaitSignals signals;
  EXPECT_EQ(Of(SIGTSTP).sa_handler, SIG_DFL);
  EXPECT_EQ(sigismember(signals.mask(), SIGTSTP), 0);
}

TEST_F(WaitSignalsTest, PutsEverythingBackExactly) {
  sigset_t before;
  ::sigprocmask(SIG_BLOCK, nullptr, &before);
  { const WaitSignals signals; }
  for (const int signal : {SIGINT, SIGQUIT, SIGTERM, SIGTSTP}) {
    EXPECT_EQ(Of(signal).sa_handler, Record) << signal;
    EXPECT_EQ(Of(signal).sa_flags & SA_RESTART, SA_RESTART) << signal;
    const struct sigaction now = Of(signal);
    EXPECT_EQ(sigismember(&now.sa_mask, SIGUSR1), 1) << signal;
  }
  EXPECT_EQ(Of(SIGHUP).sa_handler, SIG_IGN);
  sigset_t after;
  ::sigprocmask(SIG_BLOCK, nullptr, &after);
  for (int signal = 1; signal < SIGRTMIN; ++signal) {
    EXPECT_EQ(sigismember(&before, signal), sigismember(&after, signal)) << signal;
  }
}

TEST_F(WaitSignalsTest, GivesALateSignalToTheHandlerThatWasThereBefore) {
  {
    const WaitSignals signals;
    ::kill(::getpid(), SIGTERM);
    EXPECT_EQ(*signals.caught(), 0);
  }
  EXPECT_EQ(g_recorded, SIGTERM);
}

TEST_F(WaitSignalsTest, ForgetsTheSignalOfAnEarlierWait) {
  {
    const WaitSignals signals;
    ::kill(::getpid(), SIGINT);
    WaitWith(signals, 100);
  }
  const WaitSignals again;
  EXPECT_EQ(*again.caught(), 0);
}

}  // namespace
}  // namespace assent
