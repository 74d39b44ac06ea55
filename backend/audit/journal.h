// Lines for the service manager: "<6>text" on a descriptor, as sd-daemon(3) has it.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "backend/audit/record.h"

namespace assent {

using LineSink = std::function<void(Priority, const std::string& line)>;

// Never waits: a reader that has stopped reading must not hold up every sudo. What cannot be
// written at once is dropped, and the next line that can be says how many were lost. (The log in
// the store is complete.)
class Journal {
 public:
  explicit Journal(int fd) : fd_(fd) {}
  void Write(Priority priority, const std::string& line);

 private:
  enum class Sent { kDropped, kWhole };
  Sent Send(const std::string& text) const;

  int fd_;
  std::uint64_t lost_ = 0;
};

}  // namespace assent
