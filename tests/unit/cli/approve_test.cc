#include <gmock/gmock.h>

#include "tests/unit/cli/run_command.h"
#include "tests/unit/cli/sample_request.h"

namespace assent {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

TEST(Approve, ShowsTheWholeActionOnTheTerminalAndSendsWhatItShowed) {
  Person bob("y\n");
  const Outcome outcome = Assent({"approve", "wdjbmjht", "--reason", "deploy window"},
                                 {Reply(SampleRequest()), Reply(Approved())}, &bob);
  EXPECT_EQ(outcome.code, ExitCode::kDone) << outcome.err;
  EXPECT_THAT(outcome.terminal, HasSubstr("[2] nginx"));
  EXPECT_THAT(outcome.terminal, HasSubstr(kSampleCommitment));
  EXPECT_THAT(outcome.out, HasSubstr("WDJB-MJHT: approved by bob"));
  ASSERT_EQ(outcome.questions.size(), 2U);
  EXPECT_THAT(outcome.questions[1], StartsWith("POST /v1/requests/WDJB-MJHT/decision "));
  const Json body = Json::parse(BodyOf(outcome.questions[1]));
  EXPECT_EQ(body["commitment"], kSampleCommitment);
  EXPECT_EQ(body["decision"], "approve");
  EXPECT_EQ(body["comment"], "deploy window");
  EXPECT_EQ(body["grant"], Json({{"uses", 1}, {"start_within_s", 300}, {"max_runtime_s", 3600}}));
}

TEST(Approve, SaysHowLongTheRequestIsWhenItsBeginningLeavesTheScreen) {
  Question question = AliceRestartsNginx();
  question.action.argv.insert(question.action.argv.end(), 1200, "padding");
  Person carol("n\n", 60);
  EXPECT_THAT(Assent({"approve", "WDJB-MJHT"}, {Reply(SampleRequest(question))}, &carol).terminal,
              ContainsRegex("The request above has 12[0-9][0-9] lines; "
                            "read it with: assent show WDJB-MJHT [|] less\r\n\r\nApprove "));
  Person bob("n\n", 24);
  EXPECT_THAT(Assent({"approve", "WDJB-MJHT"}, {Reply(SampleRequest())}, &bob).terminal,
              HasSubstr("lines; read it"));
}

TEST(Approve, SaysNothingOfTheLengthOfARequestThatFitsTheScreen) {
  Person bob("n\n", 60);
  EXPECT_THAT(Assent({"approve", "WDJB-MJHT"}, {Reply(SampleRequest())}, &bob).terminal,
              Not(HasSubstr("lines; read it")));
}

class ApproveAnswers : public testing::TestWithParam<const char*> {};

TEST_P(ApproveAnswers, OtherThanYesSendNothing) {
  Person bob(GetParam());
  const Outcome outcome = Assent({"approve", "WDJB-MJHT"}, {Reply(SampleRequest())}, &bob);
  EXPECT_EQ(outcome.code, ExitCode::kError);
  EXPECT_EQ(outcome.questions.size(), 1U);
  EXPECT_THAT(outcome.err, HasSubstr("stays open"));
}

INSTANTIATE_TEST_SUITE_P(All, ApproveAnswers,
                         testing::Values("\n", "n\n", "yess\n", " y\n", "y \n", "ja\n", "\x04"));

TEST(Approve, WithoutATerminalAndWithoutYesIsAMistakeAndAsksNothing) {
  const Outcome outcome = Assent({"approve", "WDJB-MJHT"}, {Reply(SampleRequest())});
  EXPECT_EQ(outcome.code, ExitCode::kUsage);
  EXPECT_TRUE(outcome.questions.empty());
  EXPECT_THAT(outcome.err, HasSubstr("--yes"));
}

TEST(Approve, WithYesShowsTheActionToo) {
  const Outcome outcome =
      Assent({"approve", "WDJB-MJHT", "--yes"}, {Reply(SampleRequest()), Reply(Approved())});
  EXPECT_EQ(outcome.code, ExitCode::kDone);
  EXPECT_THAT(outcome.out, HasSubstr("[2] nginx"));
}

TEST(Approve, SendsTheWishesThatItShowed) {
  const Outcome outcome = Assent({"approve", "WDJB-MJHT", "--yes", "--uses", "2", "--start-within",
                                  "10m", "--max-runtime", "90s"},
                                 {Reply(SampleRequest()), Reply(Approved())});
  EXPECT_THAT(outcome.out, HasSubstr("2 uses (at most 3), to start within 10m"));
  EXPECT_EQ(Json::parse(BodyOf(outcome.questions.at(1)))["grant"],
            Json({{"uses", 2}, {"start_within_s", 600}, {"max_runtime_s", 90}}));
}

TEST(Approve, SaysWhatIsStillMissing) {
  Json still = SampleRequest();
  still["quorums"][0]["needed"] = 2;
  still["quorums"][0]["approved"] = 1;
  const Outcome outcome =
      Assent({"approve", "WDJB-MJHT", "--yes"}, {Reply(SampleRequest()), Reply(still)});
  EXPECT_EQ(outcome.code, ExitCode::kDone);
  EXPECT_THAT(outcome.out, HasSubstr("pending, waiting for 1 of: bob, carol"));
}

TEST(Approve, StopsBeforeADecisionThatIsNotOursToMake) {
  Json foreign = SampleRequest();
  foreign["may_decide"] = false;
  foreign["why_not"] = "you asked for it yourself";
  const Outcome outcome = Assent({"approve", "WDJB-MJHT", "--yes"}, {Reply(foreign)});
  EXPECT_EQ(outcome.code, ExitCode::kError);
  EXPECT_THAT(outcome.err, HasSubstr("you asked for it yourself"));
  EXPECT_EQ(outcome.questions.size(), 1U);
}

struct BadRequestCase {
  const char* member;
  Json value;
};

class ApproveRefuses : public testing::TestWithParam<BadRequestCase> {};

TEST_P(ApproveRefuses, WhatItCannotShowExactly) {
  Json request = SampleRequest();
  const Json::json_pointer where(GetParam().member);
  if (GetParam().value.is_discarded()) {
    request[where.parent_pointer()].erase(where.back());
  } else {
    request[where] = GetParam().value;
  }
  const Outcome outcome = Assent({"approve", "WDJB-MJHT", "--yes"}, {Reply(request)});
  EXPECT_EQ(outcome.code, ExitCode::kError);
  EXPECT_EQ(outcome.questions.size(), 1U) << "nothing may be approved";
}

const Json kErased = Json(Json::value_t::discarded);

INSTANTIATE_TEST_SUITE_P(
    All, ApproveRefuses,
    testing::Values(BadRequestCase{"/commitment", "sha256:12"}, BadRequestCase{"/commitment", 7},
                    BadRequestCase{"/commitment", kErased}, BadRequestCase{"/code", "BBBB-BBBB"},
                    BadRequestCase{"/state", "maybe"}, BadRequestCase{"/state", "denied"},
                    BadRequestCase{"/may_decide", kErased}, BadRequestCase{"/may_decide", "true"},
                    BadRequestCase{"/question", kErased},
                    BadRequestCase{"/question/resource/properties/argv", kErased},
                    BadRequestCase{"/question/resource/properties/argv/1", 5},
                    BadRequestCase{"/question/resource/properties/argv/1", "\\x1B"},
                    BadRequestCase{"/question/resource/properties/argv/1", "a\x1b[2J"},
                    BadRequestCase{"/question/resource/properties/argv/1", "a\nb"},
                    BadRequestCase{"/question/resource/properties/version", 2},
                    BadRequestCase{"/question/resource/properties/runas/uid", -1}));

TEST(Approve, SaysWhyTheServerRefused) {
  const Outcome outcome =
      Assent({"approve", "WDJB-MJHT", "--yes"},
             {Reply(SampleRequest()), Problem(400, "rule \"operators\x1b[2J\" allows 3 uses")});
  EXPECT_EQ(outcome.code, ExitCode::kError);
  EXPECT_THAT(outcome.err, HasSubstr("rule \"operators\\x1b[2J\" allows 3 uses"));
}

Json OtherRequest() {
  Json request = SampleRequest();
  request["code"] = "BBBB-BBBB";
  return request;
}

TEST(ApproveSeveral, EachIsShownAndAskedAboutByItself) {
  Json approved = Approved();
  approved["code"] = "BBBB-BBBB";
  const Outcome outcome =
      Assent({"approve", "--yes", "WDJB-MJHT", "bbbbbbbb", "WDJBMJHT"},
             {Reply(SampleRequest()), Reply(Approved()), Reply(OtherRequest()), Reply(approved)});
  EXPECT_EQ(outcome.code, ExitCode::kDone) << outcome.err;
  ASSERT_EQ(outcome.questions.size(), 4U) << "a code that is named twice is one request";
  EXPECT_THAT(outcome.questions[1], StartsWith("POST /v1/requests/WDJB-MJHT/decision "));
  EXPECT_THAT(outcome.questions[3], StartsWith("POST /v1/requests/BBBB-BBBB/decision "));
}

TEST(ApproveSeveral, AYesToTheFirstIsNoneToTheSecond) {
  Person bob("y\n");
  const Outcome outcome =
      Assent({"approve", "WDJB-MJHT", "BBBB-BBBB"},
             {Reply(SampleRequest()), Reply(Approved()), Problem(404, "")}, &bob);
  EXPECT_EQ(outcome.code, ExitCode::kError);
  ASSERT_EQ(outcome.questions.size(), 3U);
  EXPECT_THAT(outcome.questions[2], StartsWith("GET /v1/requests/BBBB-BBBB "));
}

TEST(ApproveSeveral, OneThatFailsDoesNotStopTheOthersAndIsToldByTheStatus) {
  Json approved = Approved();
  approved["code"] = "BBBB-BBBB";
  const Outcome outcome = Assent({"approve", "--yes", "WDJB-MJHT", "BBBB-BBBB"},
                                 {Problem(404, ""), Reply(OtherRequest()), Reply(approved)});
  EXPECT_EQ(outcome.code, ExitCode::kError);
  EXPECT_THAT(outcome.out, HasSubstr("BBBB-BBBB: approved"));
}

}  // namespace
}  // namespace assent
