// Durations as people write them: "250ms", "10s", "5m", "24h", "90d".
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "common/base/result.h"

namespace assent {

// One whole number and one unit (ms s m h d), no sign, no space, below ten years.
// Error: kBadConfig, detail says what was expected.
Result<std::chrono::milliseconds> ParseDuration(std::string_view text);

// "45s", "5m", "1h30m", "2d3h": the two largest units, rounded down. "0s" for nothing.
std::string FormatDuration(std::chrono::milliseconds duration);

// RFC 3339 in UTC, seconds: 2026-11-24T06:11:00Z.
std::string FormatTime(std::chrono::system_clock::time_point time);

}  // namespace assent
