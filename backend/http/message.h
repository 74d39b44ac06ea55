// One HTTP exchange, without the HTTP library.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "backend/service/outcome.h"
#include "common/json/strict_json.h"

namespace assent {

struct ApiRequest {
  std::string method;
  std::string target;        // "/v1/requests?state=all"
  std::string content_type;  // "" when none was sent
  std::string prefer;
  std::string body;
};

struct ApiReply {
  int status = 500;
  std::string content_type = "application/problem+json";
  std::string body;
  std::string allow;  // with 405
  // What this answer would wait for if its caller does: a pending request, and whose.
  struct Pending {
    std::int64_t request_id = 0;
    std::optional<uid_t> subject;  // whose command waits; nullopt: a person looks on
  };
  std::optional<Pending> pending;
};

ApiReply JsonReply(const Json& body);
ApiReply JsonTextReply(std::string body);
// RFC 9457. `reason_code` "" for none.
ApiReply Problem(int status, const std::string& detail, const std::string& reason_code = "");
ApiReply Problem(const Refused& refused);

// `Prefer: wait=N` (RFC 7240), at most 30 s. What cannot be read is ignored, as the RFC demands.
std::optional<std::chrono::seconds> WaitFrom(const std::string& prefer);

// "application/json", whatever parameters follow.
enum class BodyType { kOther, kJson };
BodyType BodyTypeOf(const std::string& content_type);

// A target split into its path and the members of its query that have the given names.
struct Target {
  std::string path;
  std::string query;
  // Percent-decoded; nullopt when it is not there. Error: kBadRequest when it is there twice, or
  // not encoded well.
  [[nodiscard]] Result<std::optional<std::string>> Parameter(const std::string& name) const;
};
Target SplitTarget(const std::string& target);

}  // namespace assent
