// What `assent help REASON` says beyond the one line that a refusal prints. docs/TROUBLESHOOTING.md
// has a section for each code; a test holds that none is missing in either.
#pragma once

#include <string_view>

#include "common/action/reason_code.h"

namespace assent {

struct ReasonHelp {
  ReasonCode code;
  std::string_view why;      // what led to it
  std::string_view as_root;  // what an administrator can look at or do
};

const ReasonHelp& HelpOn(ReasonCode code);

}  // namespace assent
