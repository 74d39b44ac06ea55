// The decorator, driven as sudo drives it. What is attacked here: every way in which sudoers' yes
// could get through without a grant for exactly this action.
#include "sudo_plugin/policy.h"

#include "tests/unit/sudo_plugin/policy_fixture.h"

namespace assent {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

TEST_F(PolicyTest, LetsAGrantedCommandThrough) {
  Start(Permit);
  const Outcome outcome = RunSudo();
  EXPECT_EQ(outcome.code, kApproved);
  EXPECT_THAT(outcome.command_info, Contains("command=/usr/bin/env"));
  EXPECT_THAT(outcome.command_info, Contains("source=assent grant G-1"));
  EXPECT_THAT(FrontEnd::said(), HasSubstr("approved by bob"));
  EXPECT_THAT(FrontEnd::said(), Not(HasSubstr("[on standard output]")));
  EXPECT_EQ(sudo_->InitSession(), kSessionReady);
}

TEST_F(PolicyTest, AsksAboutExactlyWhatSudoersResolved) {
  Start(Permit);
  TheSudoers().environment = {"PATH=/usr/bin", "A=1", "GIT_DIR=/x"};
  ASSERT_EQ(sudo_->Open({"preserve_environment=true"}, AliceInfo(), {"GIT_DIR=/x"}), kOpened);
  ASSERT_EQ(sudo_->Check({"A=1"}).code, kApproved);
  const Question question = backend_->questions().at(0);
  EXPECT_EQ(question.action.user_name, "alice");
  EXPECT_EQ(question.action.runas_uid, 0U);
  EXPECT_THAT(question.action.argv, ElementsAre("env", "true"));
  EXPECT_EQ(question.action.env.size(), 2U);
  EXPECT_EQ(question.facts.environment, EnvironmentKind::kInherited);
  EXPECT_TRUE(question.file);
  EXPECT_FALSE(question.file_only);
}

TEST_F(PolicyTest, ForwardsEveryOtherAnswerOfSudoersWithoutAsking) {
  Start(Permit);
  ASSERT_EQ(sudo_->Open({}, AliceInfo(), {}), kOpened);
  for (const int answer : {0, -1, -2, 2, 100}) {
    TheSudoers().check_result = answer;
    EXPECT_EQ(sudo_->Check().code, answer);
  }
  EXPECT_THAT(backend_->questions(), IsEmpty());
}

// sudoers has logged its own by then.
TEST_F(PolicyTest, TellsSudoersLogOfItsOwnNoesAndNotOfSudoers) {
  Start(Always("NO_RULE"));
  ASSERT_EQ(sudo_->Open({}, AliceInfo(), {}), kOpened);
  for (const int answer : {0, -1}) {
    TheSudoers().check_result = answer;
    sudo_->Check();
    EXPECT_FALSE(sudo_->sudoers_hears_noes()) << answer;
  }
  TheSudoers().check_result = kApproved;
  EXPECT_EQ(sudo_->Check().code, kRejected);
  EXPECT_TRUE(sudo_->sudoers_hears_noes());
}

TEST_F(PolicyTest, NeverTurnsAFailedOpenIntoAnother) {
  Start(Permit);
  for (const int answer : {0, -1, -2}) {
    TheSudoers().open_result = answer;
    EXPECT_EQ(sudo_->Open({}, AliceInfo(), {}), answer);
  }
}

TEST_F(PolicyTest, DoesNotDecideWithoutHavingBeenOpened) {
  Start(Permit);
  EXPECT_EQ(sudo_->Check().code, kCheckFailed);
}

TEST_F(PolicyTest, RefusesToOpenForNobody) {
  Start(Permit);
  EXPECT_EQ(sudo_->Open({}, Changed(AliceInfo(), "uid", {}), {}), kOpenFailed);
  EXPECT_THAT(FrontEnd::said(), HasSubstr("uid is missing"));
}

TEST_F(PolicyTest, LeavesRootAlone) {
  Start(Always("NO_RULE"));
  Configure("this is no TOML");
  ASSERT_EQ(sudo_->Open({}, Changed(AliceInfo(), "uid", {"uid=0"}), {}), kOpened);
  EXPECT_EQ(sudo_->Check().code, kApproved);
  EXPECT_EQ(sudo_->InitSession(), kSessionReady);
  EXPECT_THAT(backend_->questions(), IsEmpty());
}

TEST_F(PolicyTest, DeniesAndKeepsTheVectorsForTheLog) {
  Start(Always("NO_RULE"));
  const Outcome outcome = RunSudo();
  EXPECT_EQ(outcome.code, kRejected);
  EXPECT_TRUE(outcome.has_vectors);
  EXPECT_EQ(outcome.errstr, "assent: NO_RULE: because");
  EXPECT_EQ(FrontEnd::said(),
            "assent: because; ask an administrator to add a rule for it (NO_RULE)\n");
}

TEST_F(PolicyTest, DeniesWhenSudoersDoesNotSayWhatWouldRun) {
  Start(Permit);
  TheSudoers().gives_command_info = false;
  EXPECT_EQ(RunSudo().code, kRejected);
  EXPECT_THAT(backend_->questions(), IsEmpty());
}

TEST_F(PolicyTest, DeniesWhatItCannotDescribe) {
  Start(Permit);
  TheSudoers().command_info = Changed(RootCommandInfo("/usr/bin/env"), "runas_uid", {});
  EXPECT_EQ(RunSudo().code, kRejected);
  EXPECT_THAT(FrontEnd::said(), HasSubstr("runas_uid is missing"));
  EXPECT_THAT(backend_->questions(), IsEmpty());
}

TEST_F(PolicyTest, DeniesOnABrokenConfigurationWithFileAndLine) {
  Start(Permit);
  Configure("socket = \"/run/x\"\nsockte = 1\n");
  EXPECT_EQ(RunSudo().code, kRejected);
  EXPECT_THAT(FrontEnd::said(), AllOf(HasSubstr("client.toml:2"), HasSubstr("(BAD_CONFIG)")));
}

struct BadBackend {
  const char* name;
  std::function<std::string(const Question&)> answer;
  const char* code;
};

class PolicyWithBadBackend : public PolicyTest, public testing::WithParamInterface<BadBackend> {};

TEST_P(PolicyWithBadBackend, DeniesWithOneClearLine) {
  Start(GetParam().answer);
  EXPECT_EQ(RunSudo().code, kRejected);
  EXPECT_THAT(FrontEnd::said(), AllOf(StartsWith("assent: "), HasSubstr(GetParam().code)));
  EXPECT_EQ(std::count(FrontEnd::said().begin(), FrontEnd::said().end(), '\n'), 1);
  EXPECT_EQ(sudo_->InitSession(), kSessionFailed) << "no grant, no session";
}

std::string OtherDigest(const Question& question) {
  Question other = question;
  other.action.argv.emplace_back("--more");
  return FakeBackend::Yes(other);
}
std::string OtherInvocation(const Question& question) {
  Question other = question;
  other.invocation[0] = other.invocation[0] == 'a' ? 'b' : 'a';
  return FakeBackend::Yes(other);
}

INSTANTIATE_TEST_SUITE_P(
    Backends, PolicyWithBadBackend,
    testing::Values(
        BadBackend{"Silent", [](const Question&) { return std::string(); }, "(BACKEND_TIMEOUT)"},
        BadBackend{"Garbage",
                   [](const Question&) { return std::string("yes, of course, go on\r\n\r\n"); },
                   "(BACKEND_ERROR)"},
        BadBackend{"Half", [](const Question& q) { return FakeBackend::Yes(q).substr(0, 90); },
                   "(BACKEND_TIMEOUT)"},
        BadBackend{"Status500",
                   [](const Question&) { return FakeBackend::Http(R"({"decision":true})", 500); },
                   "(BACKEND_ERROR)"},
        BadBackend{"BareYes",
                   [](const Question&) { return FakeBackend::Http(R"({"decision":true})"); },
                   "(BACKEND_ERROR)"},
        BadBackend{"YesTwice",
                   [](const Question&) {
                     return FakeBackend::Http(R"({"decision":false,"decision":true})");
                   },
                   "(BACKEND_ERROR)"},
        BadBackend{"OtherDigest", OtherDigest, "(BACKEND_ERROR)"},
        BadBackend{"OtherInvocation", OtherInvocation, "(BACKEND_ERROR)"}),
    [](const auto& test) { return test.param.name; });

TEST_F(PolicyTest, DeniesWhenNobodyListens) {
  Start(Permit);
  Configure("socket = \"" + backend_->directory() + "/none\"\n");
  EXPECT_EQ(RunSudo().code, kRejected);
  EXPECT_THAT(FrontEnd::said(), HasSubstr("(BACKEND_UNREACHABLE)"));
}

TEST_F(PolicyTest, DeniesAnExpiredGrant) {
  Start([](const Question& question) {
    std::string yes = FakeBackend::Yes(question);
    const std::string late = "9000000000000";
    return yes.replace(yes.find(late), late.size(), "0000000000001");
  });
  EXPECT_EQ(RunSudo().code, kRejected);
}

TEST_F(PolicyTest, LimitsTheRunTime) {
  Start([](const Question& q) { return FakeBackend::Yes(q, R"("max_runtime_s":600,)"); });
  EXPECT_THAT(RunSudo().command_info, Contains("timeout=600"));
}

TEST_F(PolicyTest, RunsASealedCopyOfWhatOthersCanChange) {
  Start(Permit);
  surroundings_.program.owner = ::geteuid() + 4242;  // nothing is trusted
  sudo_.emplace(surroundings_);
  TheSudoers().command_info = RootCommandInfo("/usr/bin/env");
  TheSudoers().command_info.emplace_back("execfd=0");
  TheSudoers().argv = {"env"};
  const Outcome outcome = RunSudo();
  ASSERT_EQ(outcome.code, kApproved);
  EXPECT_THAT(outcome.command_info, Contains(StartsWith("execfd=")));
  EXPECT_THAT(outcome.command_info, Not(Contains("execfd=0")));
  const Question question = backend_->questions().at(0);
  EXPECT_FALSE(question.facts.executable_trusted);
  EXPECT_TRUE(question.action.executable_sha256.has_value());
}

TEST_F(PolicyTest, KeepsItsCloseAsSudoersHasItsOwn) {
  Start(Permit);
  EXPECT_NE(sudo_->front().close, nullptr);
  TheSudoers().drops_close = true;
  RunSudo();
  EXPECT_EQ(sudo_->front().close, nullptr);
}

TEST_F(PolicyTest, HandsEventsAndTheOtherCallsToSudoers) {
  Start(Permit);
  RunSudo();
  EXPECT_EQ(sudo_->below().event_alloc, sudo_->front().event_alloc);
  const char* errstr = nullptr;
  EXPECT_EQ(sudo_->policy().List(0, nullptr, 0, nullptr, &errstr), 1);
  EXPECT_EQ(sudo_->policy().Validate(&errstr), 1);
  sudo_->policy().Invalidate(1);
  sudo_->policy().Close(3, 0);
  EXPECT_EQ(TheSudoers().invalidates, 1);
  EXPECT_THAT(TheSudoers().close_arguments, ElementsAre(std::pair(3, 0)));
}

TEST_F(PolicyTest, PassesAFailedSessionOn) {
  Start(Permit);
  ASSERT_EQ(RunSudo().code, kApproved);
  TheSudoers().session_result = 0;
  EXPECT_EQ(sudo_->InitSession(), 0);
}

// ---- sub-commands (Defaults intercept) ----

TEST_F(PolicyTest, DecidesSubcommandsAtOnceAndFilesNothing) {
  int questions = 0;
  Start([&](const Question& q) {
    return ++questions == 1 ? FakeBackend::Yes(q) : FakeBackend::Pending(q);
  });
  ASSERT_EQ(RunSudo().code, kApproved);
  ASSERT_EQ(sudo_->InitSession(), kSessionReady);
  FrontEnd::typed() = {"a reason nobody asked for"};
  EXPECT_EQ(sudo_->Check().code, kRejected);
  const auto asked = backend_->questions();
  ASSERT_EQ(asked.size(), 2U);
  EXPECT_FALSE(asked[1].file);
  EXPECT_TRUE(asked[1].facts.intercepted);
  EXPECT_EQ(asked[1].action.cwd, std::nullopt);
  EXPECT_NE(asked[1].invocation, asked[0].invocation);
}

// Real uid of this process, which is alice's as in sudo, after init_session.
uid_t RealUidAfterSession(FrontEnd& sudo) {
  uid_t real = 0;
  uid_t effective = 0;
  uid_t saved = 0;
  EXPECT_EQ(::setresuid(1001, 0, 0), 0);
  EXPECT_EQ(sudo.InitSession(), kSessionReady);
  ::getresuid(&real, &effective, &saved);
  EXPECT_EQ(::setresuid(0, 0, 0), 0);
  return real;
}

TEST_F(PolicyTest, TakesSudoOutOfTheCallersReachUnderIntercept) {
  Start(Permit);
  TheSudoers().command_info.insert(TheSudoers().command_info.end(),
                                   {"use_ptrace=true", "intercept=true"});
  ASSERT_EQ(RunSudo().code, kApproved);
  EXPECT_EQ(RealUidAfterSession(*sudo_), 0U);
}

TEST_F(PolicyTest, TakesTheSudoThatCountsTheTimeOutOfTheCallersReach) {
  Start([](const Question& q) { return FakeBackend::Yes(q, R"("max_runtime_s":600,)"); });
  ASSERT_EQ(RunSudo().code, kApproved);
  EXPECT_EQ(RealUidAfterSession(*sudo_), 0U);
}

TEST_F(PolicyTest, LeavesSudoInTheCallersReachOtherwise) {
  Start(Permit);
  TheSudoers().command_info.emplace_back("use_ptrace=true");
  ASSERT_EQ(RunSudo().code, kApproved);
  EXPECT_EQ(RealUidAfterSession(*sudo_), 1001U);
}

TEST_F(PolicyTest, RefusesASubcommandThatOthersCanChangeWithoutAsking) {
  Start(Permit);
  ASSERT_EQ(RunSudo().code, kApproved);
  ASSERT_EQ(sudo_->InitSession(), kSessionReady);
  TheSudoers().command_info = RootCommandInfo("/tmp/none");
  EXPECT_EQ(sudo_->Check().code, kRejected);
  EXPECT_EQ(backend_->questions().size(), 1U);
  EXPECT_THAT(FrontEnd::said(), HasSubstr("(EXECUTABLE_NOT_TRUSTED)"));
}

TEST_F(PolicyTest, KeepsTheFirstVectorsWhileSubcommandsCome) {
  Start(Permit);
  ASSERT_EQ(sudo_->Open({}, AliceInfo(), {}), kOpened);
  char** first = nullptr;
  char** argv = nullptr;
  char** environment = nullptr;
  const char* errstr = nullptr;
  ASSERT_EQ(
      sudo_->policy().CheckPolicy(0, nullptr, nullptr, {&first, &argv, &environment, &errstr}),
      kApproved);
  const auto before = CopyVector(first);
  ASSERT_EQ(sudo_->InitSession(), kSessionReady);
  for (int i = 0; i < 1100; ++i) ASSERT_EQ(sudo_->Check().code, kApproved);
  EXPECT_EQ(CopyVector(first), before);
}

}  // namespace
}  // namespace assent
