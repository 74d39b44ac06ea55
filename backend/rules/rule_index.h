// Finds the few rules that could say something about an action, without looking at all of them.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "backend/rules/rule.h"
#include "common/action/action.h"

namespace assent {

class RuleIndex {
 public:
  // Of the rules in `rules` with this effect. They must outlive this and stay where they are.
  RuleIndex() = default;
  RuleIndex(const std::vector<Rule>& rules, Effect effect);

  // Every rule that Covers or Concerns the action, and few others, in the order of `rules`.
  [[nodiscard]] std::vector<const Rule*> Candidates(const Action& action, const Facts& facts) const;

 private:
  using Rules = std::vector<const Rule*>;  // ascending

  void Add(const Rule& rule);

  // By the FileKey() of the command's path.
  std::unordered_map<std::string, Rules> sudo_by_command_;
  Rules sudo_any_command_;
  Rules sudoedit_;
  Rules other_;
};

}  // namespace assent
