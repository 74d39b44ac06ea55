// From TOML to rules.
#pragma once

#include <vector>

#include "backend/rules/rule_parts.h"

namespace assent {

// One [[rule]]. Refuses what is unknown, what has no place in its effect, and what is too broad to
// permit. Errors: kBadConfig, kSystem (a name could not be looked up,
// or is unknown to a rule that needs it).
Result<Rule> ReadRule(const toml::table& table, const RuleSource& source);

}  // namespace assent
