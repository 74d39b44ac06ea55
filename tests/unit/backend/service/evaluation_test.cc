#include "tests/unit/backend/service/service_fixture.h"

namespace assent {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;
using namespace std::chrono_literals;

class EvaluationTest : public ServiceTest {};

TEST(Evaluation, ADefaultAnswerIsANo) { EXPECT_THAT(Evaluation{}, Not(IsYes())); }

TEST_F(EvaluationTest, NobodyButRootAsksAboutActionsOfThisHost) {
  UseRules(kPermitNginx);
  for (const Peer& peer : {Alice(), Bob(), Mallory()}) {
    EXPECT_THAT(service_->Evaluate(Asked(1), peer), RefusedAs(Refusal::kForbidden));
  }
}

TEST_F(EvaluationTest, WithoutAnyRuleEverythingIsDenied) {
  UseRules("");
  EXPECT_THAT(Ask(1), IsNo(ReasonCode::kNoRule));
}

TEST_F(EvaluationTest, BeforeRulesAreLoadedEverythingIsDeniedAndSaysWhere) {
  Service fresh(Core(
      *store_, clock_, RandomBytes, [](Priority, const std::string&) {}, "boot-1", "web-1"));
  ASSERT_THAT(fresh.RulesFailed("/etc/assent/rules.d/a.toml:3: unknown key"), IsOk());
  const auto answer = fresh.Evaluate(Asked(1), SudoOf(kAlice));
  ASSERT_THAT(answer, IsDone());
  EXPECT_THAT(answer.value(), IsNo(ReasonCode::kBadConfig, HasSubstr("a.toml:3")));
}

TEST_F(EvaluationTest, AFailedLoadKeepsTheRulesInForce) {
  UseRules(kPermitNginx);
  ASSERT_THAT(service_->RulesFailed("/etc/assent/rules.d/a.toml:3: unknown key"), IsOk());
  EXPECT_THAT(Ask(1), IsYes());
  EXPECT_THAT(Events(), Contains("config_failed"));
  UseRules(kPermitNginx);
  EXPECT_EQ(service_->core().load_error, "");
}

TEST_F(EvaluationTest, APermitRuleSaysYesAtOnceForAMinute) {
  UseRules(kPermitNginx);
  const Evaluation answer = Ask(1);
  ASSERT_THAT(answer, IsYes());
  const Yes& yes = std::get<Yes>(answer.verdict);
  EXPECT_THAT(yes.grant_id, StartsWith("G-"));
  EXPECT_EQ(yes.start_before, clock_.now.boot + 60s);
  EXPECT_EQ(yes.rule, "nginx may be restarted");
  EXPECT_TRUE(yes.approvals.empty());
  EXPECT_EQ(answer.digest, DigestOf(SampleQuestion().action));
}

TEST_F(EvaluationTest, APermitRepeatedByTheSameInvocationIsTheSameAndLoggedOnce) {
  UseRules(kPermitNginx);
  const Yes first = std::get<Yes>(Ask(1).verdict);
  clock_.Pass(30s);
  const Yes again = std::get<Yes>(Ask(1).verdict);
  EXPECT_EQ(again.grant_id, first.grant_id);
  EXPECT_EQ(again.start_before, first.start_before);
  EXPECT_NE(std::get<Yes>(Ask(2).verdict).grant_id, first.grant_id);
  EXPECT_THAT(Events(),
              ElementsAre("started", "config_loaded", "config_loaded", "permit", "permit"));
}

TEST_F(EvaluationTest, APermitThatCannotBeLoggedIsNoPermit) {
  UseRules(kPermitNginx);
  const auto blocked = store_->Begin(Durability::kProcessCrash);  // nothing else can be written
  ASSERT_THAT(blocked, IsOk());
  EXPECT_THAT(service_->Evaluate(Asked(1), SudoOf(kAlice)), RefusedAs(Refusal::kFailed));
}

TEST_F(EvaluationTest, WhatPeopleMustDecideIsFiledWithACode) {
  const Evaluation answer = Ask(1);
  ASSERT_THAT(answer, IsPending());
  const PendingAnswer& pending = *std::get<No>(answer.verdict).pending;
  EXPECT_THAT(pending.code,
              testing::MatchesRegex("[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}"));
  EXPECT_EQ(pending.left, 10min);
  EXPECT_THAT(pending.waiting_for, ElementsAre("1 of: bob, carol (approvers)"));
}

TEST_F(EvaluationTest, TheSameActionFindsTheSameRequestAndAnotherDoesNot) {
  const std::string code = FileRequest(1);
  EXPECT_EQ(FileRequest(2), code);
  Question other = Asked(3);
  other.action.argv.push_back("--now");
  EXPECT_NE(CodeOf(Evaluate(other)), code);
}

TEST_F(EvaluationTest, TheFirstReasonStays) {
  Question question = Asked(1);
  question.reason = "INC-1";
  const std::string code = CodeOf(Evaluate(question));
  question = Asked(2);
  question.reason = "something harmless";
  EXPECT_EQ(CodeOf(Evaluate(question)), code);
  EXPECT_EQ(service_->FindRequest(Alice(), code).value().request.reason, "INC-1");
}

TEST_F(EvaluationTest, AReasonLongerThanAPageIsNotTaken) {
  Question question = Asked(1);
  question.reason = std::string(1001, 'x');
  EXPECT_THAT(Evaluate(question), IsNo(ReasonCode::kReasonRequired));
}

TEST_F(EvaluationTest, AReasonThatTheRuleWantsIsAskedForBeforeAnythingIsFiled) {
  UseRules(std::string(kOperatorsMayAsk) +
           "reason = { required = true, pattern = \"^INC-[0-9]+$\" }\n");
  EXPECT_THAT(Ask(1), IsNo(ReasonCode::kReasonRequired));
  Question question = Asked(2);
  question.reason = "INC-7";
  EXPECT_THAT(Evaluate(question), IsPending());
}

TEST_F(EvaluationTest, WithoutFileNothingIsFiled) {
  Question question = Asked(1);
  question.file = false;
  EXPECT_THAT(Evaluate(question), IsNo(ReasonCode::kApprovalNeeded));
  EXPECT_TRUE(service_->Requests(SudoOf(kAlice), false, 0).value().requests.empty());
}

TEST_F(EvaluationTest, ARequestThatOnlyTheRequesterCouldApproveIsNotFiled) {
  UseRules(R"([[rule]]
name = "alone"
effect = "ask"
who = { groups = ["ops"] }
action = ["sudo"]
approvers = { users = ["alice", "root"], count = 1 }
)");
  EXPECT_THAT(Ask(1), IsNo(ReasonCode::kNoApproverAvailable));
}

TEST_F(EvaluationTest, OnePersonHasAtMostEightRequestsOpen) {
  UsePolicy([] {
    Policy policy;
    policy.question_burst = 100;
    return policy;
  }());
  std::string first;
  for (int call = 1; call <= 8; ++call) {
    Question question = Asked(call);
    question.action.argv.push_back(std::to_string(call));
    const std::string code = CodeOf(Evaluate(question));
    if (call == 1) first = code;
  }
  EXPECT_THAT(Ask(9), IsNo(ReasonCode::kRateLimited));
  ASSERT_THAT(service_->Cancel(Alice(), first), IsDone());
  EXPECT_THAT(Ask(10), IsPending());
}

TEST_F(EvaluationTest, OnePersonCannotHaveAnyNumberOfCommandsWaiting) {
  service_->core().commands_of = [](uid_t uid) { return std::size_t{uid == kAlice ? 32U : 0U}; };
  EXPECT_THAT(Ask(1), IsNo(ReasonCode::kRateLimited));
}

TEST_F(EvaluationTest, OnePersonAsksFiveTimesASecondAfterABurstOfTwenty) {
  UseRules(kDenyAll);
  for (int call = 1; call <= 20; ++call) {
    ASSERT_THAT(Ask(call), IsNo(ReasonCode::kRuleDenies)) << call;
  }
  EXPECT_THAT(Ask(21), IsNo(ReasonCode::kRateLimited));
  Question bobs = Asked(22);
  bobs.action.user_uid = kBob;
  bobs.action.user_name = "bob";
  EXPECT_THAT(Evaluate(bobs), IsNo(ReasonCode::kRuleDenies)) << "a flood is not another's";
  clock_.Pass(200ms);
  EXPECT_THAT(Ask(23), IsNo(ReasonCode::kRuleDenies));
  EXPECT_THAT(Ask(24), IsNo(ReasonCode::kRateLimited));
}

TEST_F(EvaluationTest, WhatARulePermitsIsNotCounted) {
  UseRules(kPermitNginx);
  for (int call = 1; call <= 100; ++call) ASSERT_THAT(Ask(call), IsYes()) << call;
}

TEST_F(EvaluationTest, WhatAGrantPermitsIsNotStoppedByAFloodOfOtherQuestions) {
  const std::string code = FileRequest(1);
  ASSERT_THAT(Approve(Bob(), code), IsDone());
  for (int call = 2; call <= 40; ++call) {
    Question other = Asked(call);
    other.action.argv.push_back("other");
    Evaluate(other);
  }
  EXPECT_THAT(Ask(41), IsYes());
}

TEST_F(EvaluationTest, WaitingForARequestIsNotAskingOften) {
  const std::string code = FileRequest(1);
  for (int poll = 0; poll < 100; ++poll) ASSERT_EQ(CodeOf(Ask(1)), code);
}

TEST_F(EvaluationTest, AFloodIsLoggedOnce) {
  UseRules(kDenyAll);
  for (int call = 1; call <= 120; ++call) static_cast<void>(Ask(call));
  EXPECT_EQ(testing::Value(Events(), Contains("deny").Times(20 + 1)), true);
}

TEST_F(EvaluationTest, FileOnlyPermitsNothingAndSpendsNothing) {
  Question question = Asked(1);
  question.file_only = true;
  const std::string code = CodeOf(Evaluate(question));
  ASSERT_THAT(Approve(Bob(), code), IsDone());
  EXPECT_THAT(Evaluate(question), IsNo(ReasonCode::kApprovalNeeded, HasSubstr("approved already")));
  EXPECT_EQ(GrantOf(code).used, 0U);
  UseRules(kPermitNginx);
  EXPECT_THAT(Evaluate(question), IsNo(ReasonCode::kApprovalNeeded, HasSubstr("by a rule")));
  EXPECT_THAT(Events(), Not(Contains("permit")));
  EXPECT_THAT(Events(), Not(Contains("claim")));
}

TEST_F(EvaluationTest, WhenOnlyTheDirectoryDiffersTheDenialSaysSo) {
  ASSERT_THAT(Approve(Bob(), FileRequest(1)), IsDone());
  Question elsewhere = Asked(2);
  elsewhere.action.cwd = "/tmp";
  const Evaluation answer = Evaluate(elsewhere);
  ASSERT_THAT(answer, IsPending());
  EXPECT_THAT(std::get<No>(answer.verdict).message,
              HasSubstr("approved for /home/alice; you are in /tmp"));
}

TEST_F(EvaluationTest, WhereTheRuleIgnoresTheDirectoryTheGrantDoesToo) {
  UseRules(std::string(kOperatorsMayAsk) + "cwd = \"any\"\n");
  ASSERT_THAT(Approve(Bob(), FileRequest(1)), IsDone());
  Question elsewhere = Asked(2);
  elsewhere.action.cwd = "/tmp";
  EXPECT_THAT(Evaluate(elsewhere), IsYes());
}

TEST_F(EvaluationTest, TheLogNamesTheProgramAndNeverTheArguments) {
  Question question = Asked(1);
  question.action.argv = {"systemctl", "--password=hunter2"};
  question.action.env = {{"TOKEN", "hunter2", {}}};
  const std::string code = CodeOf(Evaluate(question));
  ASSERT_THAT(Approve(Bob(), code), IsDone());
  EXPECT_THAT(Evaluate(question), IsYes());
  const std::string digest = ToText(DigestOf(question.action));
  for (const std::string& line : lines_) {
    EXPECT_THAT(line, Not(HasSubstr("hunter2")));
    EXPECT_THAT(line, Not(HasSubstr(digest)));
  }
  EXPECT_THAT(lines_, Contains(HasSubstr("/usr/bin/systemctl")));
}

}  // namespace
}  // namespace assent
