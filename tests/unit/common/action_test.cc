// Identity, wire form and reason codes.
#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <sstream>

#include "common/action/identity.h"
#include "common/action/reason_code.h"
#include "common/action/wire.h"
#include "common/base/bytes.h"
#include "tests/unit/common/result_matchers.h"
#include "tests/unit/common/sample_action.h"

namespace assent {
namespace {

using testing::_;
using testing::HasSubstr;

std::string ReadFile(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(std::string(ASSENT_SOURCE_DIR) + "/" + path).rdbuf();
  return text.str();
}

// The vectors hold the members as they travel, so reading one is a test of the wire form as well.
Question FromVector(const Json& action) {
  Json body = ToJson(SampleQuestion());
  body["subject"]["id"] = action["user_name"];
  body["subject"]["properties"]["uid"] = action["user_uid"];
  body["action"]["name"] = action["kind"];
  Json& properties = body["resource"]["properties"];
  properties["runas"] = {{"uid", action["runas_uid"]},
                         {"user", action["runas_user"]},
                         {"gid", action["runas_gid"]},
                         {"groups", action["runas_groups"]}};
  for (const char* same :
       {"host", "command", "argv", "cwd", "chroot", "env", "files", "executable_sha256"}) {
    properties[same] = action[same];
  }
  auto question = QuestionFromJson(body);
  EXPECT_THAT(question, IsOk());
  return question.ok() ? question.value() : Question{};
}

TEST(Identity, GivesThePublishedAnswers) {
  const Json document = Json::parse(ReadFile("tests/vectors/action.json"));
  const std::string host_key = FromHex(document["host_key"].get<std::string>()).value();
  const std::string salt = FromHex(document["salt"].get<std::string>()).value();
  ASSERT_GE(document["vectors"].size(), 15U);
  for (const Json& vector : document["vectors"]) {
    SCOPED_TRACE(vector["name"].get<std::string>());
    const Question question = FromVector(vector["action"]);
    const std::string cbor = EncodeAction(question.action);
    if (vector.contains("cbor")) {
      EXPECT_EQ(ToHex({reinterpret_cast<const std::uint8_t*>(cbor.data()), cbor.size()}),
                vector["cbor"]);
    }
    const ActionDigest digest = DigestOf(question.action);
    EXPECT_EQ(ToText(digest), "sha256:" + vector["cbor_sha256"].get<std::string>());
    EXPECT_EQ(ToHex(LookupKeyOf(host_key, digest).bytes), vector["lookup_key"]);
    EXPECT_EQ(ToText(CommitmentOf(salt, question.action)),
              "sha256:" + vector["commitment"].get<std::string>());
  }
}

TEST(Identity, EveryMemberCounts) {
  const Action base = SampleQuestion().action;
  std::vector<Action> changed(17, base);
  changed[0].host = "web-2";
  changed[1].kind = "su";
  changed[2].user_uid = 1009;
  changed[3].user_name = "mallory";
  changed[4].runas_uid = 33;
  changed[5].runas_user = "toor";
  changed[6].runas_gid = 33;
  changed[7].runas_groups = {0, 33};
  changed[8].command = "/usr/sbin/systemctl";
  changed[9].argv.emplace_back("--now");
  changed[10].argv[0] = "other";
  changed[11].cwd = "/tmp";
  changed[12].cwd = std::nullopt;
  changed[13].chroot = "/srv";
  changed[14].env = {{"A", "", {}}};
  changed[15].env = {{"A", std::nullopt, Sha256("")}};
  changed[16].executable_sha256 = Sha256("x");
  std::set<std::string> digests = {ToText(DigestOf(base))};
  for (const Action& action : changed) EXPECT_TRUE(digests.insert(ToText(DigestOf(action))).second);
}

TEST(Wire, CarriesAQuestionUnchanged) {
  Question question = SampleQuestion();
  question.action.argv = {"systemctl", "", "\xff\n", "\\x41", std::string(131072, 'x')};
  question.action.env = {{"A", "1\n", {}}, {"B", std::nullopt, Sha256("2")}};
  question.facts.tty = "/dev/pts/1\n";
  question.reason = "INC-1 \xe2\x80\xae";
  question.file_only = true;
  const auto read = QuestionFromJson(Json::parse(DumpJson(ToJson(question))));
  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(read.value().action, question.action);
  EXPECT_EQ(read.value().facts, question.facts);
  EXPECT_EQ(read.value().invocation, question.invocation);
  EXPECT_EQ(read.value().reason, question.reason);
  EXPECT_TRUE(read.value().file_only);
}

TEST(Wire, HasTheFourStandardMembersAndNoOther) {
  const Json body = ToJson(SampleQuestion());
  std::set<std::string> members;
  for (const auto& item : body.items()) members.insert(item.key());
  EXPECT_EQ(members, (std::set<std::string>{"action", "context", "resource", "subject"}));
}

TEST(Wire, IgnoresMembersItDoesNotKnow) {
  Json body = ToJson(SampleQuestion());
  body["future"] = 1;
  body["resource"]["properties"]["future"] = Json::array();
  EXPECT_THAT(QuestionFromJson(body), IsOk());
}

TEST(Wire, RefusesWhatIsMissingOrMistyped) {
  const struct {
    const char* pointer;
    Json value;
  } cases[] = {
      {"/subject", nullptr},
      {"/subject/type", "group"},
      {"/subject/id", ""},
      {"/subject/properties/uid", 4294967295U},
      {"/subject/properties/uid", "1001"},
      {"/subject/properties/groups", Json::array({-1})},
      {"/action/name", "Su do"},
      {"/resource/id", nullptr},
      {"/resource/type", "record"},
      {"/resource/properties/version", 2},
      {"/resource/properties/runas/uid", -1},
      {"/resource/properties/runas/groups", Json::array({5, 5})},
      {"/resource/properties/runas/groups", Json::array({5, 4})},
      {"/resource/properties/command", "systemctl"},
      {"/resource/properties/command", nullptr},
      {"/resource/properties/argv", Json::array()},
      {"/resource/properties/argv", Json::array({1})},
      {"/resource/properties/argv", Json::array({"a\nb"})},
      {"/resource/properties/argv", Json::array({"a\\x00"})},
      {"/resource/properties/cwd", "home"},
      {"/resource/properties/files", Json::array({"/etc/hosts"})},
      {"/resource/properties/env",
       Json::parse(R"([{"name":"B","value":""},{"name":"A","value":""}])")},
      {"/resource/properties/env",
       Json::parse(R"([{"name":"A","value":""},{"name":"A","value":""}])")},
      {"/resource/properties/env", Json::parse(R"([{"name":"A=B","value":""}])")},
      {"/resource/properties/env", Json::parse(R"([{"name":"A"}])")},
      {"/resource/properties/executable_sha256", "00"},
      {"/resource/properties/facts/stdin", "socket"},
      {"/resource/properties/facts/environment", "dirty"},
      {"/resource/properties/facts/executable_trusted", 1},
      {"/resource/properties/facts/executable_paths", "/usr/bin/id"},
      {"/resource/properties/facts/executable_paths", Json::array({"bin/id"})},
      {"/resource/properties/facts/executable_paths", Json::array({""})},
      {"/resource/properties/facts/executable_paths", Json::array({1})},
      {"/resource/properties/facts/executable_paths", Json::array({"/usr/bin/i\\x00d"})},
      {"/context", nullptr},
      {"/context/invocation", "00"},
      {"/context/file", "yes"},
  };
  for (const auto& bad : cases) {
    Json body = ToJson(SampleQuestion());
    body[Json::json_pointer(bad.pointer)] = bad.value;
    EXPECT_THAT(QuestionFromJson(body), FailsWith(Errc::kBadRequest, _))
        << bad.pointer << " " << bad.value;
  }
}

TEST(Wire, AnOlderModuleKnowsNoOtherNamesOfTheProgram) {
  Question question = SampleQuestion();
  EXPECT_FALSE(ToJson(question)["resource"]["properties"]["facts"].contains("executable_paths"));
  EXPECT_TRUE(QuestionFromJson(ToJson(question)).value().facts.executable_paths.empty());
  question.facts.executable_paths = {"/usr/bin/vi", "/opt/\xff"};
  EXPECT_EQ(QuestionFromJson(ToJson(question)).value().facts, question.facts);
}

TEST(Wire, SudoeditHasFilesOnly) {
  Question question = SampleQuestion();
  question.action.kind = "sudoedit";
  question.action.files = {"/etc/hosts"};
  EXPECT_THAT(QuestionFromJson(ToJson(question)),
              FailsWith(Errc::kBadRequest, HasSubstr("files only")));
  question.action.command.clear();
  question.action.argv.clear();
  question.action.cwd.reset();
  EXPECT_THAT(QuestionFromJson(ToJson(question)), IsOk());
  question.action.files = {"hosts"};
  EXPECT_THAT(QuestionFromJson(ToJson(question)), FailsWith(Errc::kBadRequest, _));
}

TEST(ReasonCodes, AreTheOnesOfTheProtocolPage) {
  const std::string page = ReadFile("docs/PROTOCOL.md");
  std::set<std::string_view> names;
  for (const ReasonText& text : AllReasons()) {
    EXPECT_TRUE(names.insert(text.name).second);
    const std::string row = "| `" + std::string(text.name) + "` | " + std::string(text.meaning) +
                            " | " + std::string(text.next_step) + " |";
    EXPECT_NE(page.find(row), std::string::npos) << row;
    EXPECT_EQ(ReasonFromName(text.name), text.code);
  }
  EXPECT_EQ(names.size(), 22U);
  EXPECT_EQ(ReasonFromName("YES"), std::nullopt);
}

}  // namespace
}  // namespace assent
