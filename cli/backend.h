// The backend's resources (docs/PROTOCOL.md) over its unix socket.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>

#include "common/base/handle.h"
#include "common/base/result.h"
#include "common/client/deadline.h"
#include "common/json/strict_json.h"

namespace assent {

inline constexpr std::size_t kMaxPageBytes = 8 * 1024 * 1024;  // a page of requests has up to 4 MiB

using Connector = std::function<Result<UniqueFd>(const Deadline&)>;

// Only to a backend that root or its own user serves (common/client/connect.h).
Connector ConnectorTo(std::string socket);

class Backend {
 public:
  Backend(Connector connect, std::chrono::milliseconds answer_timeout)
      : connect_(std::move(connect)), answer_timeout_(answer_timeout) {}

  // With `wait`, the server may hold its answer that long.
  //
  // Errors: those of ConnectToBackend and Exchange; kBadReply also for what is not JSON and for a
  // failure of the server; kBadRequest when it refuses (4xx), detail is its reason, not escaped.
  [[nodiscard]] Result<Json> Get(const std::string& target,
                                 std::optional<std::chrono::seconds> wait = {}) const;
  [[nodiscard]] Result<Json> Post(const std::string& target, const Json& body) const;

  [[nodiscard]] std::chrono::milliseconds answer_timeout() const { return answer_timeout_; }

 private:
  Connector connect_;
  std::chrono::milliseconds answer_timeout_;
};

// The one line for a person: what failed and what to do next. Printable.
std::string FailureLine(const Error& error);

}  // namespace assent
