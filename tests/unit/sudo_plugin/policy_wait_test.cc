// Waiting for people, being interrupted, giving a reason, filing only.
#include <signal.h>

#include <atomic>
#include <fstream>

#include "tests/unit/sudo_plugin/policy_fixture.h"

namespace assent {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

volatile sig_atomic_t g_recorded = 0;
void Record(int signal) { g_recorded = signal; }

// Says pending first, then what `later` says.
FakeBackend::Answer PendingThen(FakeBackend::Answer later) {
  auto asked = std::make_shared<std::atomic<int>>(0);
  return [asked, later](const Question& question) {
    return (*asked)++ == 0 ? FakeBackend::Pending(question) : later(question);
  };
}

TEST_F(PolicyTest, WaitsUntilSomebodyApproves) {
  Start(PendingThen(Permit));
  EXPECT_EQ(RunSudo().code, kApproved);
  EXPECT_EQ(FrontEnd::said(),
            "assent: this needs approval: env true  (as root on web-1)\n"
            "assent: request WDJB-MJHT, waiting for 1 of: bob, until 14:32\n"
            "assent: Ctrl-C stops waiting; the request stays open. To withdraw it: assent cancel "
            "WDJB-MJHT\n"
            "assent: approved by bob: \"fine\"\n");
  const auto asked = backend_->questions();
  EXPECT_EQ(asked.at(0).invocation, asked.at(1).invocation);
}

TEST_F(PolicyTest, TellsADenialAfterTheWait) {
  Start(PendingThen(Always("DENIED_BY_APPROVER")));
  EXPECT_EQ(RunSudo().code, kRejected);
  EXPECT_THAT(FrontEnd::said(), HasSubstr("(DENIED_BY_APPROVER)"));
}

TEST_F(PolicyTest, DoesNotWaitWithDashNOrWithoutATerminal) {
  Start([](const Question& q) { return FakeBackend::Pending(q); });
  EXPECT_EQ(RunSudo({"noninteractive=true"}).code, kRejected);
  EXPECT_EQ(sudo_->Open({}, Changed(AliceInfo(), "tty", {}), {}), kOpened);
  EXPECT_EQ(sudo_->Check().code, kRejected);
  EXPECT_EQ(backend_->questions().size(), 2U);
  EXPECT_TRUE(backend_->questions()[1].file);
  EXPECT_THAT(FrontEnd::said(), HasSubstr("request WDJB-MJHT"));
  EXPECT_THAT(FrontEnd::said(), HasSubstr("run it again once it is approved (APPROVAL_NEEDED)"));
}

TEST_F(PolicyTest, NoticesAProgramThatChangedDuringTheWait) {
  const std::string tool = "/tmp/assent-tool-" + std::to_string(::getpid());
  std::ofstream(tool) << "before";
  Start(PendingThen([&](const Question& question) {
    std::ofstream(tool) << "after!";
    return FakeBackend::Yes(question);
  }));
  TheSudoers().command_info = RootCommandInfo(tool);
  const Outcome outcome = RunSudo();
  ::unlink(tool.c_str());
  EXPECT_EQ(outcome.code, kRejected);
  EXPECT_THAT(FrontEnd::said(), HasSubstr("(EXECUTABLE_CHANGED)"));
}

class InterruptTest : public PolicyTest {
 protected:
  void SetUp() override {
    PolicyTest::SetUp();
    g_recorded = 0;
    struct sigaction action {};
    action.sa_handler = Record;
    action.sa_flags = SA_RESTART;
    for (const int signal : {SIGINT, SIGTERM}) ::sigaction(signal, &action, nullptr);
  }
  void TearDown() override {
    for (const int signal : {SIGINT, SIGTERM}) ::signal(signal, SIG_DFL);
  }
};

TEST_F(InterruptTest, StopsTheWaitAndLeavesTheSignalToSudo) {
  Start(PendingThen([](const Question&) {
    ::kill(::getpid(), SIGINT);
    return std::string();
  }));
  const Outcome outcome = RunSudo();
  EXPECT_EQ(outcome.code, kRejected);
  EXPECT_EQ(g_recorded, SIGINT);
  EXPECT_THAT(FrontEnd::said(), HasSubstr("request WDJB-MJHT stays open"));
  EXPECT_EQ(outcome.errstr, "assent: stopped waiting");
}

TEST_F(InterruptTest, RunsNothingEvenWhenAYesComesWithIt) {
  Start(PendingThen([](const Question& question) {
    ::kill(::getpid(), SIGTERM);
    return FakeBackend::Yes(question);
  }));
  const Outcome outcome = RunSudo();
  // Seen in the wait: denied by us. Seen after it: recorded by sudo, which then starts nothing.
  EXPECT_EQ(g_recorded, SIGTERM);
  EXPECT_TRUE(outcome.code == kRejected || outcome.code == kApproved);
}

TEST_F(InterruptTest, StopsAlsoWhileTheBackendIsSilent) {
  Start([](const Question&) {
    ::kill(::getpid(), SIGINT);
    return std::string();
  });
  EXPECT_EQ(RunSudo().code, kRejected);
  EXPECT_EQ(g_recorded, SIGINT);
  EXPECT_THAT(FrontEnd::said(), HasSubstr("stopped before there was an answer"));
}

// ---- reasons ----

std::string WantsTicket(const Question& question) {
  if (question.reason && question.reason->rfind("INC-", 0) == 0) return FakeBackend::Yes(question);
  return FakeBackend::No(question, "REASON_REQUIRED");
}

TEST_F(PolicyTest, TakesTheReasonFromTheCallersVariable) {
  Start(WantsTicket);
  EXPECT_EQ(RunSudo({}, {"ASSENT_REASON=INC-1"}).code, kApproved);
}

TEST_F(PolicyTest, AsksForAReasonThreeTimes) {
  Start(WantsTicket);
  FrontEnd::typed() = {"", "please", "INC-2", "INC-3"};
  ASSERT_EQ(sudo_->Open({}, AliceInfo(), {}), kOpened);
  FrontEnd::typed() = {"", "please", "INC-2"};
  EXPECT_EQ(sudo_->Check().code, kApproved);
  EXPECT_THAT(FrontEnd::said(), HasSubstr("Reason (because): "));
  FrontEnd::typed() = {"", "please", "pretty please", "INC-2"};
  EXPECT_EQ(sudo_->Check().code, kRejected);
  EXPECT_EQ(FrontEnd::typed().size(), 1U);
}

TEST_F(PolicyTest, TakesAnInterruptedPromptForANo) {
  Start(WantsTicket);
  FrontEnd::typed() = {std::nullopt};
  EXPECT_EQ(RunSudo().code, kRejected);
  EXPECT_THAT(FrontEnd::said(), HasSubstr("(REASON_REQUIRED)"));
}

TEST_F(PolicyTest, DoesNotAskForAReasonWithDashN) {
  Start(WantsTicket);
  FrontEnd::typed() = {"INC-2"};
  EXPECT_EQ(RunSudo({"noninteractive=true"}).code, kRejected);
  EXPECT_THAT(FrontEnd::said(), Not(HasSubstr("Reason (")));
}

TEST_F(PolicyTest, RefusesAReasonOfAnyLength) {
  Start(WantsTicket);
  EXPECT_EQ(RunSudo({}, {"ASSENT_REASON=INC-" + std::string(1024, 'x')}).code, kRejected);
  EXPECT_TRUE(backend_->questions().empty());
}

// ---- ASSENT_REQUEST_ONLY ----

TEST_F(PolicyTest, FilesAndRunsNothing) {
  Start([](const Question& q) { return FakeBackend::Pending(q); });
  EXPECT_EQ(RunSudo({}, {"ASSENT_REQUEST_ONLY=1"}).code, kRejected);
  EXPECT_TRUE(backend_->questions().at(0).file_only);
  EXPECT_EQ(backend_->questions().size(), 1U);
  EXPECT_EQ(FrontEnd::said(),
            "assent: request WDJB-MJHT filed, waiting for 1 of: bob, until 14:32\n");
}

TEST_F(PolicyTest, SaysWhenThereIsNothingToFile) {
  Start(Always("APPROVAL_NEEDED"));
  EXPECT_EQ(RunSudo({}, {"ASSENT_REQUEST_ONLY=1"}).code, kRejected);
  EXPECT_EQ(FrontEnd::said(), "assent: because\n");
}

TEST_F(PolicyTest, RunsNothingWhenFilingIsAnsweredWithAYes) {
  Start(Permit);
  EXPECT_EQ(RunSudo({}, {"ASSENT_REQUEST_ONLY=1"}).code, kRejected);
}

}  // namespace
}  // namespace assent
