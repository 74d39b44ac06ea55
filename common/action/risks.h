// Risks of an action, said in words (DESIGN 4), for the person who approves.
#pragma once

#include <string>
#include <vector>

#include "common/action/action.h"

namespace assent {

struct RiskContext {
  bool has_time_limit = false;
  bool first_time = false;  // first request of this person for this program
};

// One plain sentence each, most serious first; empty when nothing stands out. Already escaped.
std::vector<std::string> RisksOf(const Action& action, const Facts& facts,
                                 const RiskContext& context);

}  // namespace assent
