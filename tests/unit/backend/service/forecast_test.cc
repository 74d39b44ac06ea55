// A forecast says what the question would be answered, and leaves everything as it is.
#include "tests/unit/backend/service/service_fixture.h"

namespace assent {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using namespace std::chrono_literals;

class ForecastTest : public ServiceTest {
 protected:
  Outlook Foretell(const Question& question) {
    const auto before = Trace();
    auto forecast = service_->ForecastOf(question, SudoOf(kAlice));
    EXPECT_THAT(forecast, IsDone());
    EXPECT_EQ(Trace(), before) << "a forecast left a trace";
    if (!forecast.ok()) return {};
    EXPECT_EQ(forecast.value().digest, DigestOf(question.action));
    return std::move(forecast).value().outlook;
  }

  // All that is stored and that people could see: requests, grants, uses, the log.
  std::vector<std::string> Trace() {
    std::vector<std::string> trace = Events();
    const auto requests = service_->Requests(SudoOf(kAlice), false, 0);
    for (const RequestView& view : requests.value().requests) {
      trace.push_back(view.request.code + NameOf(view.request.state));
    }
    const auto grants = service_->Grants(SudoOf(kAlice), false);
    for (const GrantRecord& grant : grants.value()) {
      trace.push_back(grant.id + NameOf(grant.state) + std::to_string(grant.used));
    }
    return trace;
  }
};

MATCHER_P(Refuses, code, "is a final no with that reason") {
  const No* const no = std::get_if<No>(&arg);
  return no != nullptr && no->code == code && !no->pending;
}
MATCHER_P(WaitsForCode, code, "waits for that request") {
  const No* const no = std::get_if<No>(&arg);
  return no != nullptr && no->code == ReasonCode::kApprovalNeeded && no->pending &&
         no->pending->code == code;
}

TEST_F(ForecastTest, NobodyButRootIsTold) {
  for (const Peer& peer : {Alice(), Bob(), Mallory()}) {
    EXPECT_THAT(service_->ForecastOf(Asked(1), peer), RefusedAs(Refusal::kForbidden));
    EXPECT_THAT(service_->StandingOf(kAlice, peer), RefusedAs(Refusal::kForbidden));
  }
}

TEST_F(ForecastTest, APermitRule) {
  UseRules(kPermitNginx);
  EXPECT_EQ(std::get<WouldRunByRule>(Foretell(Asked(1))).rule, "nginx may be restarted");
  EXPECT_THAT(Ask(1), IsYes());
}

TEST_F(ForecastTest, PeopleWouldBeAsked) {
  const auto ask = std::get<WouldAsk>(Foretell(Asked(1)));
  EXPECT_THAT(ask.waiting_for, ElementsAre("1 of: bob, carol (approvers)"));
  EXPECT_FALSE(ask.reason_wanted);
  EXPECT_THAT(Ask(1), IsPending());
}

TEST_F(ForecastTest, AReasonThatIsWanted) {
  UseRules(std::string(kOperatorsMayAsk) + "reason = { required = true }\n");
  EXPECT_TRUE(std::get<WouldAsk>(Foretell(Asked(1))).reason_wanted);
  Question question = Asked(1);
  question.reason = "INC-1";
  EXPECT_FALSE(std::get<WouldAsk>(Foretell(question)).reason_wanted);
  EXPECT_THAT(Ask(1), IsNo(ReasonCode::kReasonRequired));
}

TEST_F(ForecastTest, ARequestThatIsOpenAndThenItsGrantAndThenNothing) {
  const std::string code = FileRequest(1);
  EXPECT_THAT(Foretell(Asked(2)), WaitsForCode(code));
  ASSERT_THAT(Approve(Bob(), code), IsDone());
  for (int look = 0; look < 3; ++look) {
    const auto run = std::get<WouldRunByGrant>(Foretell(Asked(2)));
    EXPECT_EQ(run.grant.code, code);
    EXPECT_EQ(run.grant.used, 0U);
  }
  EXPECT_THAT(Ask(3), IsYes()) << "looking spent it";
  EXPECT_TRUE(std::holds_alternative<WouldAsk>(Foretell(Asked(4))));
}

TEST_F(ForecastTest, AnInvocationThatIsKnownIsNotTakenFor) {
  const std::string code = FileRequest(1);
  ASSERT_THAT(Approve(Bob(), code), IsDone());
  ASSERT_THAT(Ask(1), IsYes());
  EXPECT_TRUE(std::holds_alternative<WouldAsk>(Foretell(Asked(1))));
}

TEST_F(ForecastTest, ADenialWithinTheCoolDown) {
  ASSERT_THAT(Deny(Bob(), FileRequest(1)), IsDone());
  const Outlook outlook = Foretell(Asked(2));
  EXPECT_THAT(outlook, Refuses(ReasonCode::kDeniedByApprover));
  EXPECT_THAT(std::get<No>(outlook).message, HasSubstr("denied by bob: \"not today\""));
  EXPECT_THAT(Ask(2), IsNo(ReasonCode::kDeniedByApprover));
  clock_.Pass(11min);
  EXPECT_TRUE(std::holds_alternative<WouldAsk>(Foretell(Asked(3))));
}

TEST_F(ForecastTest, ARuleThatDeniesEndsNoGrantYet) {
  ASSERT_THAT(Approve(Bob(), FileRequest(1)), IsDone());
  UseRules(std::string(kOperatorsMayAsk) + kDenyAll);
  EXPECT_THAT(Foretell(Asked(2)), Refuses(ReasonCode::kRuleDenies));
  EXPECT_EQ(service_->Grants(SudoOf(kAlice), true).value().size(), 1U);
  UseRules("");
  EXPECT_THAT(Foretell(Asked(2)), Refuses(ReasonCode::kNoRule));
}

TEST_F(ForecastTest, NobodyWhoCouldApprove) {
  UseRules(R"([[rule]]
name = "alone"
effect = "ask"
who = { groups = ["ops"] }
action = ["sudo"]
approvers = { users = ["alice", "root"], count = 1 }
)");
  EXPECT_THAT(Foretell(Asked(1)), Refuses(ReasonCode::kNoApproverAvailable));
}

TEST_F(ForecastTest, TooManyRequestsOpen) {
  Policy policy;
  policy.waiting_requests = 1;
  UsePolicy(policy);
  static_cast<void>(FileRequest(1));
  Question other = Asked(2);
  other.action.argv.push_back("--now");
  EXPECT_THAT(Foretell(other), Refuses(ReasonCode::kRateLimited));
}

TEST_F(ForecastTest, WithoutRulesItSaysWhere) {
  Service fresh(Core(
      *store_, clock_, RandomBytes, [](Priority, const std::string&) {}, "boot-1", "web-1"));
  ASSERT_THAT(fresh.RulesFailed("/etc/assent/rules.d/a.toml:3: unknown key"), IsOk());
  const auto forecast = fresh.ForecastOf(Asked(1), SudoOf(kAlice));
  ASSERT_THAT(forecast, IsDone());
  EXPECT_THAT(std::get<No>(forecast.value().outlook).message, HasSubstr("a.toml:3"));
}

TEST_F(ForecastTest, LookingIsNotAskingOften) {
  UseRules(kPermitNginx);
  for (int look = 0; look < 50; ++look) Foretell(Asked(look));
  EXPECT_THAT(Ask(100), IsYes());
}

// ---- what is open ----

TEST_F(ForecastTest, WhatIsOpenIsOnesOwnAndOnlyThat) {
  const std::string granted = FileRequest(1);
  ASSERT_THAT(Approve(Bob(), granted), IsDone());
  Question other = Asked(2);
  other.action.argv.push_back("--now");
  const std::string waiting = CodeOf(Evaluate(other));
  const auto alices = service_->StandingOf(kAlice, SudoOf(kAlice));
  ASSERT_THAT(alices, IsDone());
  ASSERT_EQ(alices.value().grants.size(), 1U);
  EXPECT_EQ(alices.value().grants[0].code, granted);
  ASSERT_EQ(alices.value().requests.size(), 1U);
  EXPECT_EQ(alices.value().requests[0].code, waiting);
  const auto bobs = service_->StandingOf(kBob, SudoOf(kBob));
  ASSERT_THAT(bobs, IsDone());
  EXPECT_TRUE(bobs.value().grants.empty() && bobs.value().requests.empty())
      << "what bob may decide is not his";
}

TEST_F(ForecastTest, WhatIsOverIsNotOpen) {
  ASSERT_THAT(Approve(Bob(), FileRequest(1)), IsDone());
  Question other = Asked(2);
  other.action.argv.push_back("--now");
  static_cast<void>(Evaluate(other));
  clock_.Pass(11min);
  const auto standing = service_->StandingOf(kAlice, SudoOf(kAlice));
  ASSERT_THAT(standing, IsDone());
  EXPECT_TRUE(standing.value().grants.empty() && standing.value().requests.empty());
}

}  // namespace
}  // namespace assent
