// One HTTP/1.1 exchange over a connected unix socket (Beast's parser over our own ppoll stream).
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>

#include "common/base/result.h"
#include "common/client/deadline.h"

namespace assent {

inline constexpr std::size_t kMaxReplyBytes = 64 * 1024;

struct HttpQuestion {
  std::string method = "POST";
  std::string target;
  std::string body;                          // sent as application/json when not empty
  std::optional<std::chrono::seconds> wait;  // Prefer: wait=N (RFC 7240)
};

struct HttpReply {
  int status = 0;
  std::string content_type;
  std::string body;
};

// Writes the question, reads the reply. `max_reply` bounds head and body together.
// Errors: kBadReply (not HTTP, truncated, too large), kTimeout, kInterrupted, kSystem (the
// connection failed, or was closed before anything came back).
Result<HttpReply> Exchange(int fd, const HttpQuestion& question, const Deadline& deadline,
                           std::size_t max_reply = kMaxReplyBytes);

}  // namespace assent
