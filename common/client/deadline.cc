#include "common/client/deadline.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <ctime>

namespace assent {
namespace {

timespec Until(SteadyTime at) {
  const auto left = at - std::chrono::steady_clock::now();
  const auto nanos = std::max<std::chrono::nanoseconds>(left, std::chrono::nanoseconds(0)).count();
  return {static_cast<time_t>(nanos / 1'000'000'000), static_cast<long>(nanos % 1'000'000'000)};
}

bool Interrupted(const Deadline& deadline) {
  return deadline.interrupted != nullptr && *deadline.interrupted != 0;
}

}  // namespace

Result<Ok> WaitFor(int fd, short events, const Deadline& deadline) {
  for (;;) {
    if (Interrupted(deadline)) return Error{Errc::kInterrupted, "a signal ended the wait"};
    pollfd entry{fd, events, 0};
    const timespec left = Until(deadline.at);
    const int ready = ::ppoll(&entry, fd < 0 ? 0 : 1, &left, deadline.wait_mask);
    if (ready > 0) return Ok{};  // also on an error of the descriptor: the next call says which
    if (ready == 0) return Error{Errc::kTimeout, "no answer in time"};
    if (errno != EINTR) return Error{Errc::kSystem, std::string("ppoll: ") + std::strerror(errno)};
  }
}

}  // namespace assent
