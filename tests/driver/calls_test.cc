// The calls of the real plugin in the order in which sudo makes them, and out of it.
#include <unistd.h>

#include "tests/driver/faults.h"
#include "tests/driver/scenarios.h"

namespace assent {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

using Calls = DriverTest;

TEST_F(Calls, OfOneCommandReachSudoersOnceEach) {
  Start(Permit);
  InAProcessThatMustNotLeak([&] {
    Sudo sudo;
    sudo.RegisterHooks();
    ASSERT_EQ(OpenAndCheck(sudo).code, 1) << Sudo::said();
    EXPECT_EQ(sudo.InitSession(), 1);
    sudo.Close();
    EXPECT_THAT(TheStandIn().heard,
                ElementsAre("register_hooks", "open", "check_policy", "init_session", "close"));
    EXPECT_THAT(Sudo::said(), HasSubstr("approved by bob"));
    EXPECT_EQ(backend_->asked(), 1);
  });
}

TEST_F(Calls, ThatRunNothingAreSudoersAloneToAnswer) {
  Start(Deny);
  InAProcessThatMustNotLeak([&] {
    Sudo sudo;
    ASSERT_EQ(sudo.Open(), 1);
    EXPECT_EQ(sudo.List(), 1);
    EXPECT_EQ(sudo.Validate(), 1);
    sudo.Invalidate(0);
    sudo.Invalidate(1);
    EXPECT_EQ(sudo.ShowVersion(), 1);
    sudo.Close();
    EXPECT_THAT(TheStandIn().heard, ElementsAre("open", "list", "validate", "invalidate",
                                                "invalidate and remove", "show_version", "close"));
    EXPECT_THAT(Sudo::said(), HasSubstr("Assent policy plugin version"));
    EXPECT_EQ(backend_->asked(), 0);
  });
}

TEST_F(Calls, StartNoSessionWithoutAGrant) {
  Start(Deny);
  InAProcessThatMustNotLeak([&] {
    Sudo sudo;
    ASSERT_EQ(OpenAndCheck(sudo).code, 0);
    EXPECT_EQ(sudo.InitSession(), -1);
    EXPECT_THAT(TheStandIn().heard, Not(testing::Contains("init_session")));
    sudo.Close(0, EACCES);
  });
}

TEST_F(Calls, BeforeOpenAllowNothing) {
  Start(Permit);
  InAProcessThatMustNotLeak([&] {
    Sudo sudo;
    EXPECT_EQ(sudo.Check().code, -1);
    EXPECT_EQ(sudo.InitSession(), -1);
    sudo.Close();
  });
}

TEST_F(Calls, AfterARefusedSubcommandStillCheckTheNext) {
  Start([](const Question& question) {
    return question.action.argv.size() == 1 ? Deny(question) : Permit(question);
  });
  TheStandIn().command_info.emplace_back("intercept=true");
  InAProcessThatMustNotLeak([&] {
    Sudo sudo;
    ASSERT_EQ(OpenAndCheck(sudo).code, 1);
    ASSERT_EQ(sudo.InitSession(), 1);
    for (int i = 0; i < 3; ++i) {
      TheStandIn().argv = {"/usr/bin/env"};
      EXPECT_EQ(sudo.Check({"/usr/bin/env"}).code, 0);
      TheStandIn().argv = {"/usr/bin/env", "true"};
      EXPECT_EQ(sudo.Check({"/usr/bin/env", "true"}).code, 1);
    }
    sudo.Close();
  });
}

// sudo runs with the caller's real uid; alice could kill it while it decides (reference: ptrace
// without EXITKILL before sudo 1.9.18).
TEST_F(Calls, TakeSudoOutOfTheCallersReachUnderIntercept) {
  Start(Permit);
  TheStandIn().command_info.emplace_back("intercept=true");
  InAProcessThatMustNotLeak([&] {
    Sudo sudo;
    ASSERT_EQ(OpenAndCheck(sudo).code, 1);
    ASSERT_EQ(::setresuid(1001, 0, 0), 0);
    ASSERT_EQ(sudo.InitSession(), 1);
    EXPECT_EQ(::getuid(), 0U);
  });
}

TEST_F(Calls, LeaveNothingOfTheWaitBehind) {
  Start(PermitAfterAWait());
  InAProcessThatMustNotLeak([&] {
    Sudo sudo;
    const std::string before = StateOfTheProcess();
    EXPECT_EQ(OpenAndCheck(sudo).code, 1);
    EXPECT_EQ(StateOfTheProcess(), before);
    EXPECT_THAT(Sudo::said(), HasSubstr("request WDJB-MJHT, waiting for 1 of: bob"));
  });
}

TEST_F(Calls, RunASealedCopyThatTheCommandMayInheritAndNothingElse) {
  Start(Permit);
  TheStandIn().command_info = RootCommandInfo(ChangeableProgram());
  InAProcessThatMustNotLeak([&] {
    Sudo sudo;
    const Checked checked = OpenAndCheck(sudo);
    ASSERT_EQ(checked.code, 1) << Sudo::said();
    EXPECT_TRUE(KeepsADescriptor(checked));
  });
}

}  // namespace
}  // namespace assent
