#include "backend/rules/rule_index.h"

#include <algorithm>
#include <iterator>

#include "backend/rules/path.h"

namespace assent {

RuleIndex::RuleIndex(const std::vector<Rule>& rules, Effect effect) {
  for (const Rule& rule : rules) {
    if (rule.effect == effect) Add(rule);
  }
}

void RuleIndex::Add(const Rule& rule) {
  if (rule.kinds.sudoedit) sudoedit_.push_back(&rule);
  if (rule.kinds.other) other_.push_back(&rule);
  if (!rule.kinds.sudo) return;
  if (rule.commands.empty()) sudo_any_command_.push_back(&rule);
  for (const std::string& command : rule.commands) {
    Rules& same = sudo_by_command_[std::string(WithoutUsr(command))];
    if (same.empty() || same.back() != &rule) same.push_back(&rule);
  }
}

std::vector<const Rule*> RuleIndex::Candidates(const Action& action) const {
  if (action.kind == "sudoedit") return sudoedit_;
  if (action.kind != "sudo") return other_;
  const std::optional<std::string> command = Resolve(action.command, action.cwd);
  const auto found = sudo_by_command_.find(std::string(WithoutUsr(command.value_or(""))));
  if (found == sudo_by_command_.end()) return sudo_any_command_;
  Rules merged;
  std::merge(found->second.begin(), found->second.end(), sudo_any_command_.begin(),
             sudo_any_command_.end(), std::back_inserter(merged));
  return merged;
}

}  // namespace assent
