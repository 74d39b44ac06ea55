// The order of rules and files never matters: random sets of rules, shuffled and dealt anew.
#include <algorithm>
#include <random>

#include "tests/unit/backend/rules/rules_fixture.h"

namespace assent {
namespace {

using Random = std::mt19937;

bool Chance(Random& random, int percent) { return static_cast<int>(random() % 100) < percent; }

template <typename List>
auto Pick(Random& random, const List& list) {
  return list[random() % std::size(list)];
}

constexpr const char* kCommands[] = {"/usr/bin/a", "/usr/bin/b", "/opt/c"};
constexpr const char* kArguments[] = {"'x'", "{ under = '/srv' }", "{ int = [1, 9] }",
                                      "{ regex = '.*' }"};

std::string RandomRule(Random& random, int number) {
  const char* const effects[] = {"permit", "ask", "ask", "deny"};
  const std::string effect = Pick(random, effects);
  std::string rule = "[[rule]]\nname = 'rule " + std::to_string(number) + "'\neffect = '" + effect +
                     "'\naction = ['sudo']\n";
  rule += Chance(random, 50) ? "who = { users = ['alice'] }\n" : "who = { groups = ['web-ops'] }\n";
  if (effect != "ask" || Chance(random, 60)) {
    rule += std::string("command = '") + Pick(random, kCommands) + "'\n";
    rule += Chance(random, 50) ? "rest = 'any'\n"
                               : std::string("args = [") + Pick(random, kArguments) + "]\n";
  }
  if (effect == "deny") return rule;
  if (Chance(random, 30)) rule += "mutable_executable = true\n";
  if (Chance(random, 30)) rule += "environment = 'inherited'\n";
  if (effect == "permit") {
    return rule + "grant = { max_runtime = '" + std::to_string(1 + random() % 9) + "m' }\n";
  }
  if (Chance(random, 20)) rule += "overrides_permit = true\n";
  if (Chance(random, 30)) rule += "reason = { pattern = 'INC' }\n";
  if (Chance(random, 50)) rule += "cwd = 'any'\n";
  return rule +
         "approvers = { users = ['bob', 'carol'], count = " + std::to_string(1 + random() % 2) +
         " }\ngrant = { uses = " + std::to_string(1 + random() % 9) + " }\n";
}

Action RandomAction(Random& random) {
  const char* const commands[] = {"/usr/bin/a", "/bin/a", "/usr/bin/b", "/opt/c", "/opt/../opt/c"};
  const char* const arguments[] = {"x", "/srv/y", "/srv/../srv", "7", "07", "\n"};
  return Sudo({Pick(random, commands), Pick(random, arguments)});
}

Facts RandomFacts(Random& random, Action& action) {
  Facts facts = TrustedFacts();
  facts.executable_trusted = Chance(random, 70);
  if (Chance(random, 70)) action.executable_sha256 = Sha256Digest{};
  if (Chance(random, 30)) facts.environment = EnvironmentKind::kInherited;
  if (Chance(random, 30)) facts.executable_paths = {Pick(random, kCommands)};
  return facts;
}

RuleSet Deal(Random& random, std::vector<std::string> rules) {
  std::shuffle(rules.begin(), rules.end(), random);
  std::vector<RuleFile> files(1 + random() % 4);
  for (std::size_t i = 0; i < files.size(); ++i) files[i].path = "/r/" + std::to_string(i);
  for (const std::string& rule : rules) files[random() % files.size()].text += rule;
  auto set = RuleSet::Parse(files, TableOfNames());
  EXPECT_THAT(set, IsOk());
  return set.ok() ? std::move(set).value() : RuleSet();
}

auto Everything(const RuleAnswer& answer) {
  return std::tie(answer.effect, answer.code, answer.message, answer.rule, answer.ask,
                  answer.max_runtime, answer.reason_wanted);
}

TEST(Order, NeverMatters) {
  Random random(20261124);
  std::vector<int> seen(4);
  for (int round = 0; round < 60; ++round) {
    std::vector<std::string> rules;
    for (int i = 0; i < 1 + round % 8; ++i) rules.push_back(RandomRule(random, i));
    const RuleSet one = Deal(random, rules);
    const RuleSet other = Deal(random, rules);
    for (int i = 0; i < 40; ++i) {
      Action action = RandomAction(random);
      const Facts facts = RandomFacts(random, action);
      const RuleAnswer answer = one.Evaluate(action, facts, "because");
      ASSERT_EQ(Everything(answer), Everything(other.Evaluate(action, facts, "because")));
      ++seen[static_cast<std::size_t>(answer.effect)];
    }
  }
  EXPECT_THAT(seen, testing::Each(testing::Gt(50)));  // or the rounds above proved nothing
}

// From no to yes.
int Mildness(const RuleAnswer& answer) {
  if (answer.effect == Effect::kDeny) return 0;
  if (answer.effect == Effect::kNone) return 1;
  return answer.effect == Effect::kAsk ? 2 : 3;
}

TEST(Order, OneMoreDenyRuleNeverMakesItMilder) {
  Random random(2);
  for (int round = 0; round < 60; ++round) {
    std::vector<std::string> rules;
    for (int i = 0; i < 4; ++i) rules.push_back(RandomRule(random, i));
    const RuleSet before = Deal(random, rules);
    rules.push_back(std::string(kDenyHead) + "command = '" + Pick(random, kCommands) + "'\n");
    const RuleSet after = Deal(random, rules);
    for (int i = 0; i < 20; ++i) {
      Action action = RandomAction(random);
      const Facts facts = RandomFacts(random, action);
      ASSERT_LE(Mildness(after.Evaluate(action, facts, std::nullopt)),
                Mildness(before.Evaluate(action, facts, std::nullopt)));
    }
  }
}

}  // namespace
}  // namespace assent
