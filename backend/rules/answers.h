// What the rules that matter come to, in words and bounds.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "backend/model/terms.h"
#include "backend/rules/coverage.h"
#include "backend/rules/rule.h"

namespace assent {

using RuleList = std::vector<const Rule*>;

RuleAnswer NotCovered(std::string message);
RuleAnswer Denied(const Rule& rule);

// `needs` is what the action needs and no rule allows.
RuleAnswer NotAllowed(const Needs& needs, const Facts& facts);

// `rules` is not empty. The first names the answer; the tightest bound holds.
RuleAnswer Permitted(const RuleList& rules);

// `rules` is not empty: all of their quorums, the tightest of each bound, and what they want for a
// reason when `reason` is not good enough.
RuleAnswer Asked(const RuleList& rules, const std::optional<std::string>& reason);

}  // namespace assent
