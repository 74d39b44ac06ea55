// What rules permitted in the last minute, so that a question repeated after a lost answer gets
// the same answer and one record in the log.
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <unordered_map>

#include "backend/model/clock.h"

namespace assent {

class RecentPermits {
 public:
  // `key`: invocation and action. nullopt: not permitted within the last minute.
  std::optional<BootTime> StartBefore(const std::string& key, BootTime now);
  void Remember(const std::string& key, BootTime start_before, BootTime now);

 private:
  struct Permit {
    BootTime at{0};
    BootTime start_before{0};
  };
  void Forget(BootTime now);

  std::unordered_map<std::string, Permit> permits_;
  std::deque<std::string> oldest_first_;
};

}  // namespace assent
