// What sudo -l is told, as the JSON of docs/PROTOCOL.md. Small enough for the 64 KiB that a module
// reads.
#pragma once

#include "backend/service/service.h"
#include "common/json/strict_json.h"

namespace assent {

Json ToJson(const Forecast& forecast);
Json ToJson(const Standing& standing);
// Of a request that is pending: what its people have to decide, and until when.
Json AccessRequestJson(const PendingAnswer& pending);

}  // namespace assent
