// Precedence, what needs an express word, and what several rules come to.
#include "tests/unit/backend/rules/rules_fixture.h"

namespace assent {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using testing::HasSubstr;

std::string Permit(const std::string& name, const std::string& lines) {
  return "[[rule]]\nname = \"" + name +
         "\"\neffect = \"permit\"\nwho = { users = [\"alice\"] }\naction = [\"sudo\"]\n" + lines;
}

std::string Ask(const std::string& name, const std::string& lines,
                const std::string& approvers = "{ users = ['bob'] }") {
  return "[[rule]]\nname = \"" + name +
         "\"\neffect = \"ask\"\nwho = { users = [\"alice\"] }\naction = [\"sudo\"]\napprovers = " +
         approvers + "\n" + lines;
}

const std::string kTool = "command = \"/opt/tool\"\nrest = \"any\"\n";
const std::string kDeny =
    "[[rule]]\nname = \"no tool\"\neffect = \"deny\"\ncommand = '/opt/tool'\n";

Action Tool() { return Sudo({"/opt/tool", "x"}); }

RuleAnswer Answer(const std::string& rules, const Action& action = Tool(),
                  const Facts& facts = TrustedFacts(),
                  const std::optional<std::string>& reason = std::nullopt) {
  return Rules(rules).Evaluate(action, facts, reason);
}

TEST(Evaluate, NothingCoversAnythingByDefault) {
  const RuleAnswer answer = RuleSet().Evaluate(Tool(), TrustedFacts(), std::nullopt);
  EXPECT_EQ(answer.effect, Effect::kNone);
  EXPECT_EQ(answer.code, ReasonCode::kNoRule);
  EXPECT_EQ(answer.message, "no rule covers this");
  EXPECT_EQ(RuleAnswer().effect, Effect::kNone);
}

TEST(Evaluate, DenyBeatsPermitAndAsk) {
  const RuleAnswer answer = Answer(Permit("p", kTool) + Ask("a", kTool) + kDeny);
  EXPECT_EQ(answer.effect, Effect::kDeny);
  EXPECT_EQ(answer.code, ReasonCode::kRuleDenies);
  EXPECT_EQ(answer.rule, "no tool");
  EXPECT_EQ(answer.message, "rule \"no tool\" forbids this");
}

TEST(Evaluate, DenyBeatsAnAskRuleThatOverridesPermits) {
  EXPECT_EQ(Answer(Ask("a", kTool + "overrides_permit = true\n") + kDeny).effect, Effect::kDeny);
}

TEST(Evaluate, PermitBeatsAsk) {
  const RuleAnswer answer = Answer(Permit("p", kTool) + Ask("a", kTool));
  EXPECT_EQ(answer.effect, Effect::kPermit);
  EXPECT_EQ(answer.rule, "p");
  EXPECT_FALSE(answer.ask.has_value());
}

TEST(Evaluate, AskMayTakePartOfAPermitBack) {
  const std::string rules =
      Permit("p", kTool) +
      Ask("a", "command = '/opt/tool'\nargs = ['x']\noverrides_permit = true\n");
  EXPECT_EQ(Answer(rules).effect, Effect::kAsk);
  EXPECT_EQ(Answer(rules, Sudo({"/opt/tool", "y"})).effect, Effect::kPermit);
}

TEST(Evaluate, AnOverriddenPermitStaysSoWhenTheAskRuleCannotBeSatisfied) {
  Facts facts = TrustedFacts();
  facts.environment = EnvironmentKind::kInherited;
  const RuleAnswer answer = Answer(Permit("p", kTool + "environment = \"inherited\"\n") +
                                       Ask("a", kTool + "overrides_permit = true\n"),
                                   Tool(), facts);
  EXPECT_EQ(answer.effect, Effect::kNone);
  EXPECT_EQ(answer.code, ReasonCode::kEnvironmentNotClean);
}

TEST(Evaluate, AnotherSpellingDoesNotEscapeTheStricterAskRule) {
  const std::string rules =
      Ask("anything", "") + Ask("deploy twice",
                                "command = '/usr/bin/deploy'\nargs = [{ under = '/srv/app' }]\n",
                                "{ groups = ['ops-leads'], count = 2 }");
  for (const char* argument : {"/srv/app/x", "/srv//app/x", "/etc/../srv/app/x"}) {
    const RuleAnswer answer = Answer(rules, Sudo({"/bin/deploy", argument}));
    ASSERT_EQ(answer.effect, Effect::kAsk) << argument;
    EXPECT_EQ(answer.ask->quorums.size(), 2U) << argument;
  }
  EXPECT_EQ(Answer(rules, Sudo({"/bin/deploy", "/srv/x"})).ask->quorums.size(), 1U);
}

// /usr/bin/X11 is a link to "." in Debian, and vi one to /etc/alternatives/vi.
TEST(Evaluate, ANameThatLeadsToTheProgramDoesNotEscapeTheStricterRule) {
  Facts facts = TrustedFacts();
  facts.executable_paths = {"/usr/bin/vi", "/etc/alternatives/vi", "/usr/bin/vim.basic"};
  const Action action = Sudo({"/usr/bin/X11/vi", "/etc/motd"});
  for (const char* name : {"/usr/bin/vi", "/bin/vi", "/usr/sbin/vi", "/etc/alternatives/vi",
                           "/usr/bin/vim.basic", "/usr/bin/X11/vi"}) {
    const std::string command = std::string("command = '") + name + "'\n";
    EXPECT_EQ(Answer(Ask("anything", "") + kDenyHead + command, action, facts).effect,
              Effect::kDeny)
        << name;
    const RuleAnswer asked = Answer(Ask("anything", "") + Ask("vi", command), action, facts);
    ASSERT_EQ(asked.effect, Effect::kAsk) << name;
    EXPECT_EQ(asked.ask->quorums.size(), 2U) << name;
  }
  const std::string other = std::string(kDenyHead) + "command = '/usr/bin/emacs'\n";
  EXPECT_EQ(Answer(Ask("anything", "") + other, action, facts).effect, Effect::kAsk);
}

TEST(Evaluate, ANameThatLeadsToTheProgramIsNotPermittedByItsRule) {
  Facts facts = TrustedFacts();
  facts.executable_paths = {"/opt/tool"};
  EXPECT_EQ(Answer(Permit("p", kTool), Tool(), facts).effect, Effect::kPermit);
  const Action by_link = Sudo({"/opt/link", "x"});
  EXPECT_EQ(Answer(Permit("p", kTool) + Ask("a", kTool), by_link, facts).effect, Effect::kNone);
}

TEST(Evaluate, AMergedDirectoryIsTheSameForADenyRuleAboutFiles) {
  for (const char* files : {"'/lib/systemd/system/x'", "{ under = '/lib/systemd' }",
                            "{ one_of = ['/lib/systemd/system/x'] }", "{ under = '/usr' }"}) {
    const std::string deny = std::string(kDenyHead) + "files = [" + files + "]\n";
    for (const char* file : {"/usr/lib/systemd/system/x", "/lib/systemd/system/x"}) {
      EXPECT_EQ(Answer(deny, Sudoedit({file})).effect, Effect::kDeny) << files << " " << file;
    }
    EXPECT_EQ(Answer(deny, Sudoedit({"/etc/lib/systemd/x"})).effect, Effect::kNone) << files;
  }
}

TEST(Evaluate, AnotherSpellingAloneIsNotCovered) {
  const std::string rules = Ask("a", "command = '/usr/bin/deploy'\n");
  EXPECT_EQ(Answer(rules, Sudo({"/usr/bin/deploy"})).effect, Effect::kAsk);
  EXPECT_EQ(Answer(rules, Sudo({"/bin/deploy"})).code, ReasonCode::kNoRule);
}

TEST(Evaluate, ActionsThatAreNotWellFormedAreNotCovered) {
  const std::string rules = Ask("a", "");
  EXPECT_EQ(Answer(rules).effect, Effect::kAsk);
  Action action = Tool();
  action.command = "opt/tool";
  EXPECT_EQ(Answer(rules, action).effect, Effect::kNone);
  action = Tool();
  action.argv.clear();
  EXPECT_EQ(Answer(rules, action).effect, Effect::kNone);
  action = Tool();
  action.runas_uid = static_cast<uid_t>(-1);
  EXPECT_EQ(Answer(rules, action).effect, Effect::kNone);
  EXPECT_EQ(Answer(rules, Action()).effect, Effect::kNone);
}

TEST(Chroot, IsCoveredByNothing) {
  Action action = Tool();
  action.chroot = "/";
  const RuleAnswer answer = Answer(Permit("p", kTool) + Ask("a", ""), action);
  EXPECT_EQ(answer.effect, Effect::kNone);
  EXPECT_EQ(answer.code, ReasonCode::kNoRule);
  EXPECT_THAT(answer.message, HasSubstr("chroot"));
  EXPECT_EQ(Answer(kDeny, action).effect, Effect::kDeny);
}

struct MutableCase {
  const char* name;
  std::string rules;
  bool sealed;
  Effect effect;
};

class Untrusted : public testing::TestWithParam<MutableCase> {};

TEST_P(Untrusted, Program) {
  Facts facts = TrustedFacts();
  facts.executable_trusted = false;
  facts.executable_why = "/opt: writable by\x1b uid 1001";
  Action action = Tool();
  if (GetParam().sealed) action.executable_sha256 = Sha256Digest{};
  const RuleAnswer answer = Answer(GetParam().rules, action, facts);
  EXPECT_EQ(answer.effect, GetParam().effect);
  if (GetParam().effect != Effect::kNone) return;
  EXPECT_EQ(answer.code, ReasonCode::kExecutableNotTrusted);
  EXPECT_THAT(answer.message, HasSubstr(": /opt: writable by\\x1b uid 1001"));
}

const std::string kMutable = "mutable_executable = true\n";
const MutableCase kMutableCases[] = {
    {"PermitIsNotEnough", Permit("p", kTool), true, Effect::kNone},
    {"PermitThatSaysSo", Permit("p", kTool + kMutable), true, Effect::kPermit},
    {"PermitThatSaysSoWithoutASealedCopy", Permit("p", kTool + kMutable), false, Effect::kNone},
    {"OneOfTwoPermits", Permit("p", kTool) + Permit("q", kTool + kMutable), true, Effect::kPermit},
    {"AskIsNotEnough", Ask("a", ""), true, Effect::kNone},
    {"AskThatSaysSo", Ask("a", kMutable), true, Effect::kAsk},
    {"AskThatSaysSoWithoutASealedCopy", Ask("a", kMutable), false, Effect::kNone},
    {"OneOfTwoAsks", Ask("a", "") + Ask("b", kTool + kMutable), true, Effect::kAsk},
    {"AskBehindAPermitThatDoesNotSaySo", Permit("p", kTool) + Ask("a", kMutable), true,
     Effect::kAsk},
    {"AskOfAnotherCommand", Ask("a", "") + Ask("b", "command = '/opt/other'\n" + kMutable), true,
     Effect::kNone},
    {"Deny", kDeny, true, Effect::kDeny},
    {"DenyWithoutASealedCopy", kDeny, false, Effect::kDeny},
};

INSTANTIATE_TEST_SUITE_P(Table, Untrusted, testing::ValuesIn(kMutableCases),
                         [](const auto& tested) { return std::string(tested.param.name); });

TEST(Relaxations, AllQuorumsCountWhenOneRuleAllowsIt) {
  Facts facts = TrustedFacts();
  facts.environment = EnvironmentKind::kInherited;
  const RuleAnswer answer =
      Answer(Ask("a", "") + Ask("b", kTool + "environment = 'inherited'\n"), Tool(), facts);
  ASSERT_EQ(answer.effect, Effect::kAsk);
  EXPECT_EQ(answer.ask->quorums.size(), 2U);
}

TEST(Relaxations, EachNeedMayBeMetByAnotherAskRuleButByOnePermit) {
  Facts facts = TrustedFacts();
  facts.environment = EnvironmentKind::kInherited;
  facts.executable_trusted = false;
  Action action = Tool();
  action.executable_sha256 = Sha256Digest{};
  const std::string inherited = "environment = 'inherited'\n";
  EXPECT_EQ(Answer(Ask("a", kMutable) + Ask("b", inherited), action, facts).effect, Effect::kAsk);
  EXPECT_EQ(Answer(Ask("a", kMutable), action, facts).code, ReasonCode::kEnvironmentNotClean);
  EXPECT_EQ(Answer(Ask("a", inherited), action, facts).code, ReasonCode::kExecutableNotTrusted);
  EXPECT_EQ(
      Answer(Permit("p", kTool + kMutable) + Permit("q", kTool + inherited), action, facts).effect,
      Effect::kNone);
  EXPECT_EQ(Answer(Permit("p", kTool + kMutable + inherited), action, facts).effect,
            Effect::kPermit);
}

// LD_PRELOAD=/tmp/x.so turns any program into another one, and nobody looks before a permit.
TEST(Relaxations, VariablesSetForTheCommandAreNotPermittedUnseen) {
  Action action = Tool();
  action.env = {{"LD_PRELOAD", "/tmp/x.so", {}}};
  const auto effect = [&](const std::string& rules) { return Answer(rules, action).effect; };
  EXPECT_EQ(Answer(Permit("p", kTool), action).code, ReasonCode::kNoRule);
  EXPECT_EQ(effect(Permit("p", kTool)), Effect::kNone);
  EXPECT_EQ(effect(Permit("p", kTool) + Ask("a", "")), Effect::kAsk);
  EXPECT_EQ(effect(Permit("p", kTool + "environment = 'inherited'\n")), Effect::kPermit);
}

TEST(Relaxations, VariablesThatSudoersKeepsForEverybodyArePermitted) {
  Action action = Tool();
  action.env = {{"KRB5CCNAME", std::nullopt, Sha256Digest{}}};
  EXPECT_EQ(Answer(Permit("p", kTool), action).effect, Effect::kPermit);
}

TEST(Relaxations, ARuleThatOnlyMayConcernTheActionAllowsNothing) {
  Facts facts = TrustedFacts();
  facts.environment = EnvironmentKind::kInherited;
  const std::string rules =
      Ask("a", "") + Ask("b", "command = '/usr/bin/tool'\nenvironment = 'inherited'\n");
  EXPECT_EQ(Answer(rules, Sudo({"/bin/tool"}), facts).code, ReasonCode::kEnvironmentNotClean);
}

TEST(Relaxations, WhatNoRuleCoversIsNoRule) {
  Facts facts = TrustedFacts();
  facts.executable_trusted = false;
  EXPECT_EQ(Answer(Ask("a", "command = '/opt/other'\n"), Tool(), facts).code, ReasonCode::kNoRule);
}

TEST(AskTerms, AreTheDefaultsOfTheDesign) {
  const RuleAnswer answer = Answer(Ask("a", "", "{ users = ['bob'], groups = ['ops-leads'] }"));
  ASSERT_TRUE(answer.ask.has_value());
  const Quorum expected = {"a", 1, {{"bob", kBob}}, {{"ops-leads", kOpsLeads}}, {"bob", "carol"}};
  EXPECT_EQ(answer.ask->quorums, std::vector<Quorum>{expected});
  EXPECT_EQ(answer.ask->bounds, GrantBounds());
  EXPECT_FALSE(answer.ask->ignores_cwd);
  EXPECT_EQ(answer.code, ReasonCode::kApprovalNeeded);
  EXPECT_EQ(answer.reason_wanted, std::nullopt);
}

TEST(AskTerms, AnApproverWhoDoesNotExistStaysInTheQuorumWithoutAnId) {
  const RuleAnswer answer =
      Answer(Ask("a", "unknown_names = 'ignore'\n", "{ users = ['bob', 'dave'], count = 2 }"));
  EXPECT_EQ(answer.ask->quorums.at(0).users.at(1), (NamedId{"dave", std::nullopt}));
  EXPECT_EQ(answer.ask->quorums.at(0).needed, 2U);
}

TEST(AskTerms, TakeTheTightestOfEachBound) {
  const RuleAnswer answer =
      Answer(Ask("a",
                 "cwd = 'any'\ngrant = { uses = 2, max_uses = 5, start_within = '10m', "
                 "max_start_within = '2h', max_runtime = '1h' }\n") +
             Ask("b",
                 "cwd = 'any'\ngrant = { uses = 3, max_uses = 4, start_within = '1m', "
                 "max_start_within = '3h' }\n"));
  const GrantBounds expected = {2, minutes(1), 4, hours(2), seconds(3600)};
  EXPECT_EQ(answer.ask->bounds, expected);
  EXPECT_TRUE(answer.ask->ignores_cwd);
}

TEST(AskTerms, KeepTheDirectoryWhenOneRuleDoes) {
  EXPECT_FALSE(Answer(Ask("a", "cwd = 'any'\n") + Ask("b", "")).ask->ignores_cwd);
}

TEST(AskTerms, CeilingsAreTheDefaultsUnlessGiven) {
  const GrantBounds bounds =
      Answer(Ask("a", "grant = { uses = 3, start_within = '1h' }\n")).ask->bounds;
  EXPECT_EQ(bounds.max_uses, 3U);
  EXPECT_EQ(bounds.max_start_within, hours(1));
}

TEST(Permit, HasTheTightestRuntimeAndTheFirstName) {
  const RuleAnswer answer =
      Answer(Permit("q", kTool + "grant = { max_runtime = '5m' }\n") + Permit("p", kTool) +
             Permit("r", kTool + "grant = { max_runtime = '1h' }\n"));
  EXPECT_EQ(answer.rule, "p");
  EXPECT_EQ(answer.max_runtime, seconds(300));
  EXPECT_EQ(Answer(Permit("p", kTool)).max_runtime, std::nullopt);
}

TEST(Reason, IsWantedOnlyWhereRequired) {
  const auto wanted = [](const std::string& lines, const std::optional<std::string>& reason) {
    return Answer(Ask("a", lines), Tool(), TrustedFacts(), reason).reason_wanted;
  };
  const std::string required = "reason = { required = true }\n";
  EXPECT_EQ(wanted("", std::nullopt), std::nullopt);
  EXPECT_EQ(wanted("reason = {}\n", std::nullopt), std::nullopt);
  EXPECT_EQ(wanted(required, std::nullopt), "a reason");
  EXPECT_EQ(wanted(required, " \t\n"), "a reason");
  EXPECT_EQ(wanted(required, "deploy"), std::nullopt);
  const std::string pattern = "reason = { pattern = '^INC-[0-9]+' }\n";
  EXPECT_EQ(wanted(pattern, std::nullopt), "a reason matching ^INC-[0-9]+");
  EXPECT_EQ(wanted(pattern, "see INC-1"), "a reason matching ^INC-[0-9]+");
  EXPECT_EQ(wanted(pattern, "x\nINC-1"), "a reason matching ^INC-[0-9]+");
  EXPECT_EQ(wanted(pattern, "INC-12 deploy"), std::nullopt);
}

TEST(Reason, MustMatchThePatternsOfAllRules) {
  const std::string rules = Ask("a", "reason = { pattern = '^INC-[0-9]+' }\n") +
                            Ask("b", "reason = { pattern = 'a\\\\b' }\n") +
                            Ask("c", "reason = { required = true }\n");
  const auto wanted = [&](const std::string& reason) {
    return Answer(rules, Tool(), TrustedFacts(), reason).reason_wanted;
  };
  EXPECT_EQ(wanted("INC-1"), R"(a reason matching ^INC-[0-9]+ and matching a\\\\b)");
  EXPECT_NE(wanted("a\\b"), std::nullopt);
  EXPECT_EQ(wanted("INC-1 a\\b"), std::nullopt);
}

}  // namespace
}  // namespace assent
