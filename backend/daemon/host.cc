#include "backend/daemon/host.h"

#include <sys/resource.h>

#include <algorithm>
#include <ctime>
#include <fstream>

namespace assent {
namespace {

constexpr std::size_t kLeastDescriptors = 256;
constexpr std::size_t kMostDescriptors = 65536;

}  // namespace

Moment SystemClock::Now() const {
  timespec boot = {};
  ::clock_gettime(CLOCK_BOOTTIME, &boot);
  return {std::chrono::duration_cast<BootTime>(std::chrono::seconds(boot.tv_sec) +
                                               std::chrono::nanoseconds(boot.tv_nsec)),
          std::chrono::system_clock::now()};
}

Result<std::string> BootId() {
  std::ifstream file("/proc/sys/kernel/random/boot_id");
  std::string id;
  if (!std::getline(file, id) || id.empty()) {
    return Error{Errc::kSystem, "/proc/sys/kernel/random/boot_id cannot be read"};
  }
  return id;
}

std::size_t RaiseDescriptorLimit() {
  rlimit limit = {};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return kLeastDescriptors;
  limit.rlim_cur = limit.rlim_max;
  static_cast<void>(::setrlimit(RLIMIT_NOFILE, &limit));
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return kLeastDescriptors;
  return std::clamp<std::size_t>(limit.rlim_cur, kLeastDescriptors, kMostDescriptors);
}

}  // namespace assent
