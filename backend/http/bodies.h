// Bodies that people's clients send.
#pragma once

#include "backend/http/message.h"
#include "backend/service/service.h"
#include "common/action/wire.h"

namespace assent {

// The body of a POST: JSON, said to be JSON. An empty one is an empty object when `optional`.
enum class Body { kRequired, kOptional };
Result<Json> ReadBody(const ApiRequest& request, Body body, std::size_t limit);

// A question whose `resource.id` is the digest of what it asks. Error: kBadRequest.
Result<Question> ReadQuestion(const Json& body);

Result<DecisionWish> ReadDecision(const Json& body);
Result<std::string> ReadComment(const Json& body);  // "" when absent

}  // namespace assent
