// This host: its clocks, its boot, its limits.
#pragma once

#include <string>

#include "backend/model/clock.h"
#include "common/base/result.h"

namespace assent {

class SystemClock final : public Clock {
 public:
  [[nodiscard]] Moment Now() const override;
};

// /proc/sys/kernel/random/boot_id. Error: kSystem.
Result<std::string> BootId();

// Raises the number of descriptors to the hard limit, and says how many that is.
std::size_t RaiseDescriptorLimit();

}  // namespace assent
