#include "backend/rules/rule_shape.h"

#include <array>

#include "common/action/shell_capable.h"
#include "common/base/escape.h"

namespace assent {
namespace {

// The keys of a rule, and the effects that they have a place in.
struct Key {
  std::string_view name;
  bool permit;
  bool ask;
  bool deny;
};
constexpr std::array kKeys = {
    Key{"name", true, true, true},
    Key{"effect", true, true, true},
    Key{"who", true, true, true},
    Key{"action", true, true, true},
    Key{"runas", true, true, true},
    Key{"where", true, true, true},
    Key{"command", true, true, true},
    Key{"args", true, true, true},
    Key{"rest", true, true, true},
    Key{"files", true, true, true},
    Key{"cwd", true, true, true},
    Key{"unknown_names", false, true, true},
    Key{"mutable_executable", true, true, false},
    Key{"environment", true, true, false},
    Key{"grant", true, true, false},
    Key{"shell_capable", true, false, false},
    Key{"approvers", false, true, false},
    Key{"reason", false, true, false},
    Key{"overrides_permit", false, true, false},
};

bool HasPlaceIn(const Key& key, Effect effect) {
  return effect == Effect::kPermit ? key.permit : effect == Effect::kAsk ? key.ask : key.deny;
}

const Key* FindKey(std::string_view name) {
  for (const Key& key : kKeys) {
    if (key.name == name) return &key;
  }
  return nullptr;
}

Result<Ok> CheckKinds(const toml::table& table, const RuleSource& source, const Rule& rule) {
  for (const char* key : {"command", "args", "rest", "cwd", "mutable_executable"}) {
    if (rule.kinds.sudo || !table.contains(key)) continue;
    return BadToml(source.path, *table.get(key),
                   std::string(key) + " says nothing about sudoedit, the only action here");
  }
  if (table.contains("files") && !rule.kinds.sudoedit) {
    return BadToml(source.path, *table.get("files"),
                   "files says nothing about sudo, the only action here");
  }
  if (rule.kinds.sudo && rule.kinds.sudoedit && rule.commands.empty() != rule.files.empty()) {
    return BadToml(source.path, table,
                   "a rule for sudo and sudoedit needs both command and files, or neither");
  }
  if (rule.cwd && rule.kinds.sudoedit) {
    return BadToml(source.path, *table.get("cwd"),
                   "sudoedit has no working directory; a rule with cwd needs action = [\"sudo\"]");
  }
  return Ok{};
}

Result<Ok> CheckArguments(const toml::table& table, const RuleSource& source, const Rule& rule) {
  for (const char* key : {"args", "rest"}) {
    if (!rule.commands.empty() || !table.contains(key)) continue;
    return BadToml(source.path, *table.get(key), std::string(key) + " needs command");
  }
  return Ok{};
}

Result<Ok> CheckPermit(const toml::table& table, const RuleSource& source, const Rule& rule) {
  if (rule.kinds.sudo && rule.commands.empty()) {
    return BadToml(source.path, table, "a permit rule without command is too broad");
  }
  if (rule.kinds.sudo && !rule.args && !rule.rest_any) {
    return BadToml(source.path, table,
                   "a permit rule with command needs args, or rest = \"any\" for any arguments");
  }
  if (rule.kinds.sudoedit && rule.files.empty()) {
    return BadToml(source.path, table, "a permit rule for sudoedit needs files");
  }
  return Ok{};
}

void WarnOfShells(const toml::table& table, const RuleSource& source, const Rule& rule) {
  if (rule.effect != Effect::kPermit || rule.shell_capable) return;
  for (const std::string& command : rule.commands) {
    if (!IsShellCapable(command)) continue;
    const std::string what = "rule \"" + rule.name + "\" permits " + Escape(command) +
                             ", which can start other programs; if its arguments keep it from "
                             "that, say shell_capable = true";
    source.warnings.push_back(BadToml(source.path, *table.get("command"), what).detail);
  }
}

}  // namespace

std::string NameOf(Effect effect) {
  switch (effect) {
    case Effect::kPermit:
      return "permit";
    case Effect::kAsk:
      return "ask";
    case Effect::kDeny:
      return "deny";
    case Effect::kNone:
      break;
  }
  return "none";
}

Result<Ok> CheckKeys(const toml::table& table, const RuleSource& source, Effect effect) {
  for (const auto& [name, value] : table) {
    const Key* key = FindKey(name.str());
    const std::string shown = Escape(name.str());
    if (key == nullptr) return BadToml(source.path, value, "unknown key " + shown);
    if (HasPlaceIn(*key, effect)) continue;
    return BadToml(source.path, value, shown + " has no place in a " + NameOf(effect) + " rule");
  }
  return Ok{};
}

Result<Ok> CheckShape(const toml::table& table, const RuleSource& source, const Rule& rule) {
  if (rule.effect != Effect::kDeny && !table.contains("who")) {
    return BadToml(source.path, table,
                   "a rule without who (everybody is who = { users = [\"*\"] })");
  }
  if (rule.effect == Effect::kAsk && !table.contains("approvers")) {
    return BadToml(source.path, table, "an ask rule without approvers");
  }
  ASSENT_RETURN_IF_ERROR(CheckKinds(table, source, rule));
  ASSENT_RETURN_IF_ERROR(CheckArguments(table, source, rule));
  if (rule.effect == Effect::kPermit) {
    ASSENT_RETURN_IF_ERROR(CheckPermit(table, source, rule));
  }
  WarnOfShells(table, source, rule);
  return Ok{};
}

}  // namespace assent
