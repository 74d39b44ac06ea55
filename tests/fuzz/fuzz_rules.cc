// Rules, and actions put to them. The input is the text of a rule file, then, each after a NUL, the
// program's path and its arguments, or the files of sudoedit. The last word is another name of the
// program too.
//
// Properties, for any text that loads and any action:
// - what a rule covers (may lead to a yes) it also concerns (leads to a no in a deny rule);
// - the index leaves out no rule that concerns the action;
// - with one more rule that denies everything the answer is a denial;
// - one more file that permits something else does not undo a denial;
// - no yes for a chroot, or for a program that others can change and that is not sealed;
// - an error names the file.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "backend/rules/coverage.h"
#include "backend/rules/rule_index.h"
#include "backend/rules/rule_reader.h"
#include "backend/rules/rule_set.h"
#include "common/toml/strict_toml.h"

namespace assent {
namespace {

constexpr const char* kDenyAll = "[[rule]]\nname = '!deny all'\neffect = 'deny'\n";
constexpr const char* kPermitOther =
    "[[rule]]\nname = '!other'\neffect = 'permit'\nwho = { users = ['*'] }\naction = ['sudo']\n"
    "command = '/nonexistent/other'\nargs = []\n";

void Demand(bool holds) {
  if (!holds) std::abort();
}

NameService Names() {
  NameService names;
  names.user = [](const std::string& name) -> Result<std::optional<NameService::User>> {
    if (name == "root") return std::optional(NameService::User{0, 0});
    if (name == "alice") return std::optional(NameService::User{1001, 1001});
    if (name == "bob") return std::optional(NameService::User{1002, 1002});
    if (name == "carol") return std::optional(NameService::User{1003, 1003});
    return std::optional<NameService::User>();
  };
  names.group = [](const std::string& name) -> Result<std::optional<NameService::Group>> {
    if (name == "web-ops") return std::optional(NameService::Group{2001, {"alice"}});
    if (name == "sudo") return std::optional(NameService::Group{27, {}});
    if (name == "assent-approvers") return std::optional(NameService::Group{2002, {"bob"}});
    return std::optional<NameService::Group>();
  };
  return names;
}

std::vector<std::string> Split(std::string_view input) {
  std::vector<std::string> parts;
  for (std::size_t end = 0; end != std::string_view::npos; input.remove_prefix(end + 1)) {
    end = input.find('\0');
    parts.emplace_back(input.substr(0, end));
    if (end == std::string_view::npos) break;
  }
  return parts;
}

Action Ask(std::string kind) {
  Action action;
  action.host = "web-1";
  action.kind = std::move(kind);
  action.user_uid = 1001;
  action.user_name = "alice";
  action.runas_uid = 0;
  action.runas_user = "root";
  action.runas_gid = 0;
  action.runas_groups = {0};
  return action;
}

// The same words as a command and as files to edit.
std::vector<Action> ActionsOf(std::vector<std::string> words) {
  if (words.empty()) words.emplace_back("/usr/bin/systemctl");
  Action edit = Ask("sudoedit");
  edit.files = words;
  Action sudo = Ask("sudo");
  sudo.command = words[0];
  sudo.argv = words;
  sudo.cwd = "/srv/app";
  Action sealed = sudo;
  sealed.executable_sha256 = Sha256Digest{};
  Action chroot = sealed;
  chroot.chroot = "/srv";
  return {edit, sudo, sealed, chroot};
}

RuleSet Load(const std::string& text, const char* more) {
  auto rules = RuleSet::Parse({{"/r/a.toml", text}, {"/r/b.toml", more}}, Names());
  return rules.ok() ? std::move(rules).value() : RuleSet();
}

bool IsYes(Effect effect) { return effect == Effect::kPermit || effect == Effect::kAsk; }

void DemandOfEachRule(const std::string& text, const std::vector<Action>& actions,
                      const Facts& facts) {
  const NameService names = Names();
  const std::string path = "/r/a.toml";
  std::vector<std::string> warnings;
  const auto table = ParseToml(text, path);
  const toml::array* list = table.value().get_as<toml::array>("rule");
  if (list == nullptr) return;
  std::vector<Rule> rules;
  for (const toml::node& node : *list) {
    rules.push_back(ReadRule(*node.as_table(), {path, names, warnings}).value());
  }
  for (const Effect effect : {Effect::kPermit, Effect::kAsk, Effect::kDeny}) {
    const RuleIndex index(rules, effect);
    for (const Action& action : actions) {
      const std::vector<const Rule*> found = index.Candidates(action, facts);
      for (const Rule& rule : rules) {
        const bool concerns = Concerns(rule, action, facts);
        if (Covers(rule, action, facts)) Demand(concerns);
        const bool is_found = std::find(found.begin(), found.end(), &rule) != found.end();
        const bool absolute = !action.command.empty() && action.command.front() == '/';
        if (concerns && rule.effect == effect && (absolute || action.kind != "sudo")) {
          Demand(is_found);
        }
      }
    }
  }
}

void DemandOfAnswers(const std::string& text, const RuleSet& rules,
                     const std::vector<Action>& actions, const Facts& facts) {
  const RuleSet and_deny_all = Load(text, kDenyAll);
  const RuleSet and_other = Load(text, kPermitOther);
  for (const Action& action : actions) {
    const RuleAnswer answer = rules.Evaluate(action, facts, "INC-1");
    const bool well_formed = action.kind != "sudo" || action.command.rfind('/', 0) == 0;
    if (!well_formed) Demand(answer.effect == Effect::kNone);
    if (action.chroot) Demand(!IsYes(answer.effect));
    if (action.kind == "sudo" && !facts.executable_trusted && !action.executable_sha256) {
      Demand(!IsYes(answer.effect));
    }
    Demand((answer.effect == Effect::kAsk) == answer.ask.has_value());
    if (answer.ask) Demand(!answer.ask->quorums.empty() && answer.ask->bounds.uses >= 1);
    // One of these may not have loaded: the input took its rule's name.
    if (and_deny_all.size() == rules.size() + 1 && well_formed) {
      Demand(and_deny_all.Evaluate(action, facts, {}).effect == Effect::kDeny);
    }
    if (and_other.size() == rules.size() + 1 && answer.effect == Effect::kDeny) {
      Demand(and_other.Evaluate(action, facts, {}).effect == Effect::kDeny);
    }
  }
}

void TryOne(std::string_view input) {
  std::vector<std::string> parts = Split(input);
  const std::string text = parts.front();
  parts.erase(parts.begin());
  const auto rules = RuleSet::Parse({{"/r/a.toml", text}}, Names());
  if (!rules.ok()) {
    // kSystem: a name that this table does not know.
    Demand(rules.error().code == Errc::kBadConfig || rules.error().code == Errc::kSystem);
    Demand(rules.error().detail.rfind("/r/a.toml:", 0) == 0);
    return;
  }
  Facts facts;
  facts.user_groups = {2001};
  if (!parts.empty()) facts.executable_paths = {parts.back()};
  const std::vector<Action> actions = ActionsOf(std::move(parts));
  for (const bool trusted : {true, false}) {
    facts.executable_trusted = trusted;
    DemandOfEachRule(text, actions, facts);
    DemandOfAnswers(text, rules.value(), actions, facts);
  }
}

}  // namespace
}  // namespace assent

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  assent::TryOne({reinterpret_cast<const char*>(data), size});
  return 0;
}
