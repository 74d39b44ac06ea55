// The terms of a request as JSON, as the store keeps them.
#pragma once

#include "backend/model/terms.h"
#include "common/json/strict_json.h"

namespace assent {

Json ToJson(const AskTerms& terms);

// Strict about every member: a store that cannot be read must not lose a quorum.
// Error: kBadRequest.
Result<AskTerms> AskTermsFromJson(const Json& json);

}  // namespace assent
