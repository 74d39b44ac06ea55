#include "backend/rules/rule_reader.h"

#include "backend/rules/rule_shape.h"
#include "common/base/escape.h"

namespace assent {
namespace {

constexpr std::size_t kMaxNameBytes = 100;

Result<std::string> ReadName(const toml::table& table, const RuleSource& source) {
  const toml::node* node = table.get("name");
  if (node == nullptr) return BadToml(source.path, table, "a rule without name");
  const auto* text = node->as_string();
  const bool usable = text != nullptr && !text->get().empty() &&
                      text->get().size() <= kMaxNameBytes && IsPlain(text->get());
  if (usable) return text->get();
  return BadToml(source.path, *node, "name must be 1 to 100 bytes of printable text");
}

Result<Effect> ReadEffect(const toml::table& table, const RuleSource& source) {
  const toml::node* node = table.get("effect");
  if (node == nullptr) return BadToml(source.path, table, "a rule without effect");
  const auto* text = node->as_string();
  for (const Effect effect : {Effect::kPermit, Effect::kAsk, Effect::kDeny}) {
    if (text != nullptr && text->get() == NameOf(effect)) return effect;
  }
  return BadToml(source.path, *node, "effect must be \"permit\", \"ask\" or \"deny\"");
}

// A deny rule without `action`: whatever `command` and `files` speak about.
Kinds KindsOfDeny(const toml::table& table) {
  const bool sudo = table.contains("command");
  const bool sudoedit = table.contains("files");
  if (!sudo && !sudoedit) return {true, true, true};
  return {sudo, sudoedit, false};
}

Result<Kinds> ReadKinds(const toml::table& table, const RuleSource& source, Effect effect) {
  const toml::node* node = table.get("action");
  if (node == nullptr && effect == Effect::kDeny) return KindsOfDeny(table);
  if (node == nullptr) return BadToml(source.path, table, "a rule without action");
  const Error wrong =
      BadToml(source.path, *node, "action must be a list of \"sudo\" and \"sudoedit\"");
  const toml::array* array = node->as_array();
  if (array == nullptr || array->empty()) return wrong;
  Kinds kinds;
  for (const toml::node& element : *array) {
    const auto* text = element.as_string();
    if (text == nullptr || (text->get() != "sudo" && text->get() != "sudoedit")) return wrong;
    (text->get() == "sudo" ? kinds.sudo : kinds.sudoedit) = true;
  }
  return kinds;
}

// What may run at all. A rule without `runas` means root, but a deny rule means anybody.
Result<Ok> ReadRunasOrRoot(const toml::table* runas, const RuleSource& source, Rule& rule) {
  if (runas != nullptr) {
    ASSENT_ASSIGN_OR_RETURN(rule.runas, ReadRunas(*runas, source));
  } else if (rule.effect == Effect::kDeny) {
    rule.runas.anybody = true;
  } else {
    rule.runas.users = {{"root", NameService::User{0, 0}}};
  }
  return Ok{};
}

// A permit rule whose names are unknown permits less, which harms nobody. Others then say no, or
// call in more approvers, for nobody.
Result<UnknownNames> ReadUnknownNames(const toml::table& table, const RuleSource& source,
                                      Effect effect) {
  const toml::node* node = table.get("unknown_names");
  if (node == nullptr) {
    return effect == Effect::kPermit ? UnknownNames::kWarn : UnknownNames::kStopTheLoad;
  }
  const auto* text = node->as_string();
  if (text != nullptr && text->get() == "ignore") return UnknownNames::kWarn;
  return BadToml(source.path, *node, "unknown_names must be \"ignore\"");
}

struct Tables {
  const toml::table* who;
  const toml::table* runas;
  const toml::table* where;
  const toml::table* approvers;
  const toml::table* reason;
  const toml::table* grant;
};

// What stands in `table` itself: flags, and which tables there are.
Result<Tables> ReadScalars(const toml::table& table, const RuleSource& source, Rule& rule) {
  TomlReader reader(table, source.path, "");
  rule.mutable_executable = reader.Flag("mutable_executable", false);
  rule.shell_capable = reader.Flag("shell_capable", false);
  rule.overrides_permit = reader.Flag("overrides_permit", false);
  const std::string environment = reader.String("environment", "clean");
  if (environment != "clean" && environment != "inherited") {
    reader.Fail("environment", "must be \"clean\" or \"inherited\"");
  }
  rule.inherited_environment = environment == "inherited";
  const Tables tables = {reader.Table("who"),       reader.Table("runas"),  reader.Table("where"),
                         reader.Table("approvers"), reader.Table("reason"), reader.Table("grant")};
  for (const char* key :
       {"name", "effect", "action", "command", "args", "rest", "files", "cwd", "unknown_names"}) {
    reader.Node(key);
  }
  ASSENT_RETURN_IF_ERROR(reader.Finish());
  return tables;
}

Result<Ok> ReadSubjects(const Tables& tables, const RuleSource& source, Rule& rule) {
  rule.who.everybody = tables.who == nullptr;  // in a deny rule; CheckShape refuses it in others
  if (tables.who != nullptr) {
    ASSENT_ASSIGN_OR_RETURN(rule.who, ReadWho(*tables.who, source));
  }
  if (tables.where != nullptr) {
    ASSENT_ASSIGN_OR_RETURN(rule.hosts, ReadHosts(*tables.where, source));
  }
  return ReadRunasOrRoot(tables.runas, source, rule);
}

Result<Ok> ReadTerms(const Tables& tables, const RuleSource& source, Rule& rule) {
  if (tables.approvers != nullptr) {
    ASSENT_ASSIGN_OR_RETURN(rule.quorum, ReadApprovers(*tables.approvers, source));
    rule.quorum.rule = rule.name;
  }
  if (tables.reason != nullptr) {
    ASSENT_ASSIGN_OR_RETURN(rule.reason, ReadReason(*tables.reason, source));
  }
  if (tables.grant == nullptr) return Ok{};
  if (rule.effect == Effect::kPermit) {
    ASSENT_ASSIGN_OR_RETURN(rule.max_runtime, ReadPermitRuntime(*tables.grant, source));
  } else {
    ASSENT_ASSIGN_OR_RETURN(rule.bounds, ReadGrantBounds(*tables.grant, source));
  }
  return Ok{};
}

}  // namespace

Result<Rule> ReadRule(const toml::table& table, const RuleSource& source) {
  Rule rule;
  ASSENT_ASSIGN_OR_RETURN(rule.name, ReadName(table, source));
  ASSENT_ASSIGN_OR_RETURN(rule.effect, ReadEffect(table, source));
  ASSENT_RETURN_IF_ERROR(CheckKeys(table, source, rule.effect));
  ASSENT_ASSIGN_OR_RETURN(rule.kinds, ReadKinds(table, source, rule.effect));
  ASSENT_ASSIGN_OR_RETURN(const Tables tables, ReadScalars(table, source, rule));
  ASSENT_RETURN_IF_ERROR(ReadCommand(table, source, rule));
  ASSENT_RETURN_IF_ERROR(CheckShape(table, source, rule));
  ASSENT_ASSIGN_OR_RETURN(const auto unknown, ReadUnknownNames(table, source, rule.effect));
  const RuleSource of_rule{source.path, source.names, source.warnings, unknown};
  ASSENT_RETURN_IF_ERROR(ReadSubjects(tables, of_rule, rule));
  ASSENT_RETURN_IF_ERROR(ReadTerms(tables, of_rule, rule));
  return rule;
}

}  // namespace assent
