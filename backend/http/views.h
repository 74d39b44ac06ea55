// What the service says, as the JSON of docs/PROTOCOL.md.
#pragma once

#include "backend/service/service.h"
#include "common/json/strict_json.h"

namespace assent {

Json ToJson(const Evaluation& evaluation);
// Text and not a value: the question is stored as JSON already, and may be long.
std::string ToJsonText(const RequestView& view);
Json ToJson(const GrantRecord& grant, BootTime now);

}  // namespace assent
