#include "backend/service/rate_limit.h"

#include <algorithm>

namespace assent {
namespace {

constexpr std::int64_t kToken = 1000;
constexpr std::size_t kManyPeople = 4096;

std::int64_t Filled(std::int64_t millitokens, BootTime waited, const RateLimit::Rate& rate) {
  const std::int64_t full = rate.burst * kToken;
  // A thousandth of a token a millisecond for each token a second.
  const std::int64_t millis = std::clamp<std::int64_t>(waited.count(), 0, 3'600'000);
  return std::min(full, millitokens + millis * rate.per_second);
}

}  // namespace

RateLimit::Taken RateLimit::Take(uid_t uid, const Rate& rate, BootTime now) {
  if (buckets_.size() > kManyPeople) ForgetFull(rate, now);
  const auto [found, is_new] = buckets_.try_emplace(uid, Bucket{rate.burst * kToken, now, false});
  Bucket& bucket = found->second;
  if (!is_new) bucket.millitokens = Filled(bucket.millitokens, now - bucket.filled, rate);
  bucket.filled = now;
  if (bucket.millitokens < kToken) {
    return std::exchange(bucket.refusing, true) ? Taken::kRefused : Taken::kRefusedFirst;
  }
  bucket.millitokens -= kToken;
  bucket.refusing = false;
  return Taken::kOne;
}

void RateLimit::ForgetFull(const Rate& rate, BootTime now) {
  std::erase_if(buckets_, [&](const auto& entry) {
    const Bucket& bucket = entry.second;
    return Filled(bucket.millitokens, now - bucket.filled, rate) >= rate.burst * kToken;
  });
}

}  // namespace assent
