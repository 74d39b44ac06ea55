// Deny, cancel, revoke, status and wait.
#include <gmock/gmock.h>

#include "tests/unit/cli/run_command.h"
#include "tests/unit/cli/sample_request.h"

namespace assent {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

TEST(Deny, SendsTheCommitmentAndIsDone) {
  const Outcome outcome = Assent({"deny", "WDJB-MJHT", "--comment", "not now\n"},
                                 {Reply(SampleRequest()), Reply(Settled("denied"))});
  EXPECT_EQ(outcome.code, ExitCode::kDone) << outcome.err;
  const Json body = Json::parse(BodyOf(outcome.questions.at(1)));
  EXPECT_EQ(body["decision"], "deny");
  EXPECT_EQ(body["comment"], "not now\\x0a");
  EXPECT_EQ(body["commitment"], kSampleCommitment);
}

TEST(Deny, WorksOnWhatCannotBeRead) {
  Json unreadable = SampleRequest();
  unreadable["question"] = "from a later version";
  const Outcome outcome = Assent({"deny", "WDJB-MJHT"}, {Reply(unreadable), Reply(unreadable)});
  EXPECT_EQ(outcome.code, ExitCode::kDone) << outcome.err;
  EXPECT_EQ(outcome.questions.size(), 2U);
}

TEST(Deny, IsAnErrorWhenTheRequestIsStillOpenAfterwards) {
  const Outcome outcome =
      Assent({"deny", "WDJB-MJHT"}, {Reply(SampleRequest()), Reply(SampleRequest())});
  EXPECT_EQ(outcome.code, ExitCode::kError);
}

TEST(Cancel, IsDoneWhenItIsCancelled) {
  const Outcome outcome = Assent({"cancel", "WDJB-MJHT"}, {Reply(Settled("cancelled"))});
  EXPECT_EQ(outcome.code, ExitCode::kDone);
  EXPECT_THAT(outcome.questions, ElementsAre(StartsWith("POST /v1/requests/WDJB-MJHT/cancel ")));
}

TEST(Cancel, SaysThatItWasSettled) {
  const Outcome outcome = Assent({"cancel", "WDJB-MJHT"}, {Problem(409, "approved already")});
  EXPECT_EQ(outcome.code, ExitCode::kError);
  EXPECT_THAT(outcome.err, HasSubstr("approved already"));
}

TEST(Revoke, IsDoneWhenItIsRevoked) {
  const Outcome outcome =
      Assent({"revoke", "G-7Q2M", "--reason", "over"}, {Reply(SampleGrant("revoked"))});
  EXPECT_EQ(outcome.code, ExitCode::kDone);
  EXPECT_THAT(outcome.questions, ElementsAre(StartsWith("POST /v1/grants/G-7Q2M/revoke ")));
  EXPECT_EQ(Json::parse(BodyOf(outcome.questions.at(0)))["comment"], "over");
}

TEST(Revoke, IsAnErrorWhenTheGrantLivesOn) {
  EXPECT_EQ(Assent({"revoke", "G-7Q2M"}, {Reply(SampleGrant("live"))}).code, ExitCode::kError);
}

struct StateCase {
  Json request;
  ExitCode code;
};

class ExitCodes : public testing::TestWithParam<StateCase> {};

TEST_P(ExitCodes, OfStatusSayHowItStands) {
  EXPECT_EQ(Assent({"status", "WDJB-MJHT"}, {Reply(GetParam().request)}).code, GetParam().code);
  EXPECT_EQ(Assent({"status", "WDJB-MJHT", "--json"}, {Reply(GetParam().request)}).code,
            GetParam().code);
}

TEST_P(ExitCodes, OfWaitAreTheSame) {
  EXPECT_EQ(Assent({"wait", "WDJB-MJHT", "--timeout", "0s"}, {Reply(GetParam().request)}).code,
            GetParam().code);
}

INSTANTIATE_TEST_SUITE_P(
    All, ExitCodes,
    testing::Values(StateCase{SampleRequest(), ExitCode::kPending},
                    StateCase{Approved("live"), ExitCode::kDone},
                    StateCase{Approved("used"), ExitCode::kDone},
                    StateCase{Approved("revoked"), ExitCode::kSettledWithoutGrant},
                    StateCase{Approved("expired"), ExitCode::kSettledWithoutGrant},
                    StateCase{Approved("new"), ExitCode::kSettledWithoutGrant},
                    StateCase{Settled("approved"), ExitCode::kSettledWithoutGrant},
                    StateCase{Settled("denied"), ExitCode::kSettledWithoutGrant},
                    StateCase{Settled("expired"), ExitCode::kSettledWithoutGrant},
                    StateCase{Settled("cancelled"), ExitCode::kSettledWithoutGrant},
                    StateCase{Settled("granted"), ExitCode::kError}));

TEST(Wait, AsksAgainUntilItIsSettled) {
  const Outcome outcome =
      Assent({"wait", "WDJB-MJHT"}, {Reply(SampleRequest()), Reply(Approved())});
  EXPECT_EQ(outcome.code, ExitCode::kDone);
  ASSERT_EQ(outcome.questions.size(), 2U);
  EXPECT_THAT(outcome.questions[0], Not(HasSubstr("Prefer")));
  EXPECT_THAT(outcome.questions[1], HasSubstr("Prefer: wait=25\r\n"));
}

TEST(Wait, OutlivesALostConnection) {
  FakeReply half = Reply(SampleRequest());
  half.cut_at = 100;
  const Outcome outcome =
      Assent({"wait", "WDJB-MJHT"}, {Reply(SampleRequest()), half, Reply(Settled("denied"))});
  EXPECT_EQ(outcome.code, ExitCode::kSettledWithoutGrant) << outcome.err;
}

TEST(Wait, EndsAtOnceWhenTheRequestIsNotOurs) {
  const Outcome outcome = Assent({"wait", "WDJB-MJHT"}, {Problem(404, "")});
  EXPECT_EQ(outcome.code, ExitCode::kError);
  EXPECT_THAT(outcome.err, HasSubstr("no such request"));
}

TEST(Wait, TakesNoLongerThanItsTimeout) {
  const auto begin = std::chrono::steady_clock::now();
  const Outcome outcome = Assent({"wait", "WDJB-MJHT", "--timeout", "1s"},
                                 std::vector<FakeReply>(10, Reply(SampleRequest())));
  EXPECT_EQ(outcome.code, ExitCode::kPending);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(3));
}

TEST(Status, WarnsOfRulesThatDidNotLoadAndOfABorrowedLogin) {
  const Json status = {
      {"version", "0.1.0"},
      {"started_at", "2026-11-24T14:00:00Z"},
      {"host", "web-1"},
      {"rules", {{"loaded", 3}, {"loaded_at", "2026-11-24T14:00:00Z"}, {"error", "a.toml:3: bad"}}},
      {"pending", 1},
      {"grants", 0},
      {"log_seq", 42},
      {"you", {{"user", "bob"}, {"uid", 1002}, {"login_uid", 1001}}}};
  const Outcome outcome = Assent({"status"}, {Reply(status)});
  EXPECT_EQ(outcome.code, ExitCode::kDone);
  EXPECT_THAT(outcome.out, HasSubstr("a.toml:3: bad"));
  EXPECT_THAT(outcome.out, HasSubstr("you cannot approve"));
}

}  // namespace
}  // namespace assent
