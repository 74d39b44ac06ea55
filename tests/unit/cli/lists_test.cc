// Lists, and what every command does with a backend that is none.
#include <gmock/gmock.h>

#include "tests/unit/cli/run_command.h"
#include "tests/unit/cli/sample_request.h"

namespace assent {
namespace {

using testing::ContainsRegex;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

TEST(Pending, ReadsAllPages) {
  const Json first = {{"requests", {SampleRequest()}}, {"more", true}};
  Json other = SampleRequest();
  other["id"] = 18;
  other["code"] = "BBBB-BBBB";
  const Json second = {{"requests", {other}}, {"more", false}};
  const Outcome outcome = Assent({"pending"}, {Reply(first), Reply(second)});
  EXPECT_EQ(outcome.code, ExitCode::kDone);
  EXPECT_THAT(outcome.out, HasSubstr("WDJB-MJHT"));
  EXPECT_THAT(outcome.out, HasSubstr("BBBB-BBBB"));
  EXPECT_THAT(outcome.questions,
              ElementsAre(StartsWith("GET /v1/requests?state=pending "),
                          StartsWith("GET /v1/requests?state=pending&after=17 ")));
}

TEST(Pending, IsNotKeptAskingByPagesThatDoNotGoOn) {
  const Json page = {{"requests", {SampleRequest()}}, {"more", true}};
  const Outcome outcome = Assent({"pending"}, {Reply(page), Reply(page), Reply(page)});
  EXPECT_EQ(outcome.code, ExitCode::kError);
  EXPECT_EQ(outcome.questions.size(), 2U);
}

TEST(Pending, JsonIsPlainAsciiThatCarriesTheSameText) {
  Json request = SampleRequest();
  request["reason"] = "\x1b[2J\u202e\x7f";
  const Outcome outcome = Assent({"pending", "--json"}, {Reply({{"requests", {request}}})});
  EXPECT_THAT(outcome.out, Not(ContainsRegex("[\x01-\x09\x0b-\x1f\x7f-\xff]")));
  EXPECT_EQ(Json::parse(outcome.out)["requests"][0]["reason"], request["reason"]);
}

TEST(Pending, RequestsOfOnePersonStandTogetherWithTheLineThatApprovesThem) {
  Question bobs = AliceRestartsNginx();
  bobs.action.user_name = "mallory";
  Json second = SampleRequest(bobs);
  second["code"] = "CCCC-CCCC";
  Json third = SampleRequest();
  third["code"] = "BBBB-BBBB";
  const Outcome outcome =
      Assent({"pending"}, {Reply({{"requests", {SampleRequest(), second, third}}})});
  EXPECT_THAT(outcome.out,
              ContainsRegex("WDJB-MJHT +alice[^\n]*\nBBBB-BBBB +alice[^\n]*\nCCCC-CCCC +mallory"));
  EXPECT_THAT(outcome.out, HasSubstr("alice asks for 2: assent approve WDJB-MJHT BBBB-BBBB\n"));
  EXPECT_THAT(outcome.out, Not(HasSubstr("mallory asks for")));
}

TEST(Pending, NobodyIsToldToApproveWhatHeMayNotDecide) {
  Json own = SampleRequest();
  own["may_decide"] = false;
  Json other = own;
  other["code"] = "BBBB-BBBB";
  const Outcome outcome = Assent({"pending"}, {Reply({{"requests", {own, other}}})});
  EXPECT_THAT(outcome.out, Not(HasSubstr("assent approve")));
}

TEST(Pending, QuietPrintsCodesForScripts) {
  Json broken = SampleRequest();
  broken["code"] = "x\x1b[2Jy";
  const Outcome outcome =
      Assent({"pending", "-q"}, {Reply({{"requests", {SampleRequest(), broken}}})});
  EXPECT_EQ(outcome.out, "WDJB-MJHT\nx\\x1b[2Jy\n");
}

TEST(Grants, QuietPrintsIdsForScripts) {
  const Outcome outcome = Assent({"grants", "-q"}, {Reply({{"grants", {SampleGrant("live")}}})});
  EXPECT_EQ(outcome.out, "G-7Q2M\n");
}

TEST(Grants, AreListed) {
  const Outcome outcome = Assent({"grants", "--all"}, {Reply({{"grants", {SampleGrant("used")}}})});
  EXPECT_EQ(outcome.code, ExitCode::kDone);
  EXPECT_THAT(outcome.out, ContainsRegex("G-7Q2M +alice +root +web-1 +systemctl restart nginx"));
  EXPECT_THAT(outcome.questions, ElementsAre(StartsWith("GET /v1/grants?state=all ")));
}

TEST(Log, PassesItsBoundsOnAndListsTheRecords) {
  const Json record = {{"time", 1764000000000},
                       {"actor", {{"user", {{"name", "bob"}, {"uid", "1002"}}}}},
                       {"comment", "deploy\x1b window"},
                       {"unmapped",
                        {{"seq", 42},
                         {"event", "decision"},
                         {"decision", "approve"},
                         {"code", "WDJB-MJHT"},
                         {"program", "/usr/bin/systemctl"},
                         {"runas", "root"}}}};
  const Outcome outcome =
      Assent({"log", "--after", "41", "--limit", "5"}, {Reply({{"records", {record, "odd"}}})});
  EXPECT_EQ(outcome.code, ExitCode::kDone);
  EXPECT_THAT(outcome.questions, ElementsAre(StartsWith("GET /v1/log?after=41&limit=5 ")));
  EXPECT_THAT(outcome.out, HasSubstr("42   2025-11-24T16:00:00Z  decision  bob  WDJB-MJHT"));
  EXPECT_THAT(outcome.out, Not(HasSubstr("\x1b")));
}

TEST(Failures, NameTheNextStep) {
  const Outcome outcome = Assent({"pending"}, {});
  EXPECT_EQ(outcome.code, ExitCode::kError);
  EXPECT_THAT(outcome.err, HasSubstr("systemctl start assentd.socket"));
}

class BadAnswers : public testing::TestWithParam<FakeReply> {};

TEST_P(BadAnswers, AreErrorsAndNeverADecision) {
  for (const auto& words : std::vector<std::vector<const char*>>{{"pending"},
                                                                 {"show", "WDJB-MJHT"},
                                                                 {"approve", "WDJB-MJHT", "--yes"},
                                                                 {"deny", "WDJB-MJHT"},
                                                                 {"status"},
                                                                 {"status", "WDJB-MJHT"},
                                                                 {"wait", "WDJB-MJHT"},
                                                                 {"cancel", "WDJB-MJHT"},
                                                                 {"grants"},
                                                                 {"revoke", "G-1"},
                                                                 {"log"}}) {
    const Outcome outcome = Assent(words, {GetParam()});
    EXPECT_EQ(outcome.code, ExitCode::kError) << words[0];
    EXPECT_THAT(outcome.err, StartsWith("assent: ")) << words[0];
    EXPECT_EQ(outcome.questions.size(), 1U) << words[0];
  }
}

INSTANTIATE_TEST_SUITE_P(
    All, BadAnswers,
    testing::Values(FakeReply{200, ""}, FakeReply{200, "{"}, FakeReply{200, "[]"},
                    FakeReply{200, "{}"}, FakeReply{200, "null"},
                    FakeReply{200, R"({"requests":[],"requests":[],"grants":[],"grants":[],)"
                                   R"("records":[],"records":[]})"},
                    FakeReply{200, std::string(200, '[') + std::string(200, ']')},
                    FakeReply{200, "{\"requests\":[\"\xff\"]}"}, FakeReply{302, "{}"},
                    FakeReply{500, "{}"}, FakeReply{403, R"({"detail":"no"})"},
                    FakeReply{404, "<html>"}, FakeReply{200, std::string(64, ' '), 30},
                    FakeReply{200, "\"" + std::string(9 * 1024 * 1024, 'x') + "\""}));

}  // namespace
}  // namespace assent
