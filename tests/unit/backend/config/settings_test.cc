#include "backend/config/settings.h"

#include "tests/unit/common/result_matchers.h"

namespace assent {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::HasSubstr;

Result<DaemonSettings> Parse(const std::string& text) {
  return ParseDaemonSettings(text, "/e/assentd.toml");
}

TEST(ParseDaemonSettings, AnEmptyFileMeansTheDefaults) {
  const auto settings = Parse("");
  ASSERT_THAT(settings, IsOk());
  EXPECT_EQ(settings.value().socket, "/run/assent/assentd.sock");
  EXPECT_EQ(settings.value().request_life, minutes(10));
  EXPECT_FALSE(settings.value().without_loginuid);
  EXPECT_EQ(settings.value().connections, 32U);
}

TEST(ParseDaemonSettings, ReadsEveryKey) {
  const auto parsed = Parse(R"(
socket = "/s"
store = "/d"
rules_directory = "/r"
host = "web-1.example.org"
[requests]
life = "5m"
cool_down = "0s"
[approval]
without_loginuid = true
[log]
reader_groups = ["adm", "auditors"]
[limits]
connections = 1
waiting_requests = 2
questions_per_second = 3
question_burst = 4
)");
  ASSERT_THAT(parsed, IsOk());
  const DaemonSettings& settings = parsed.value();
  EXPECT_EQ(settings.socket, "/s");
  EXPECT_EQ(settings.store, "/d");
  EXPECT_EQ(settings.rules_directory, "/r");
  EXPECT_EQ(settings.host, "web-1.example.org");
  EXPECT_EQ(settings.request_life, minutes(5));
  EXPECT_EQ(settings.cool_down, seconds(0));
  EXPECT_TRUE(settings.without_loginuid);
  EXPECT_THAT(settings.log_reader_groups, ElementsAre("adm", "auditors"));
  EXPECT_EQ(settings.connections, 1U);
  EXPECT_EQ(settings.waiting_requests, 2U);
  EXPECT_EQ(settings.questions_per_second, 3U);
  EXPECT_EQ(settings.question_burst, 4U);
}

struct BadCase {
  const char* name;
  std::string text;
  std::string complaint;
};

class BadSettings : public testing::TestWithParam<BadCase> {};

TEST_P(BadSettings, NamesFileAndLine) {
  EXPECT_THAT(Parse(GetParam().text),
              FailsWith(Errc::kBadConfig, HasSubstr("/e/assentd.toml:" + GetParam().complaint)));
}

const BadCase kBadCases[] = {
    {"NotToml", "socket\n", "1: "},
    {"UnknownKey", "\nsockte = \"/s\"\n", "2: unknown key sockte"},
    {"UnknownTable", "[notify]\nurl = \"x\"\n", "1: unknown key notify"},
    {"UnknownInner", "[approval]\nwithout_login_uid = true\n", "2: unknown key approval.without_"},
    {"RepeatedKey", "socket = \"/s\"\nsocket = \"/t\"\n", "2: "},
    {"RepeatedTable", "[limits]\n[log]\n[limits]\n", "3: "},
    {"SocketType", "socket = 1\n", "1: socket must be a string"},
    {"SocketRelative", "socket = \"s\"\n", "1: socket must be an absolute path of at most 107"},
    {"SocketEmpty", "socket = \"\"\n", "1: socket must be an absolute path"},
    {"SocketLong", "socket = \"/" + std::string(107, 's') + "\"\n", "1: socket must be"},
    {"SocketNul", "socket = \"/s\\u0000\"\n", "1: NUL in a string"},
    {"StoreRelative", "store = \"d\"\n", "1: store must be an absolute path"},
    {"RulesRelative", "rules_directory = \"r\"\n", "1: rules_directory must be an absolute path"},
    {"Host", "host = \"web 1\"\n", "1: host must be a host name"},
    {"HostLong", "host = \"" + std::string(254, 'h') + "\"\n", "1: host must be a host name"},
    {"SectionType", "limits = 1\n", "1: limits must be a table"},
    {"SectionList", "[[limits]]\nconnections = 1\n", "1: limits must be a table"},
    {"LifeShort", "[requests]\nlife = \"9s\"\n", "2: requests.life must be a duration"},
    {"LifeLong", "[requests]\nlife = \"8d\"\n", "2: requests.life must be a duration"},
    {"LifeNumber", "[requests]\nlife = 600\n", "2: requests.life must be a duration"},
    {"LifeNegative", "[requests]\nlife = \"-5m\"\n", "2: requests.life must be a duration"},
    {"CoolDownLong", "[requests]\ncool_down = \"25h\"\n", "2: requests.cool_down must be"},
    {"FlagIsANumber", "[approval]\nwithout_loginuid = 1\n", "2: approval.without_loginuid must be"},
    {"FlagIsAString", "[approval]\nwithout_loginuid = \"yes\"\n", "2: approval.without_loginuid"},
    {"GroupsType", "[log]\nreader_groups = \"adm\"\n", "2: log.reader_groups must be a list"},
    {"GroupsElement", "[log]\nreader_groups = [1]\n", "2: log.reader_groups must be a list"},
    {"GroupsEmptyName", "[log]\nreader_groups = [\"\"]\n", "2: log.reader_groups has an empty"},
    {"LimitZero", "[limits]\nconnections = 0\n", "2: limits.connections must be a whole number"},
    {"LimitHuge", "[limits]\nwaiting_requests = 4294967297\n", "2: limits.waiting_requests must"},
    {"LimitFloat", "[limits]\nquestion_burst = 2.0\n", "2: limits.question_burst must be"},
    {"LimitNegative", "[limits]\nquestions_per_second = -1\n", "2: limits.questions_per_second"},
};

INSTANTIATE_TEST_SUITE_P(Table, BadSettings, testing::ValuesIn(kBadCases),
                         [](const auto& tested) { return std::string(tested.param.name); });

}  // namespace
}  // namespace assent
