// What the administrator decided, beside the rules. Ids, not names: nothing is looked up later.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <vector>

namespace assent {

struct Policy {
  std::chrono::milliseconds request_life{std::chrono::minutes(10)};
  std::chrono::milliseconds cool_down{std::chrono::minutes(10)};
  bool without_loginuid = false;
  std::vector<gid_t> log_readers;
  std::uint32_t waiting_requests = 8;   // pending ones of one person
  std::uint32_t waiting_commands = 32;  // of one person
  std::uint32_t questions_per_second = 5;
  std::uint32_t question_burst = 20;
};

}  // namespace assent
