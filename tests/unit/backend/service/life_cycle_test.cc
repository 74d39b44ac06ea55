// Request: pending -> approved | denied | expired | cancelled. Grant: live -> used | expired |
// revoked. Each arrow is taken once.

#include "tests/unit/backend/service/service_fixture.h"

namespace assent {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using namespace std::chrono_literals;

class LifeCycleTest : public ServiceTest {};

TEST_F(LifeCycleTest, AnApprovedRequestIsClaimedByTheCommandThatWaited) {
  const std::string code = FileRequest(1);
  const auto approved = Approve(Bob(), code);
  ASSERT_THAT(approved, IsDone());
  EXPECT_EQ(approved.value().request.state, RequestState::kApproved);
  EXPECT_EQ(settled_.size(), 1U) << "whoever waits is told";
  const Evaluation answer = Ask(1);
  ASSERT_THAT(answer, IsYes());
  const Yes& yes = std::get<Yes>(answer.verdict);
  EXPECT_EQ(yes.grant_id, GrantOf(code).id);
  EXPECT_EQ(yes.start_before, clock_.now.boot + 5min);
  EXPECT_EQ(yes.max_runtime, 1h);
  EXPECT_THAT(yes.approvals, ElementsAre(Approval{"bob", "go ahead"}));
  EXPECT_EQ(GrantOf(code).state, GrantState::kUsed);
  EXPECT_THAT(Events(), ElementsAre("started", "config_loaded", "request_filed", "decision",
                                    "request_settled", "grant_issued", "claim"));
}

TEST_F(LifeCycleTest, ALaterCommandClaimsWhatWasApprovedMeanwhile) {
  ASSERT_THAT(Approve(Bob(), FileRequest(1)), IsDone());
  EXPECT_THAT(Ask(2), IsYes());
}

TEST_F(LifeCycleTest, AClaimRepeatedByTheSameInvocationSpendsNothing) {
  const std::string code = FileRequest(1);
  ASSERT_THAT(Approve(Bob(), code, {3, {}, {}}), IsDone());
  for (int repeat = 0; repeat < 5; ++repeat) {
    EXPECT_THAT(Ask(7), IsYes());
    clock_.Pass(10s);
  }
  EXPECT_EQ(GrantOf(code).used, 1U);
  clock_.Pass(30s);
  EXPECT_THAT(Ask(7), IsNo(ReasonCode::kGrantUsed)) << "an invocation is for a minute";
  EXPECT_EQ(GrantOf(code).used, 1U);
}

TEST_F(LifeCycleTest, OfTwoThatWaitForOneUseTheSecondIsTold) {
  const std::string code = FileRequest(1);
  ASSERT_EQ(FileRequest(2), code);
  ASSERT_THAT(Approve(Bob(), code), IsDone());
  EXPECT_THAT(Ask(1), IsYes());
  EXPECT_THAT(Ask(2), IsNo(ReasonCode::kGrantUsed));
  EXPECT_NE(FileRequest(3), code) << "run again, it asks anew";
}

TEST_F(LifeCycleTest, AnotherActionNeverClaimsTheGrant) {
  ASSERT_THAT(Approve(Bob(), FileRequest(1)), IsDone());
  const auto changed = [&](int call, auto change) {
    Question question = Asked(call);
    change(question.action);
    return Evaluate(question);
  };
  EXPECT_THAT(changed(2, [](Action& a) { a.argv.push_back("x"); }), IsPending());
  EXPECT_THAT(changed(3, [](Action& a) { a.user_uid = kMallory; }), IsPending());
  EXPECT_THAT(changed(4, [](Action& a) { a.runas_gid = 5; }), Not(IsYes()));
  EXPECT_THAT(changed(5, [](Action& a) { a.host = "web-2"; }), IsPending());
  EXPECT_THAT(changed(6, [](Action& a) { a.env = {{"LD_PRELOAD", "/tmp/x", {}}}; }), IsPending());
  EXPECT_THAT(changed(1, [](Action& a) { a.argv[0] = "other"; }), IsPending())
      << "not even with the invocation that waited";
  EXPECT_THAT(Ask(7), IsYes());
}

TEST_F(LifeCycleTest, ADenialIsFinalAndKnownToWhoeverWaits) {
  const std::string code = FileRequest(1);
  ASSERT_THAT(Deny(Bob(), code), IsDone());
  EXPECT_EQ(StateOf(code), RequestState::kDenied);
  EXPECT_THAT(Ask(1), IsNo(ReasonCode::kDeniedByApprover, "denied by bob: \"not today\""));
  EXPECT_THAT(Approve(Carol(), code), RefusedAs(Refusal::kConflict));
  EXPECT_EQ(StateOf(code), RequestState::kDenied);
}

TEST_F(LifeCycleTest, WithinTheCoolDownTheSameActionGetsTheSameDenial) {
  ASSERT_THAT(Deny(Bob(), FileRequest(1)), IsDone());
  clock_.Pass(9min + 59s);
  EXPECT_THAT(Ask(2), IsNo(ReasonCode::kDeniedByApprover, HasSubstr("denied by bob")));
  Question other = Asked(3);
  other.action.argv.push_back("--now");
  EXPECT_THAT(Evaluate(other), IsPending());
  clock_.Pass(1s);
  EXPECT_THAT(Ask(4), IsPending());
}

TEST_F(LifeCycleTest, ARebootDoesNotEndTheCoolDown) {
  ASSERT_THAT(Deny(Bob(), FileRequest(1)), IsDone());
  clock_.now.boot = 5s;
  clock_.now.wall += 2min;
  Restart("boot-2");
  EXPECT_THAT(Ask(2), IsNo(ReasonCode::kDeniedByApprover));
  clock_.Pass(9min);
  EXPECT_THAT(Ask(3), IsPending());
}

TEST_F(LifeCycleTest, ARequestExpiresOnTimeAndWhoeverWaitsIsTold) {
  const std::string code = FileRequest(1);
  ASSERT_EQ(service_->NextDeadline(), clock_.now.boot + 10min);
  clock_.Pass(10min);
  ASSERT_THAT(service_->CatchUpNow(), IsOk());
  EXPECT_EQ(settled_.size(), 1U);
  EXPECT_EQ(StateOf(code), RequestState::kExpired);
  EXPECT_THAT(Ask(1), IsNo(ReasonCode::kRequestExpired));
  EXPECT_NE(FileRequest(2), code);
}

TEST_F(LifeCycleTest, NobodyApprovesWhatIsOverEvenBeforeTheTimerSaidSo) {
  const std::string code = FileRequest(1);
  const DecisionWish wish = Wish(code, true);
  clock_.Pass(10min);
  EXPECT_THAT(service_->Decide(Bob(), code, wish), RefusedAs(Refusal::kConflict));
}

TEST_F(LifeCycleTest, TheRequesterWithdrawsAndNobodyElse) {
  const std::string code = FileRequest(1);
  EXPECT_THAT(service_->Cancel(Bob(), code), RefusedAs(Refusal::kForbidden));
  EXPECT_THAT(service_->Cancel(Mallory(), code), RefusedAs(Refusal::kNotFound));
  ASSERT_THAT(service_->Cancel(Alice(), code), IsDone());
  EXPECT_EQ(StateOf(code), RequestState::kCancelled);
  EXPECT_THAT(Ask(1), IsNo(ReasonCode::kRequestCancelled));
  EXPECT_THAT(service_->Cancel(Alice(), code), RefusedAs(Refusal::kConflict));
  EXPECT_THAT(Approve(Bob(), code), RefusedAs(Refusal::kConflict));
}

TEST_F(LifeCycleTest, AGrantThatIsNotUsedInTimeIsOver) {
  const std::string code = FileRequest(1);
  ASSERT_THAT(Approve(Bob(), code), IsDone());
  clock_.Pass(5min);
  EXPECT_THAT(Ask(1), IsNo(ReasonCode::kGrantExpired));
  EXPECT_EQ(GrantOf(code).state, GrantState::kExpired);
  EXPECT_NE(FileRequest(2), code);
}

TEST_F(LifeCycleTest, TheWallClockChangesNothing) {
  const std::string code = FileRequest(1);
  ASSERT_THAT(Approve(Bob(), code), IsDone());
  clock_.now.boot += 5min;
  clock_.now.wall -= std::chrono::hours(24);
  EXPECT_THAT(Ask(1), IsNo(ReasonCode::kGrantExpired));
}

TEST_F(LifeCycleTest, ARevokedGrantIsNeverClaimed) {
  const std::string code = FileRequest(1);
  ASSERT_THAT(Approve(Bob(), code), IsDone());
  const std::string id = GrantOf(code).id;
  EXPECT_THAT(service_->Revoke(Mallory(), id, ""), RefusedAs(Refusal::kNotFound));
  const auto revoked = service_->Revoke(Carol(), id, "wrong host");
  ASSERT_THAT(revoked, IsDone());
  EXPECT_EQ(revoked.value().state, GrantState::kRevoked);
  EXPECT_THAT(Ask(1),
              IsNo(ReasonCode::kGrantRevoked, "the grant was revoked by carol: \"wrong host\""));
  EXPECT_THAT(service_->Revoke(Bob(), id, ""), RefusedAs(Refusal::kConflict));
}

TEST_F(LifeCycleTest, AGrantRevokedAfterItsUseAnswersNoRepetition) {
  const std::string code = FileRequest(1);
  ASSERT_THAT(Approve(Bob(), code, {2, {}, {}}), IsDone());
  EXPECT_THAT(Ask(1), IsYes());
  ASSERT_THAT(service_->Revoke(Alice(), GrantOf(code).id, ""), IsDone());
  EXPECT_THAT(Ask(1), Not(IsYes()));
}

TEST_F(LifeCycleTest, RulesThatChangedToNoEndTheGrant) {
  const std::string code = FileRequest(1);
  ASSERT_THAT(Approve(Bob(), code, {3, {}, {}}), IsDone());
  UseRules(std::string(kOperatorsMayAsk) + kDenyAll);
  EXPECT_THAT(Ask(1), IsNo(ReasonCode::kRuleDenies));
  EXPECT_EQ(GrantOf(code).state, GrantState::kRevoked);
  UseRules(kOperatorsMayAsk);
  EXPECT_THAT(Ask(1), IsNo(ReasonCode::kGrantRevoked)) << "and it does not come back";
}

TEST_F(LifeCycleTest, RulesThatNoLongerCoverItEndTheGrant) {
  const std::string code = FileRequest(1);
  ASSERT_THAT(Approve(Bob(), code), IsDone());
  UseRules("");
  EXPECT_THAT(Ask(1), IsNo(ReasonCode::kNoRule));
  EXPECT_EQ(GrantOf(code).state, GrantState::kRevoked);
}

TEST_F(LifeCycleTest, ARestartLosesNothing) {
  const std::string code = FileRequest(1);
  Restart("boot-1");
  EXPECT_EQ(CodeOf(Ask(1)), code);
  ASSERT_EQ(service_->NextDeadline(), clock_.now.boot + 10min);
  ASSERT_THAT(Approve(Bob(), code), IsDone());
  Restart("boot-1");
  EXPECT_THAT(Ask(1), IsYes());
  Restart("boot-1");
  EXPECT_THAT(Ask(1), IsYes()) << "the same invocation";
  EXPECT_EQ(GrantOf(code).used, 1U);
}

TEST_F(LifeCycleTest, ARebootEndsRequestsAndGrants) {
  const std::string approved = FileRequest(1);
  ASSERT_THAT(Approve(Bob(), approved, {3, 1h, {}}), IsDone());
  Question other = Asked(2);
  other.action.argv.push_back("--now");
  const std::string pending = CodeOf(Evaluate(other));
  clock_.now.boot = 3s;  // a young boot: everything would still be in time
  Restart("boot-2");
  EXPECT_EQ(StateOf(pending), RequestState::kExpired);
  EXPECT_EQ(GrantOf(approved).state, GrantState::kExpired);
  EXPECT_THAT(Ask(3), IsPending());
}

}  // namespace
}  // namespace assent
