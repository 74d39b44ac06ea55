// Time comes in from outside: one reading of both clocks of this host.
#pragma once

#include <chrono>

namespace assent {

using BootTime = std::chrono::milliseconds;  // CLOCK_BOOTTIME: goes on while suspended
using WallTime = std::chrono::system_clock::time_point;

// Durations are counted by `boot`, which nobody can set; `wall` is for showing.
struct Moment {
  BootTime boot{0};
  WallTime wall;
};

class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual Moment Now() const = 0;
};

}  // namespace assent
