// Memory runs out at each allocation of the plugin in turn, once or from then on. It may then say
// no, and it may say the yes that it would have said. It never dies: in an intercepted sub-check a
// dead sudo lets the sub-command run as root.
#include "tests/driver/faults.h"
#include "tests/driver/scenarios.h"

namespace assent {
namespace {

using testing::AnyOf;
using testing::HasSubstr;

constexpr long kTooMany = 100'000;
// With sanitizers it is slow, and they look at each seventh. The plugin that is shipped has every
// allocation fail (tests/system/test_driver.py).
#ifdef ASSENT_SANITIZED
constexpr long kStep = 7;
#else
constexpr long kStep = 1;
#endif
// What a failing call may keep beyond what one that works keeps: a text for sudo's log.
constexpr long kSlack = 4;

class OutOfMemory : public DriverTest, public testing::WithParamInterface<Lasts> {
 protected:
  struct Undisturbed {
    Checked checked;
    long kept = 0;
    std::string state;
  };

  Undisturbed Learn(Sudo& sudo, const Attempt& attempt) {
    backend_->Learn();
    attempt(sudo);  // whatever is set up once
    const std::string state = StateOfTheProcess();
    PlanAllocations(0, Lasts::kOnce);
    Undisturbed undisturbed{attempt(sudo), AllocationsKept(), state};
    backend_->StopLearning();
    return undisturbed;
  }

  struct Tried {
    Checked checked;
    long kept;
    bool completed;  // without having come to an n-th allocation
  };
  static Tried Try(Sudo& sudo, const Attempt& attempt, long n) {
    PlanAllocations(n, GetParam());
    Tried tried{attempt(sudo), AllocationsKept(), AllocationsSeen() < n};
    PlanAllocations(0, Lasts::kOnce);
    return tried;
  }

  // For every n until a run completes without having come to an n-th allocation.
  void Sweep(Sudo& sudo, const Attempt& attempt) {
    const Undisturbed undisturbed = Learn(sudo, attempt);
    for (long n = 1; n < kTooMany && !HasFailure(); n += kStep) {
      TellWhere("allocation", n);
      const std::string before = StateOfTheProcess();
      const auto [checked, kept, completed] = Try(sudo, attempt, n);
      SCOPED_TRACE("allocation " + std::to_string(n));
      ExpectNoWorse(checked, undisturbed.checked, before);
      // The name service keeps what a second try does not need again.
      if (kept > undisturbed.kept + kSlack) {
        EXPECT_LE(Try(sudo, attempt, n).kept, undisturbed.kept + kSlack);
      }
      if (!completed) continue;
      EXPECT_EQ(checked.code, undisturbed.checked.code);
      EXPECT_GT(n, 40) << "hardly anything failed";
      return;
    }
    FAIL() << "never completed";
  }

  void SweepFromTheStart(const Attempt& attempt = OpenAndCheck) {
    InAProcessOfItsOwn([&] {
      Sudo sudo;
      Sweep(sudo, attempt);
      sudo.Close();
    });
  }

  // Unless memory sufficed, it says "complete 0" at its end.
  void SetUpWithout(long n, Sudo& sudo) {
    TellWhere("allocation", n);
    PlanAllocations(n, GetParam());
    sudo.RegisterHooks();
    const int opened = sudo.Open();
    EXPECT_THAT(opened, AnyOf(1, -1));
    TellWhere("the first check", n);
    const int checked = sudo.Check().code;
    const long seen = AllocationsSeen();
    PlanAllocations(0, Lasts::kOnce);
    EXPECT_THAT(checked, AnyOf(opened, 0, -1));
    EXPECT_EQ(sudo.InitSession(), checked == 1 ? 1 : -1);
    sudo.Close();
    TellWhere("complete", seen < n ? 1 : 0);
  }

  // `change` happens once the command runs.
  void SweepASubcheck(const std::function<void()>& change = [] {}) {
    TheStandIn().command_info.emplace_back("intercept=true");
    InAProcessOfItsOwn([&] {
      Sudo sudo;
      backend_->Learn();
      ASSERT_EQ(OpenAndCheck(sudo).code, 1);
      ASSERT_EQ(sudo.InitSession(), 1);
      change();
      Sweep(sudo, [](Sudo& opened) { return opened.Check({"/usr/bin/env"}); });
      sudo.Close();
    });
  }
};

TEST_P(OutOfMemory, GivesNoYesToACommandThatANormalRunWouldNotGive) {
  Start(Permit);
  SweepFromTheStart();
}

TEST_P(OutOfMemory, NeverTurnsADenialIntoAYes) {
  Start(Deny);
  SweepFromTheStart();
}

TEST_P(OutOfMemory, GivesNoYesAfterAWaitThatANormalRunWouldNotGive) {
  Start(PermitAfterAWait());
  SweepFromTheStart();
}

TEST_P(OutOfMemory, GivesNoYesToASealedCopyThatANormalRunWouldNotGive) {
  Start(Permit);
  TheStandIn().command_info = RootCommandInfo(ChangeableProgram());
  SweepFromTheStart();
}

TEST_P(OutOfMemory, GivesNoYesToSudoeditThatANormalRunWouldNotGive) {
  Start(Permit);
  TheStandIn().command_info.insert(TheStandIn().command_info.end(),
                                   {"sudoedit=true", "sudoedit_nfiles=2"});
  TheStandIn().argv = {"/usr/bin/vi", "--", "/etc/hosts", "/etc/passwd"};
  SweepFromTheStart();
}

TEST_P(OutOfMemory, NeverAbortsAnInterceptedSubcheck) {
  Start(Permit);
  SweepASubcheck();
}

TEST_P(OutOfMemory, NeverAbortsARefusedSubcheck) {
  Start([](const Question& question) {
    return question.facts.intercepted ? Deny(question) : Permit(question);
  });
  SweepASubcheck();
}

TEST_P(OutOfMemory, NeverAbortsASubcheckAboveBrokenSettings) {
  Start(Permit);
  SweepASubcheck([&] { Configure("answer_timeout = [ \"x\", { y = 1 }\nz"); });
}

TEST_P(OutOfMemory, NeverAbortsASubcheckAboveAWrongBackend) {
  Start([](const Question& question) {
    return question.facts.intercepted ? FakeBackend::Http(R"({"decision":true,"decision":[{}]})")
                                      : Permit(question);
  });
  SweepASubcheck();
}

// What is set up once: sudoers, and the policy above it. In a fresh process each. Where the loader
// has no memory for thread-local data it ends the process (status 127): nothing has been allowed by
// then.
TEST_P(OutOfMemory, AllowsNothingWhileThePluginIsSetUp) {
  Start(Permit);
  Sudo sudo;  // loaded here, used in the children alone
  std::string end;
  for (long n = 1; end != "complete 1" && !HasFailure(); n += kStep) {
    ASSERT_LT(n, kTooMany);
    end = EndOfAProcess([&] { SetUpWithout(n, sudo); });
    EXPECT_THAT(end, AnyOf("well", HasSubstr("status 127 at allocation")));
    if (end == "well") end = WhereItWas();
  }
}

// Only the newest answers are kept, so that the reserve is not used up.
TEST_F(DriverTest, AnswersAnyNumberOfSubchecksFromTheReserve) {
#ifdef ASSENT_SANITIZED
  GTEST_SKIP() << "slow with sanitizers";
#endif
  Start(Permit);
  TheStandIn().command_info.emplace_back("intercept=true");
  InAProcessOfItsOwn([&] {
    Sudo sudo;
    ASSERT_EQ(OpenAndCheck(sudo).code, 1);
    ASSERT_EQ(sudo.InitSession(), 1);
    TheStandIn().command_info = {"command=/usr/bin/env"};  // refused before much is done
    PlanAllocations(1, Lasts::kFromThenOn);
    for (long check = 1; check <= 5000; ++check) {
      TellWhere("check", check);
      ASSERT_EQ(sudo.Check({"/usr/bin/env"}).code, 0);
    }
    PlanAllocations(0, Lasts::kOnce);
    sudo.Close();
  });
}

INSTANTIATE_TEST_SUITE_P(Allocations, OutOfMemory,
                         testing::Values(Lasts::kOnce, Lasts::kFromThenOn), [](const auto& test) {
                           return test.param == Lasts::kOnce ? "OneFails" : "AllFailFromThenOn";
                         });

}  // namespace
}  // namespace assent
