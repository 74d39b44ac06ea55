#include "backend/rules/answers.h"

#include <algorithm>

#include "common/base/escape.h"

namespace assent {
namespace {

using Runtime = std::optional<std::chrono::seconds>;

void Tighten(Runtime& runtime, const Runtime& other) {
  if (other) runtime = runtime ? std::min(*runtime, *other) : *other;
}

void Tighten(GrantBounds& bounds, const GrantBounds& other) {
  bounds.uses = std::min(bounds.uses, other.uses);
  bounds.start_within = std::min(bounds.start_within, other.start_within);
  bounds.max_uses = std::min(bounds.max_uses, other.max_uses);
  bounds.max_start_within = std::min(bounds.max_start_within, other.max_start_within);
  Tighten(bounds.max_runtime, other.max_runtime);
}

bool IsBlank(const std::optional<std::string>& reason) {
  return !reason || reason->find_first_not_of(" \t\r\n\v\f") == std::string::npos;
}

// "a reason matching ^INC-[0-9]+ and matching deploy"
std::optional<std::string> ReasonWanted(const RuleList& rules,
                                        const std::optional<std::string>& reason) {
  std::string wanted = "a reason";
  bool good_enough = true;
  bool first = true;
  for (const Rule* rule : rules) {
    if (rule->reason.required && IsBlank(reason)) good_enough = false;
    if (!rule->reason.pattern) continue;
    if (!rule->reason.pattern->IsFoundIn(reason.value_or(""))) good_enough = false;
    wanted += (first ? " matching " : " and matching ") + Escape(rule->reason.pattern->text());
    first = false;
  }
  return good_enough ? std::nullopt : std::optional(wanted);
}

}  // namespace

RuleAnswer NotCovered(std::string message) {
  RuleAnswer answer;
  answer.message = std::move(message);
  return answer;
}

RuleAnswer Denied(const Rule& rule) {
  RuleAnswer answer;
  answer.effect = Effect::kDeny;
  answer.code = ReasonCode::kRuleDenies;
  answer.rule = rule.name;
  answer.message = "rule \"" + Escape(rule.name) + "\" forbids this";
  return answer;
}

RuleAnswer NotAllowed(const Needs& needs, const Facts& facts) {
  RuleAnswer answer;
  if (!needs.mutable_executable && !needs.inherited_environment) {
    return NotCovered("no rule covers this with the variables that are set for it");
  }
  answer.code = needs.mutable_executable ? ReasonCode::kExecutableNotTrusted
                                         : ReasonCode::kEnvironmentNotClean;
  answer.message = TextOf(answer.code).meaning;
  if (needs.mutable_executable && !facts.executable_why.empty()) {
    answer.message += ": " + Escape(facts.executable_why);
  }
  return answer;
}

RuleAnswer Permitted(const RuleList& rules) {
  RuleAnswer answer;
  answer.effect = Effect::kPermit;
  answer.rule = rules.front()->name;
  for (const Rule* rule : rules) Tighten(answer.max_runtime, rule->max_runtime);
  return answer;
}

RuleAnswer Asked(const RuleList& rules, const std::optional<std::string>& reason) {
  AskTerms terms;
  terms.bounds = rules.front()->bounds;
  terms.ignores_cwd = true;
  for (const Rule* rule : rules) {
    terms.quorums.push_back(rule->quorum);
    Tighten(terms.bounds, rule->bounds);
    terms.ignores_cwd = terms.ignores_cwd && rule->ignores_cwd;
  }
  RuleAnswer answer;
  answer.effect = Effect::kAsk;
  answer.code = ReasonCode::kApprovalNeeded;
  answer.ask = std::move(terms);
  answer.reason_wanted = ReasonWanted(rules, reason);
  return answer;
}

}  // namespace assent
