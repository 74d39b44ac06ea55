#include "tests/unit/backend/rules/rules_fixture.h"

namespace assent {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

struct BadCase {
  const char* name;
  std::string text;
  std::string complaint;
};

class LoadError : public testing::TestWithParam<BadCase> {};

TEST_P(LoadError, NamesFileAndLine) {
  EXPECT_THAT(ParseRules(GetParam().text),
              FailsWith(Errc::kBadConfig, HasSubstr("/r/a.toml:" + GetParam().complaint)));
}

// Lines 1 to 5.
std::string Permit(const std::string& tail) { return kPermitHead + tail; }
std::string PermitTool(const std::string& tail) {
  return Permit("command = \"/opt/tool\"\n" + tail);
}
// Lines 1 to 6.
std::string Ask(const std::string& tail) { return kAskHead + tail; }
// Lines 1 to 4; no approvers yet.
std::string AskBy(const std::string& approvers) {
  return "[[rule]]\nname = \"a\"\neffect = \"ask\"\nwho = { users = [\"*\"] }\n"
         "action = [\"sudo\"]\napprovers = " +
         approvers + "\n";
}
std::string Deny(const std::string& tail) { return kDenyHead + tail; }

const BadCase kBadCases[] = {
    {"NotToml", "[[rule]]\nname = \n", "2: "},
    {"BadUtf8", "# \xff\n", "1: "},
    {"UnknownTopKey", "# x\nrules = 1\n", "2: unknown key rules"},
    {"RuleIsNoList", "[rule]\nname = \"x\"\n", "1: a rule begins with [[rule]]"},
    {"RuleIsNoTable", "rule = [1]\n", "1: a rule begins with [[rule]]"},
    {"UnknownKey", PermitTool("args = []\narg = []\n"), "8: unknown key arg"},
    {"UnknownKeyIsEscaped", Deny("\"a\\u001bb\" = 1\n"), "4: unknown key a\\x1bb"},
    {"KeyOfALaterIssueWhen", Deny("when = { windows = [] }\n"), "4: unknown key when"},
    {"KeyOfALaterIssueLimit", Deny("limit = { uses = 1 }\n"), "4: unknown key limit"},
    {"KeyOfALaterIssueExpires", Deny("expires = 2027-01-31\n"), "4: unknown key expires"},
    {"RepeatedKey", Deny("effect = \"permit\"\n"), "4: "},
    {"RepeatedTable", Deny("[rule.who]\nusers = ['bob']\n[rule.who]\n"), "6: "},
    {"NoName", "\n[[rule]]\neffect = \"deny\"\n", "2: a rule without name"},
    {"EmptyName", "[[rule]]\nname = \"\"\neffect = \"deny\"\n", "2: name must be"},
    {"UnprintableName", "[[rule]]\nname = \"a\\u001b[0m\"\neffect = \"deny\"\n", "2: name must be"},
    {"LongName", "[[rule]]\nname = \"" + std::string(101, 'x') + "\"\neffect = \"deny\"\n",
     "2: name"},
    {"SameNameTwice", std::string(kDenyHead) + kDenyHead,
     "5: there is a rule \"d\" already: /r/a.toml:1"},
    {"NoEffect", "[[rule]]\nname = \"x\"\n", "1: a rule without effect"},
    {"BadEffect", "[[rule]]\nname = \"x\"\neffect = \"allow\"\n", "3: effect must be"},
    {"EffectCase", "[[rule]]\nname = \"x\"\neffect = \"Deny\"\n", "3: effect must be"},
    {"EffectNone", "[[rule]]\nname = \"x\"\neffect = \"none\"\n", "3: effect must be"},
    {"EffectType", "[[rule]]\nname = \"x\"\neffect = true\n", "3: effect must be"},

    {"NoWho",
     "[[rule]]\nname = \"x\"\neffect = \"permit\"\naction = [\"sudo\"]\n"
     "command = \"/x\"\nargs = []\n",
     "1: a rule without who"},
    {"EmptyWho", Deny("who = {}\n"), "4: who names nobody"},
    {"EmptyUsers", Deny("who = { users = [] }\n"), "4: who.users is empty"},
    {"EmptyGroups", Deny("who = { users = ['bob'], groups = [] }\n"), "4: who.groups is empty"},
    {"UsersIsNoList", Deny("who = { users = \"bob\" }\n"), "4: who.users must be a list"},
    {"UnknownWho", Deny("who = { user = [\"bob\"] }\n"), "4: unknown key who.user"},
    {"WhoIsNoTable", Deny("who = \"bob\"\n"), "4: who must be a table"},
    {"WildcardInName", Deny("who = { users = [\"bo*\"] }\n"), "4: \"bo*\" is not a name"},
    {"StarBesideNames", Deny("who = { users = [\"*\", \"bob\"] }\n"), "4: \"*\" is not a name"},
    {"StarBesideGroups", Deny("who = { users = [\"*\"], groups = [\"docker\"] }\n"), "4: \"*\""},
    {"StarGroup", Deny("who = { groups = [\"*\"] }\n"), "4: \"*\" is not a name"},
    {"EmptyUserName", Deny("who = { users = [\"\"] }\n"), "4: \"\" is not a name"},
    {"NulInName", Deny("who = { users = [\"root\\u0000x\"] }\n"), "4: NUL in a string"},

    {"NoAction", "[[rule]]\nname = \"x\"\neffect = \"ask\"\n", "1: a rule without action"},
    {"EmptyAction", Deny("action = []\n"), "4: action must be"},
    {"ActionIsNoList", Deny("action = \"sudo\"\n"), "4: action must be"},
    {"UnknownAction", Deny("action = [\"sudo\", \"sodu\"]\n"), "4: action must be"},

    {"EmptyRunas", Deny("runas = {}\n"), "4: runas names nobody"},
    {"UnknownRunas", Deny("runas = { uid = 0 }\n"), "4: unknown key runas.uid"},
    {"EmptyWhere", Deny("where = {}\n"), "4: where names no host"},
    {"EmptyHosts", Deny("where = { hosts = [] }\n"), "4: where names no host"},
    {"BadHost", Deny("where = { hosts = [\"web-[12]\"] }\n"), "4: where.hosts \"web-[12]\""},
    {"EmptyHost", Deny("where = { hosts = [\"\"] }\n"), "4: where.hosts \"\""},

    {"PermitWithoutCommand", Permit(""), "1: a permit rule without command is too broad"},
    {"PermitWithoutArgs", PermitTool(""), "1: a permit rule with command needs args"},
    {"RelativeCommand", Deny("command = \"tool\"\n"), "4: command must be an absolute path"},
    {"CommandWithDotDot", Deny("command = \"/opt/../bin/tool\"\n"), "4: command must be"},
    {"CommandWithSlashAtEnd", Deny("command = \"/opt/\"\n"), "4: command must be"},
    {"CommandIsTheRoot", Deny("command = \"/\"\n"), "4: command must be"},
    {"CommandType", Deny("command = 1\n"), "4: command must be"},
    {"EmptyCommandList", Deny("command = []\n"), "4: command is empty"},
    {"BadCommandInList", Deny("command = [\n\"/a\",\n\"b\"]\n"), "6: command must be"},
    {"ArgsWithoutCommand", Deny("args = []\n"), "4: args needs command"},
    {"RestWithoutCommand", Deny("rest = \"any\"\n"), "4: rest needs command"},
    {"ArgsIsNoList", PermitTool("args = \"x\"\n"), "7: args must be a list"},
    {"ArgIsANumber", PermitTool("args = [1]\n"), "7: args: each element must be"},
    {"ArgIsAList", PermitTool("args = [[\"x\"]]\n"), "7: args: each element must be"},
    {"ArgIsEmptyTable", PermitTool("args = [{}]\n"), "7: args: each element must be"},
    {"ArgHasTwoKeys", PermitTool("args = [{ under = \"/a\", regex = \"b\" }]\n"), "7: args: each"},
    {"UnknownMatcher", PermitTool("args = [{ glob = \"*\" }]\n"), "7: args: unknown matcher glob"},
    {"OneOfEmpty", PermitTool("args = [{ one_of = [] }]\n"), "7: one_of must be a list"},
    {"OneOfType", PermitTool("args = [{ one_of = [1] }]\n"), "7: one_of must be a list"},
    {"UnderRelative", PermitTool("args = [{ under = \"srv\" }]\n"), "7: under must be an absolute"},
    {"UnderTrailingSlash", PermitTool("args = [{ under = \"/srv/\" }]\n"), "7: under must be"},
    {"UnderEverything", PermitTool("args = [{ under = \"/\" }]\n"), "7: under = \"/\" would be"},
    {"IntType", PermitTool("args = [{ int = [1, \"2\"] }]\n"), "7: int must be"},
    {"IntFloat", PermitTool("args = [{ int = [1.0, 2.0] }]\n"), "7: int must be"},
    {"IntOne", PermitTool("args = [{ int = [1] }]\n"), "7: int must be"},
    {"IntBackwards", PermitTool("args = [{ int = [2, 1] }]\n"), "7: int has its smallest"},
    {"RegexBroken", PermitTool("args = [{ regex = \"(\" }]\n"), "7: regex missing"},
    {"RegexBackreference", PermitTool("args = [{ regex = '(a)\\1' }]\n"),
     "7: regex invalid escape"},
    {"RegexNotAscii", PermitTool("args = [{ regex = \"[\\u00e9]\" }]\n"),
     "7: regex must be printable"},
    {"RegexEmpty", PermitTool("args = [{ regex = \"\" }]\n"), "7: regex is empty"},
    {"RegexHuge", PermitTool("args = [{ regex = '((a{100}){100}){100}' }]\n"), "7: regex "},
    {"RegexLong", PermitTool("args = [{ regex = '" + std::string(4097, 'a') + "' }]\n"),
     "7: regex "},
    {"RegexType", PermitTool("args = [{ regex = 1 }]\n"), "7: regex must be a string"},
    {"NulInArgument", PermitTool("args = [\"a\\u0000b\"]\n"), "7: NUL in a string"},
    {"RestOther", PermitTool("args = []\nrest = \"all\"\n"), "8: rest must be \"any\""},
    {"RestOfAShell", Permit("command = \"/bin/sh\"\nrest = \"any\"\n"),
     "7: rest = \"any\": /bin/sh"},
    {"RestOfOneShell",
     Permit("command = [\"/opt/tool\", \"/usr/bin/python3.11\"]\nrest = \"any\"\n"),
     "7: rest = \"any\": /usr/bin/python3.11"},

    {"FilesWithoutSudoedit", PermitTool("args = []\nfiles = [\"/etc/motd\"]\n"), "8: files says"},
    {"SudoeditWithCommand",
     "[[rule]]\nname = \"x\"\neffect = \"deny\"\naction = [\"sudoedit\"]\n"
     "command = \"/x\"\n",
     "5: command says nothing about sudoedit"},
    {"SudoeditWithCwd",
     "[[rule]]\nname = \"x\"\neffect = \"deny\"\naction = [\"sudoedit\"]\n"
     "cwd = \"/x\"\n",
     "5: cwd says nothing about sudoedit"},
    {"PermitSudoeditWithoutFiles",
     "[[rule]]\nname = \"x\"\neffect = \"permit\"\n"
     "action = [\"sudoedit\"]\nwho = { users = ['*'] }\n",
     "1: a permit rule for sudoedit needs files"},
    {"BothKindsHalf",
     "[[rule]]\nname = \"x\"\neffect = \"deny\"\naction = [\"sudo\", \"sudoedit\"]\n"
     "files = [\"/x\"]\n",
     "1: a rule for sudo and sudoedit needs both"},
    {"EmptyFiles", Deny("files = []\n"), "4: files is empty"},
    {"RelativeFile", Deny("files = [\"motd\"]\n"), "4: files: \"motd\" must be an absolute"},
    {"FileRegex", Deny("files = [{ regex = \"/etc/.*\" }]\n"), "4: files takes paths"},

    {"CwdRelative", Deny("action = [\"sudo\"]\ncwd = \"srv\"\n"), "5: cwd must be"},
    {"CwdType", Deny("action = [\"sudo\"]\ncwd = 1\n"), "5: cwd must be"},
    {"CwdTable", Deny("action = [\"sudo\"]\ncwd = { regex = \"x\" }\n"), "5: cwd must be"},
    {"CwdOfSudoedit", Deny("cwd = \"/srv\"\n"), "4: sudoedit has no working directory"},

    {"NoApprovers",
     "[[rule]]\nname = \"a\"\neffect = \"ask\"\nwho = { users = ['*'] }\n"
     "action = ['sudo']\n",
     "1: an ask rule without approvers"},
    {"EmptyApprovers", AskBy("{}"), "6: approvers names nobody"},
    {"CountOnly", AskBy("{ count = 1 }"), "6: approvers names nobody"},
    {"CountZero", AskBy("{ users = ['bob'], count = 0 }"),
     "6: approvers.count must be a whole number from 1"},
    {"CountNegative", AskBy("{ users = ['bob'], count = -1 }"), "6: approvers.count must be"},
    {"CountType", AskBy("{ users = ['bob'], count = \"1\" }"), "6: approvers.count must be"},
    {"CountTooLarge", AskBy("{ users = ['bob', 'carol'], count = 3 }"),
     "6: approvers.count is larger than the number of approvers"},
    {"CountOfOnePersonTwice", AskBy("{ users = ['bob', 'bob'], count = 2 }"),
     "6: approvers.count is"},
    {"StarApprover", AskBy("{ users = ['*'] }"), "6: \"*\" is not a name"},
    {"ApproversInDeny", Deny("approvers = { users = ['bob'] }\n"),
     "4: approvers has no place in a deny"},
    {"ApproversInPermit", PermitTool("args = []\napprovers = { users = ['bob'] }\n"),
     "8: approvers has no place in a permit rule"},
    {"ReasonInPermit", PermitTool("args = []\nreason = { required = true }\n"), "8: reason has no"},
    {"OverridesInPermit", PermitTool("args = []\noverrides_permit = true\n"),
     "8: overrides_permit has"},
    {"MutableInDeny", Deny("mutable_executable = true\n"), "4: mutable_executable has no place"},
    {"EnvironmentInDeny", Deny("environment = \"inherited\"\n"), "4: environment has no place"},
    {"GrantInDeny", Deny("grant = { uses = 1 }\n"), "4: grant has no place in a deny rule"},
    {"ShellCapableInAsk", Ask("shell_capable = true\n"), "7: shell_capable has no place in a"},

    {"ReasonType", Ask("reason = true\n"), "7: reason must be a table"},
    {"ReasonKey", Ask("reason = { require = true }\n"), "7: unknown key reason.require"},
    {"ReasonPattern", Ask("reason = { pattern = \"[\" }\n"), "7: reason.pattern missing"},
    {"ReasonPatternNotRequired", Ask("reason = { required = false, pattern = \"x\" }\n"),
     "7: reason.pattern needs reason.required = true"},
    {"FlagType", Ask("overrides_permit = \"yes\"\n"), "7: overrides_permit must be true or false"},
    {"EnvironmentValue", Ask("environment = \"dirty\"\n"), "7: environment must be \"clean\" or"},

    {"UsesZero", Ask("grant = { uses = 0 }\n"), "7: grant.uses must be a whole number from 1"},
    {"UsesHuge", Ask("grant = { uses = 9223372036854775807 }\n"), "7: grant.uses must be"},
    {"UsesBeyondInteger", Ask("grant = { uses = 9223372036854775808 }\n"), "7: "},
    {"MaxUsesSmaller", Ask("grant = { uses = 3, max_uses = 2 }\n"), "7: grant.max_uses is smaller"},
    {"StartWithinZero", Ask("grant = { start_within = \"0s\" }\n"),
     "7: grant.start_within must be"},
    {"StartWithinNumber", Ask("grant = { start_within = 5 }\n"), "7: grant.start_within must be"},
    {"StartWithinTooLong", Ask("grant = { start_within = \"31d\" }\n"),
     "7: grant.start_within must be"},
    {"MaxStartWithinShorter", Ask("grant = { max_start_within = \"1m\" }\n"),
     "7: grant.max_start_within is shorter"},
    {"RuntimeFraction", Ask("grant = { max_runtime = \"1500ms\" }\n"),
     "7: grant.max_runtime must be"},
    {"GrantKey", Ask("grant = { runtime = \"1h\" }\n"), "7: unknown key grant.runtime"},
    {"UnknownNamesWord", Deny("unknown_names = \"warn\"\n"), "4: unknown_names must be \"ignore\""},
    {"UnknownNamesFlag", Ask("unknown_names = true\n"), "7: unknown_names must be \"ignore\""},
    {"UnknownNamesInPermit", PermitTool("args = []\nunknown_names = \"ignore\"\n"),
     "8: unknown_names has no place in a permit rule"},
    {"UsesInPermit", PermitTool("args = []\ngrant = { uses = 2 }\n"),
     "8: grant.uses has no place in a permit rule"},
};

INSTANTIATE_TEST_SUITE_P(Table, LoadError, testing::ValuesIn(kBadCases),
                         [](const auto& tested) { return std::string(tested.param.name); });

TEST(Load, NamesTheFileOfTheSecondRuleOfThatName) {
  const auto rules = RuleSet::Parse(
      {{"/r/a.toml", kDenyHead}, {"/r/b.toml", std::string("\n") + kDenyHead}}, TableOfNames());
  EXPECT_THAT(rules, FailsWith(Errc::kBadConfig,
                               "/r/b.toml:3: there is a rule \"d\" already: /r/a.toml:1"));
}

TEST(Load, StopsWhenANameCannotBeLookedUp) {
  EXPECT_THAT(ParseRules(Deny("who = { groups = [\"away\"] }\n")),
              FailsWith(Errc::kSystem, HasSubstr("/r/a.toml:4: cannot look up away: directory")));
  EXPECT_THAT(ParseRules(Deny("who = { users = [\"away\"] }\n")),
              FailsWith(Errc::kSystem, HasSubstr("/r/a.toml:4: cannot look up away")));
}

// What a directory server that is down looks like.
TEST(Load, StopsWhenARuleThatSaysNoOrCallsInApproversNamesSomebodyUnknown) {
  const std::string cases[] = {
      Deny("who = { groups = [\"nobodies\"] }\n"),
      Deny("who = { users = [\"alice\", \"dave\"] }\n"),
      Deny("runas = { users = [\"dave\"] }\n"),
      Deny("runas = { groups = [\"nobodies\"] }\n"),
      Ask("runas = { users = [\"dave\"] }\n"),
      AskBy("{ users = [\"bob\", \"dave\"] }"),
      AskBy("{ groups = [\"nobodies\"] }"),
      "[[rule]]\nname = \"a\"\neffect = \"ask\"\nwho = { groups = [\"nobodies\"] }\n"
      "action = [\"sudo\"]\napprovers = { users = [\"bob\"] }\n",
  };
  for (const std::string& text : cases) {
    const auto rules = ParseRules(text);
    EXPECT_THAT(rules, FailsWith(Errc::kSystem, testing::MatchesRegex(
                                                    "/r/a.toml:[4-7]: (user dave|group nobodies) "
                                                    "does not exist .*\"ignore\".*")))
        << text;
  }
}

TEST(Load, OnlyWarnsOfThemInARuleThatExpectsIt) {
  const char* const kExpected = "unknown_names = \"ignore\"\n";
  const RuleSet deny = Rules(
      Deny("who = { users = [\"dave\"], groups = [\"nobodies\"] }\n" + std::string(kExpected)));
  EXPECT_THAT(deny.warnings(), ElementsAre("/r/a.toml:4: user dave does not exist",
                                           "/r/a.toml:4: group nobodies does not exist"));
  EXPECT_THAT(Rules(AskBy("{ users = [\"bob\", \"dave\"] }") + kExpected).warnings(),
              ElementsAre("/r/a.toml:6: user dave does not exist"));
  EXPECT_THAT(ParseRules(Deny(std::string("who = { users = [\"away\"] }\n") + kExpected)),
              FailsWith(Errc::kSystem, HasSubstr("cannot look up away")));
}

TEST(Load, OnlyWarnsOfThemInAPermitRuleWhichThenPermitsLess) {
  const std::string text =
      "[[rule]]\nname = \"p\"\neffect = \"permit\"\nwho = { users = [\"dave\"] }\n"
      "action = [\"sudo\"]\ncommand = \"/opt/tool\"\nargs = []\n";
  EXPECT_THAT(Rules(text).warnings(), ElementsAre("/r/a.toml:4: user dave does not exist"));
}

TEST(Load, WarnsOfPermittedShellsUntilToldThatItIsMeant) {
  const std::string text = Permit("command = \"/usr/bin/vim.basic\"\nargs = [\"/etc/motd\"]\n");
  EXPECT_THAT(Rules(text).warnings(), ElementsAre(HasSubstr("/r/a.toml:6: rule \"p\" permits")));
  EXPECT_THAT(Rules(text + "shell_capable = true\n").warnings(), IsEmpty());
  EXPECT_THAT(ParseRules(Permit("command = \"/bin/sh\"\nrest = \"any\"\nshell_capable = true\n")),
              IsOk());
}

TEST(Load, TakesNoFilesAndEmptyFiles) {
  EXPECT_EQ(RuleSet::Parse({}, TableOfNames()).value().size(), 0U);
  EXPECT_EQ(Rules("# nothing\n").size(), 0U);
  EXPECT_EQ(Rules("rule = []\n").size(), 0U);
  EXPECT_EQ(Rules(kDenyHead).size(), 1U);
}

}  // namespace
}  // namespace assent
