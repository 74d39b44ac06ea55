#include "backend/rules/rule_index.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "backend/rules/coverage.h"
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
    Rules& same = sudo_by_command_[FileKey(command)];
    if (same.empty() || same.back() != &rule) same.push_back(&rule);
  }
}

std::vector<const Rule*> RuleIndex::Candidates(const Action& action, const Facts& facts) const {
  if (action.kind == "sudoedit") return sudoedit_;
  if (action.kind != "sudo") return other_;
  Rules candidates = sudo_any_command_;
  for (const std::string& key : KeysOfProgram(action, facts)) {
    const auto found = sudo_by_command_.find(key);
    if (found == sudo_by_command_.end()) continue;
    Rules both;
    std::set_union(candidates.begin(), candidates.end(), found->second.begin(), found->second.end(),
                   std::back_inserter(both));
    candidates = std::move(both);
  }
  return candidates;
}

}  // namespace assent
