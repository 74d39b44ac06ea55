// What was approved or waits already is only good for what is asked now, by the same person.
#include <gmock/gmock.h>

#include "tests/unit/backend/service/service_fixture.h"

namespace assent {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

const char* const kAnywhere = R"([[rule]]
name = "anywhere"
effect = "ask"
who = { groups = ["ops"] }
action = ["sudo"]
cwd = "any"
approvers = { users = ["bob", "carol"], count = 1 }
grant = { uses = 2, max_runtime = "1h" }
)";

std::string And(const std::string& more) { return std::string(kAnywhere) + more; }

const char* const kInSrvCarolToo = R"(
[[rule]]
name = "in srv"
effect = "ask"
who = { groups = ["ops"] }
action = ["sudo"]
cwd = { under = "/srv" }
approvers = { users = ["carol"], count = 1 }
)";

class EarlierTest : public ServiceTest {
 protected:
  Question AskedIn(const std::string& cwd, int call) {
    Question question = Asked(call);
    question.action.cwd = cwd;
    return question;
  }
  Evaluation EvaluateWithLogin(int call, const LoginUid& login) {
    Peer sudo = SudoOf(kAlice);
    sudo.login = login;
    auto evaluation = service_->Evaluate(Asked(call), sudo);
    EXPECT_TRUE(evaluation.ok());
    return std::move(evaluation).value();
  }
};

TEST_F(EarlierTest, AGrantFromElsewhereDoesNotReplaceTheApproverWhoIsNeededHere) {
  UseRules(And(kInSrvCarolToo));
  ASSERT_THAT(Approve(Bob(), CodeOf(Evaluate(AskedIn("/tmp", 1)))), IsDone());
  EXPECT_THAT(Evaluate(AskedIn("/home", 2)), IsYes()) << "the rule ignores the directory";
  EXPECT_THAT(Evaluate(AskedIn("/srv", 3)), IsPending());
}

TEST_F(EarlierTest, ARequestFromElsewhereIsNotJoinedWhereAnotherApproverIsNeeded) {
  UseRules(And(kInSrvCarolToo));
  const std::string elsewhere = CodeOf(Evaluate(AskedIn("/tmp", 1)));
  const std::string here = CodeOf(Evaluate(AskedIn("/srv", 2)));
  EXPECT_NE(here, elsewhere);
  ASSERT_THAT(Approve(Bob(), here), IsDone());
  EXPECT_THAT(Evaluate(AskedIn("/srv", 2)), IsPending()) << "carol has not said yes";
  ASSERT_THAT(Approve(Carol(), here), IsDone());
  EXPECT_THAT(Evaluate(AskedIn("/srv", 2)), IsYes());
}

TEST_F(EarlierTest, RulesThatAskForMoreSinceAreNotMetByAnOldApproval) {
  ASSERT_THAT(Approve(Bob(), FileRequest(1)), IsDone());
  UseRules(R"([[rule]]
name = "operators may ask"
effect = "ask"
who = { groups = ["ops"] }
action = ["sudo"]
approvers = { users = ["bob", "carol"], count = 2 }
)");
  EXPECT_THAT(Ask(1), IsNo(ReasonCode::kGrantRevoked, HasSubstr("more than was approved")))
      << "not for the command that waited";
  EXPECT_THAT(Ask(2), IsPending()) << "nor for one that comes later";
}

TEST_F(EarlierTest, FewerApproversThanWereAskedAreEnough) {
  UseRules(kAnywhere);
  ASSERT_THAT(Approve(Bob(), FileRequest(1)), IsDone());
  UseRules(R"([[rule]]
name = "more people may approve now"
effect = "ask"
who = { groups = ["ops"] }
action = ["sudo"]
cwd = "any"
approvers = { users = ["bob", "carol", "mallory"], count = 1 }
grant = { uses = 2 }
)");
  EXPECT_THAT(Ask(2), IsYes());
}

TEST_F(EarlierTest, ATighterTimeLimitCountsForAnOldGrant) {
  UseRules(kAnywhere);
  ASSERT_THAT(Approve(Bob(), FileRequest(1)), IsDone());
  std::string tighter = kAnywhere;
  tighter.replace(tighter.find("1h"), 2, "5s");
  UseRules(tighter);
  const Evaluation answer = Ask(2);
  ASSERT_THAT(answer, IsYes());
  EXPECT_EQ(std::get<Yes>(answer.verdict).max_runtime, 5s);
}

TEST_F(EarlierTest, ATighterCountOfUsesMakesAnOldGrantUseless) {
  UseRules(kAnywhere);
  ASSERT_THAT(Approve(Bob(), FileRequest(1)), IsDone());
  std::string tighter = kAnywhere;
  tighter.replace(tighter.find("uses = 2"), 8, "uses = 1");
  UseRules(tighter);
  EXPECT_THAT(Ask(2), IsPending());
}

TEST_F(EarlierTest, AReasonThatIsWantedNowMustHaveBeenGivenThen) {
  UseRules(kAnywhere);
  ASSERT_THAT(Approve(Bob(), FileRequest(1)), IsDone());
  UseRules(And("reason = { required = true }\n"));
  EXPECT_THAT(Ask(2), IsNo(ReasonCode::kReasonRequired));
}

TEST_F(EarlierTest, BobAsAliceGetsNeitherHerGrantNorHerRequest) {
  const std::string hers = FileRequest(1);
  const Evaluation his = EvaluateWithLogin(2, LoginUid::Of(kBob));
  ASSERT_THAT(his, IsPending());
  EXPECT_NE(CodeOf(his), hers) << "he would approve it himself";
  EXPECT_THAT(Approve(Bob(), CodeOf(his)), RefusedAs(Refusal::kForbidden));
  ASSERT_THAT(Approve(Bob(), hers), IsDone());
  EXPECT_THAT(EvaluateWithLogin(3, LoginUid::Of(kBob)), IsPending());
  EXPECT_THAT(Ask(4), IsYes()) << "alice herself";
}

TEST_F(EarlierTest, WhoseLoginCannotBeSeenIsRefusedAndFilesNothing) {
  EXPECT_THAT(EvaluateWithLogin(1, LoginUid{}), IsNo(ReasonCode::kBackendError));
  const auto listed = service_->Requests(SudoOf(kAlice), true, 0);
  ASSERT_TRUE(listed.ok());
  EXPECT_TRUE(listed.value().requests.empty());
}

TEST_F(EarlierTest, WhatIsOverCannotBeApprovedEvenIfTheExpiryCouldNotBeWritten) {
  const std::string code = FileRequest(1);
  clock_.Pass(11min);
  service_->core().next_deadline.reset();
  EXPECT_THAT(Approve(Bob(), code), RefusedAs(Refusal::kConflict));
}

}  // namespace
}  // namespace assent
