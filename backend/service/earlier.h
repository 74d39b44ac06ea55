// What was asked and approved before, held against what is asked now.
//
// The rules are run again whenever a grant is claimed (DESIGN D8), and they may ask for more by
// then, or in another directory. A requester is a uid and a login uid (D9): what alice asked is
// not for whoever became alice, who could be its approver.
#pragma once

#include <optional>

#include "backend/model/grant.h"
#include "backend/model/request.h"
#include "backend/service/core.h"
#include "common/action/wire.h"

namespace assent {

struct Present {
  const Question& question;
  const Requester& requester;
  const AskTerms& terms;  // what the rules ask for now
};

enum class Worth { kNotEnough, kGood };

// Whether what was approved, or waits, as `earlier` is as good as asking anew.
Worth WorthOf(const Core& core, const Request& earlier, const Present& present);

// The same of the grant that came of it; when it is good, its max_runtime is made the tighter one.
Worth WorthOf(const Core& core, const Request& earlier, const Present& present, const Moment& now,
              GrantRecord& grant);

Result<std::optional<GrantRecord>> UsableGrant(Core& core, const ActionKeys& keys,
                                               const Present& present, const Moment& now);
Result<std::optional<Request>> JoinableRequest(Core& core, const ActionKeys& keys,
                                               const Present& present);

}  // namespace assent
