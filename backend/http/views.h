// What the service says, as the JSON of docs/PROTOCOL.md.
#pragma once

#include "backend/service/service.h"
#include "common/json/strict_json.h"

namespace assent {

Json ToJson(const Evaluation& evaluation);
Json ToJson(const RequestView& view);
Json ToJson(const GrantRecord& grant, BootTime now);

}  // namespace assent
