#include "backend/service/recent_permits.h"

#include "backend/store/store.h"

namespace assent {
namespace {

constexpr std::size_t kMost = 16384;

}  // namespace

void RecentPermits::Forget(BootTime now) {
  while (!oldest_first_.empty()) {
    const auto found = permits_.find(oldest_first_.front());
    const bool young = found != permits_.end() && now - found->second.at <= kClaimRepeatable;
    if (young && permits_.size() <= kMost) return;
    if (found != permits_.end()) permits_.erase(found);
    oldest_first_.pop_front();
  }
}

std::optional<BootTime> RecentPermits::StartBefore(const std::string& key, BootTime now) {
  Forget(now);
  const auto found = permits_.find(key);
  if (found == permits_.end()) return std::nullopt;
  return found->second.start_before;
}

void RecentPermits::Remember(const std::string& key, BootTime start_before, BootTime now) {
  if (permits_.emplace(key, Permit{now, start_before}).second) oldest_first_.push_back(key);
  Forget(now);
}

}  // namespace assent
