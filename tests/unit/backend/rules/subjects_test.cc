// Who, as whom, where, from where, and which files.
#include "tests/unit/backend/rules/rules_fixture.h"

namespace assent {
namespace {

constexpr Effect kYes = Effect::kPermit;
constexpr Effect kDeny = Effect::kDeny;
constexpr Effect kNo = Effect::kNone;

const char* const kTool = "command = \"/opt/tool\"\nargs = []\n";

std::string PermitWith(const std::string& lines) {
  return "[[rule]]\nname = \"p\"\neffect = \"permit\"\naction = [\"sudo\"]\n" + lines + kTool;
}

Action Tool() { return Sudo({"/opt/tool"}); }

TEST(Who, MatchesTheUidAndNotTheName) {
  const RuleSet rules = Rules(PermitWith("who = { users = [\"alice\"] }\n"));
  EXPECT_EQ(EffectOf(rules, Tool()), kYes);
  Action action = Tool();
  action.user_name = "mallory";
  EXPECT_EQ(EffectOf(rules, action), kYes);
  action = Tool();
  action.user_uid = kMallory;
  EXPECT_EQ(EffectOf(rules, action), kNo);
}

TEST(Who, MatchesGroupsByGid) {
  const RuleSet rules = Rules(PermitWith("who = { groups = [\"web-ops\"] }\n"));
  EXPECT_EQ(EffectOf(rules, Tool()), kYes);
  Facts facts = TrustedFacts();
  facts.user_groups = {1001};
  EXPECT_EQ(EffectOf(rules, Tool(), facts), kNo);
  facts.user_groups.clear();
  EXPECT_EQ(EffectOf(rules, Tool(), facts), kNo);
}

TEST(Who, AStarIsEverybody) {
  Action action = Tool();
  action.user_uid = 4711;
  EXPECT_EQ(EffectOf(Rules(PermitWith("who = { users = [\"*\"] }\n")), action), kYes);
}

TEST(Who, ANameThatDoesNotExistIsNobody) {
  const RuleSet rules =
      Rules(PermitWith("who = { users = [\"dave\"], groups = [\"nobodies\"] }\n"));
  Action action = Tool();
  action.user_name = "dave";
  EXPECT_EQ(EffectOf(rules, action), kNo);
  action.user_uid = static_cast<uid_t>(-1);
  Facts facts = TrustedFacts();
  facts.user_groups = {static_cast<gid_t>(-1)};
  EXPECT_EQ(EffectOf(rules, action, facts), kNo);
}

TEST(Who, IsForbiddenByNameTooWhenTheNameDidNotExistAtLoad) {
  const RuleSet rules =
      Rules(std::string(kDenyHead) + "who = { users = [\"dave\"] }\nunknown_names = \"ignore\"\n");
  Action action = Tool();
  action.user_name = "dave";
  EXPECT_EQ(EffectOf(rules, action), kDeny);
  action.user_name = "alice";
  EXPECT_EQ(EffectOf(rules, action), kNo);
}

TEST(Who, WithoutAUidIsNobody) {
  Action action = Tool();
  action.user_uid = static_cast<uid_t>(-1);
  EXPECT_EQ(EffectOf(Rules(PermitWith("who = { users = [\"*\"] }\n")), action), kNo);
}

struct Target {
  const char* name;
  const char* runas;  // a whole line, or nothing
  uid_t uid;
  gid_t gid;
  Effect with_permit;
};

class RunasTest : public testing::TestWithParam<Target> {};

TEST_P(RunasTest, Permit) {
  const RuleSet rules =
      Rules(PermitWith(std::string("who = { users = ['*'] }\n") + GetParam().runas));
  Action action = Tool();
  action.runas_uid = GetParam().uid;
  action.runas_gid = GetParam().gid;
  EXPECT_EQ(EffectOf(rules, action), GetParam().with_permit);
}

const Target kTargets[] = {
    {"AbsentIsRoot", "", 0, 0, kYes},
    {"AbsentIsNotAnotherUser", "", kPostgres, 115, kNo},
    {"AbsentIsNotAnotherGroup", "", 0, kDocker, kNo},
    {"AbsentIsNotAnInvalidUser", "", static_cast<uid_t>(-1), 0, kNo},
    {"UserWithPrimaryGroup", "runas = { users = ['postgres'] }\n", kPostgres, 115, kYes},
    {"UserWithRootsGroup", "runas = { users = ['postgres'] }\n", kPostgres, 0, kNo},
    {"UserIsNotRoot", "runas = { users = ['postgres'] }\n", 0, 0, kNo},
    {"UserWithGroupOfAnotherUser", "runas = { users = ['postgres', 'root'] }\n", kPostgres, 0, kNo},
    {"UserThatDoesNotExist", "runas = { users = ['dave'] }\n", 0, 0, kNo},
    {"NamedGroup", "runas = { users = ['root'], groups = ['docker'] }\n", 0, kDocker, kYes},
    {"NamedGroupOrPrimary", "runas = { users = ['root'], groups = ['docker'] }\n", 0, 0, kYes},
    {"GroupNotNamed", "runas = { users = ['root'], groups = ['docker'] }\n", 0, kWebOps, kNo},
    {"GroupAloneIsOneself", "runas = { groups = ['docker'] }\n", kAlice, kDocker, kYes},
    {"GroupAloneIsNotRoot", "runas = { groups = ['docker'] }\n", 0, kDocker, kNo},
    {"GroupThatDoesNotExist", "runas = { groups = ['nobodies'] }\n", kAlice, static_cast<gid_t>(-1),
     kNo},
    {"AnyUserAndGroup", "runas = { users = ['*'] }\n", 4711, 4712, kYes},
};

INSTANTIATE_TEST_SUITE_P(Table, RunasTest, testing::ValuesIn(kTargets),
                         [](const auto& tested) { return std::string(tested.param.name); });

TEST(Runas, ADenyRuleWithoutItMeansAnybody) {
  Action action = Tool();
  action.runas_uid = kPostgres;
  action.runas_user = "postgres";
  EXPECT_EQ(EffectOf(Rules(kDenyHead), action), kDeny);
}

TEST(Runas, ADenyRuleIsNotEscapedByAnotherGroupOrName) {
  const RuleSet rules =
      Rules(std::string(kDenyHead) + "runas = { users = ['root'], groups = ['docker'] }\n");
  Action action = Tool();
  action.runas_gid = kWebOps;
  EXPECT_EQ(EffectOf(rules, action), kDeny);
  action.runas_user = "toor";
  EXPECT_EQ(EffectOf(rules, action), kDeny);
  action.runas_uid = kPostgres;
  action.runas_user = "postgres";
  EXPECT_EQ(EffectOf(rules, action), kNo);
  action.runas_gid = kDocker;
  EXPECT_EQ(EffectOf(rules, action), kDeny);
  action.runas_gid = 115;
  action.runas_groups = {115, kDocker};
  EXPECT_EQ(EffectOf(rules, action), kDeny);
}

TEST(Runas, IsForbiddenByNameTooWhenTheNameDidNotExistAtLoad) {
  const RuleSet rules =
      Rules(std::string(kDenyHead) + "runas = { users = ['dave'] }\nunknown_names = 'ignore'\n");
  Action action = Tool();
  EXPECT_EQ(EffectOf(rules, action), kNo);
  action.runas_uid = 4711;
  action.runas_user = "dave";
  EXPECT_EQ(EffectOf(rules, action), kDeny);
}

TEST(Where, MatchesHostsLikeAShell) {
  struct {
    const char* pattern;
    const char* host;
    bool matches;
  } const cases[] = {
      {"web-1", "web-1", true},
      {"web-1", "WEB-1", true},
      {"web-1", "web-10", false},
      {"web-1", "xweb-1", false},
      {"web-1", "", false},
      {"web-*", "web-1", true},
      {"web-*", "web-", true},
      {"web-*", "web", false},
      {"web-?", "web-1", true},
      {"web-?", "web-12", false},
      {"*", "", true},
      {"*", "a.b.c", true},
      {"*.example.org", "a.b.example.org", true},
      {"*.example.org", "example.org", false},
      {"*.example.org", "a.example.org.evil", false},
      {"a*b*c", "aXbXbc", true},
      {"a*b*c", "aXbXb", false},
      {"w.b-1", "web-1", false},
      {"web-1", "web-1\n", false},
  };
  for (const auto& c : cases) {
    const RuleSet rules =
        Rules(std::string(kDenyHead) + "where = { hosts = ['" + c.pattern + "'] }\n");
    Action action = Tool();
    action.host = c.host;
    EXPECT_EQ(EffectOf(rules, action) == kDeny, c.matches) << c.pattern << " " << c.host;
  }
}

TEST(Where, ManyStarsTakeNoTime) {
  std::string pattern;
  for (int i = 0; i < 50; ++i) pattern += "*a";
  const RuleSet rules =
      Rules(std::string(kDenyHead) + "where = { hosts = ['" + pattern + "b'] }\n");
  Action action = Tool();
  action.host = std::string(5000, 'a');
  EXPECT_EQ(EffectOf(rules, action), kNo);
}

TEST(Cwd, MustBeKnownForAPermit) {
  const std::string who = "who = { users = ['alice'] }\n";
  const RuleSet exact = Rules(PermitWith(who + "cwd = \"/srv/app\"\n"));
  const RuleSet under = Rules(PermitWith(who + "cwd = { under = \"/srv\" }\n"));
  const RuleSet any = Rules(PermitWith(who + "cwd = \"any\"\n"));
  const RuleSet absent = Rules(PermitWith(who));
  Action action = Tool();
  action.cwd = "/srv/app";
  for (const RuleSet* rules : {&exact, &under, &any, &absent}) {
    EXPECT_EQ(EffectOf(*rules, action), kYes);
  }
  for (const std::optional<std::string>& cwd :
       {std::optional<std::string>("/srv2"), std::optional<std::string>("/srv/../etc"),
        std::optional<std::string>("/"), std::optional<std::string>()}) {
    action.cwd = cwd;
    EXPECT_EQ(EffectOf(exact, action), kNo);
    EXPECT_EQ(EffectOf(under, action), kNo);
    EXPECT_EQ(EffectOf(any, action), kYes);
    EXPECT_EQ(EffectOf(absent, action), kYes);
  }
}

TEST(Cwd, UnknownMayBeTheForbiddenOne) {
  const RuleSet rules =
      Rules(std::string(kDenyHead) + "action = ['sudo']\ncwd = { under = \"/srv\" }\n");
  Action action = Tool();
  EXPECT_EQ(EffectOf(rules, action), kNo);
  for (const std::optional<std::string>& cwd :
       {std::optional<std::string>("/srv/x"), std::optional<std::string>("/srv/x/../y"),
        std::optional<std::string>()}) {
    action.cwd = cwd;
    EXPECT_EQ(EffectOf(rules, action), kDeny);
  }
}

TEST(Files, EachMustBePermitted) {
  const RuleSet rules = Rules(
      "[[rule]]\nname = \"p\"\neffect = \"permit\"\naction = [\"sudoedit\"]\n"
      "who = { users = ['alice'] }\nfiles = ['/etc/motd', { under = '/etc/nginx' }]\n");
  EXPECT_EQ(EffectOf(rules, Sudoedit({"/etc/motd"})), kYes);
  EXPECT_EQ(EffectOf(rules, Sudoedit({"/etc/nginx/a", "/etc/motd"})), kYes);
  EXPECT_EQ(EffectOf(rules, Sudoedit({"/etc/motd", "/etc/shadow"})), kNo);
  EXPECT_EQ(EffectOf(rules, Sudoedit({"/etc/nginx/../shadow"})), kNo);
  EXPECT_EQ(EffectOf(rules, Sudoedit({"/etc/nginx2"})), kNo);
  EXPECT_EQ(EffectOf(rules, Sudoedit({"motd"})), kNo);
  EXPECT_EQ(EffectOf(rules, Sudoedit({})), kNo);
  EXPECT_EQ(EffectOf(rules, Sudo({"/etc/motd"})), kNo);
}

TEST(Files, OneForbiddenIsEnough) {
  const RuleSet rules = Rules(std::string(kDenyHead) + "files = [{ under = '/etc/sudoers.d' }]\n");
  EXPECT_EQ(EffectOf(rules, Sudoedit({"/etc/motd", "/etc/sudoers.d/x"})), kDeny);
  EXPECT_EQ(EffectOf(rules, Sudoedit({"/etc/x/../sudoers.d/x"})), kDeny);
  EXPECT_EQ(EffectOf(rules, Sudoedit({"/etc//sudoers.d/"})), kDeny);
  EXPECT_EQ(EffectOf(rules, Sudoedit({"/etc/motd"})), kNo);
  EXPECT_EQ(EffectOf(rules, Tool()), kNo);
}

TEST(Files, TheEditorNeedNotBeTrusted) {
  const RuleSet rules = Rules(
      "[[rule]]\nname = \"p\"\neffect = \"permit\"\naction = [\"sudoedit\"]\n"
      "who = { users = ['alice'] }\nfiles = ['/etc/motd']\n");
  Facts facts = TrustedFacts();
  facts.executable_trusted = false;
  EXPECT_EQ(EffectOf(rules, Sudoedit({"/etc/motd"}), facts), kYes);
}

TEST(Kinds, OneThatIsNotKnownIsOnlyEverForbidden) {
  Action login = Tool();
  login.kind = "login";
  EXPECT_EQ(EffectOf(Rules(PermitWith("who = { users = ['*'] }\n")), login), kNo);
  EXPECT_EQ(EffectOf(Rules(kAskHead), login), kNo);
  EXPECT_EQ(EffectOf(Rules(kDenyHead), login), kDeny);
  EXPECT_EQ(EffectOf(Rules(std::string(kDenyHead) + "action = ['sudo']\n"), login), kNo);
  EXPECT_EQ(EffectOf(Rules(std::string(kDenyHead) + "command = '/opt/tool'\n"), login), kNo);
}

TEST(Command, ADenyRuleForbidsEverySpellingOfIt) {
  const RuleSet rules = Rules(std::string(kDenyHead) + "command = \"/usr/sbin/visudo\"\n");
  for (const char* spelling : {"/usr/sbin/visudo", "/sbin/visudo", "/usr/bin/../sbin/visudo",
                               "//usr//sbin/visudo", "/usr/sbin/./visudo", "/bin/../sbin/visudo"}) {
    EXPECT_EQ(EffectOf(rules, Sudo({spelling})), kDeny) << spelling;
  }
  EXPECT_EQ(EffectOf(rules, Sudo({"/usr/local/sbin/visudo"})), kNo);
}

TEST(Command, APermitRuleKnowsOneSpelling) {
  const RuleSet rules =
      Rules(std::string(kPermitHead) + "command = ['/usr/bin/a', '/usr/bin/b']\nargs = []\n");
  EXPECT_EQ(EffectOf(rules, Sudo({"/usr/bin/a"})), kYes);
  EXPECT_EQ(EffectOf(rules, Sudo({"/usr/bin/b"})), kYes);
  for (const char* other :
       {"/bin/a", "/usr/bin/../bin/a", "/usr/bin//a", "/usr/bin/a/", "/usr/bin/c", "a", ""}) {
    EXPECT_EQ(EffectOf(rules, Sudo({other})), kNo) << other;
  }
}

}  // namespace
}  // namespace assent
