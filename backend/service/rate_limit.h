// How often one person may ask: a bucket of tokens each.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <unordered_map>
#include <utility>

#include "backend/model/clock.h"

namespace assent {

class RateLimit {
 public:
  struct Rate {
    std::uint32_t per_second = 5;
    std::uint32_t burst = 20;
  };
  enum class Taken {
    kRefused,
    kRefusedFirst,  // the first refusal since the last yes: worth a line in the log
    kOne,
  };
  Taken Take(uid_t uid, const Rate& rate, BootTime now);

 private:
  struct Bucket {
    std::int64_t millitokens = 0;
    BootTime filled{0};
    bool refusing = false;
  };
  void ForgetFull(const Rate& rate, BootTime now);

  std::unordered_map<uid_t, Bucket> buckets_;
};

}  // namespace assent
