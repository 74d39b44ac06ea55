// One record of the log as it is kept (docs/LOG.md).
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>

#include "backend/model/clock.h"

namespace assent {

struct LogEntry {
  std::int64_t seq = 0;  // given by the store, ascending, without holes
  WallTime at;
  std::optional<uid_t> about;  // whose action it is
  std::optional<uid_t> actor;  // who did it
  std::string record;          // JSON
};

}  // namespace assent
