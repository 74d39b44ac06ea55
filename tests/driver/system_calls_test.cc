// Each system call of the plugin in turn fails, is interrupted, or moves one byte only. The answer
// is a no, or the yes to this very action; within the deadline, and with nothing left open.
#include <cerrno>
#include <chrono>

#include "tests/driver/faults.h"
#include "tests/driver/scenarios.h"

namespace assent {
namespace {

using std::chrono::steady_clock;

constexpr long kTooMany = 10'000;
// The answer timeout of the test's settings, and room for a slow machine.
constexpr std::chrono::seconds kDeadline{5};

struct Trouble {
  const char* name;
  int error;  // 0: one byte only
  Lasts lasts;
};

class SystemCalls : public DriverTest, public testing::WithParamInterface<Trouble> {
 protected:
  void Sweep(Sudo& sudo, const Attempt& attempt) {
    backend_->Learn();
    const Checked undisturbed = attempt(sudo);
    backend_->StopLearning();
    for (long n = 1; !HasFailure(); ++n) {
      ASSERT_LT(n, kTooMany) << "never completed";
      TellWhere("call", n);
      const std::string before = StateOfTheProcess();
      const auto began = steady_clock::now();
      PlanCalls({n, GetParam().error, GetParam().lasts});
      const Checked checked = attempt(sudo);
      const bool completed = CallsSeen() < n;
      PlanCalls({});
      SCOPED_TRACE("call " + std::to_string(n));
      EXPECT_LT(steady_clock::now() - began, kDeadline);
      ExpectNoWorse(checked, undisturbed, before);
      if (!completed) continue;
      EXPECT_EQ(checked.code, undisturbed.code);
      EXPECT_GT(n, 2) << "hardly anything failed";
      return;
    }
  }

  void SweepFromTheStart() {
    InAProcessOfItsOwn([&] {
      Sudo sudo;
      Sweep(sudo, OpenAndCheck);
      sudo.Close();
    });
  }
};

TEST_P(SystemCalls, GiveNoYesToACommandThatANormalRunWouldNotGive) {
  Start(Permit);
  SweepFromTheStart();
}

TEST_P(SystemCalls, NeverTurnADenialIntoAYes) {
  Start(Deny);
  SweepFromTheStart();
}

TEST_P(SystemCalls, GiveNoYesToASealedCopyThatANormalRunWouldNotGive) {
  Start(Permit);
  TheStandIn().command_info = RootCommandInfo(ChangeableProgram());
  SweepFromTheStart();
}

TEST_P(SystemCalls, GiveNoYesToAnInterceptedSubcheckThatANormalRunWouldNotGive) {
  Start(Permit);
  TheStandIn().command_info.emplace_back("intercept=true");
  InAProcessOfItsOwn([&] {
    Sudo sudo;
    backend_->Learn();
    ASSERT_EQ(OpenAndCheck(sudo).code, 1);
    ASSERT_EQ(sudo.InitSession(), 1);
    Sweep(sudo, [](Sudo& opened) { return opened.Check({"/usr/bin/env"}); });
    sudo.Close();
  });
}

// The clock and setresuid(2): a session that cannot be made safe does not begin.
TEST_P(SystemCalls, StartNoSessionThatCannotBeMadeSafe) {
  if (GetParam().error == 0) GTEST_SKIP() << "no bytes are moved";
  Start(Permit);
  TheStandIn().command_info.emplace_back("intercept=true");
  for (const long n : {1L, 2L}) {
    InAProcessOfItsOwn([&] {
      Sudo sudo;
      ASSERT_EQ(OpenAndCheck(sudo).code, 1);
      PlanCalls({n, GetParam().error, GetParam().lasts});
      EXPECT_EQ(sudo.InitSession(), -1);
      EXPECT_GE(CallsSeen(), n);
      sudo.Close();
    });
  }
}

constexpr Trouble kTroubles[] = {
    {"Interrupted", EINTR, Lasts::kOnce},
    {"InputOutput", EIO, Lasts::kOnce},
    {"NoMemory", ENOMEM, Lasts::kOnce},
    {"NoDescriptors", EMFILE, Lasts::kOnce},
    {"ConnectionReset", ECONNRESET, Lasts::kOnce},
    {"OneByte", 0, Lasts::kOnce},
    {"OneByteAtATime", 0, Lasts::kFromThenOn},
    {"InputOutputFromThenOn", EIO, Lasts::kFromThenOn},
};
INSTANTIATE_TEST_SUITE_P(Calls, SystemCalls, testing::ValuesIn(kTroubles),
                         [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace assent
