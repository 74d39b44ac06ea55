// Which keys a rule has, and whether they make sense together.
#pragma once

#include <string>

#include "backend/rules/rule_parts.h"

namespace assent {

std::string NameOf(Effect effect);  // as `effect` spells it

// Every key is known and has a place in a rule of this effect.
Result<Ok> CheckKeys(const toml::table& table, const RuleSource& source, Effect effect);

// The keys fit one another, and a permit rule says what it permits. `rule` has been read from
// `table`. Warns about permitted programs that can start others.
Result<Ok> CheckShape(const toml::table& table, const RuleSource& source, const Rule& rule);

}  // namespace assent
