// Requests, grants and the status as the server sends them, read once into values.
//
// Strings are printable (cli/foreign_text.h), except those inside `question`, which are bytes.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/action/wire.h"
#include "common/base/result.h"
#include "common/json/strict_json.h"

namespace assent {

enum class RequestState { kUnknown, kPending, kApproved, kDenied, kExpired, kCancelled };
enum class GrantState { kUnknown, kLive, kUsed, kExpired, kRevoked };

struct GrantView {
  std::string id;
  std::string code;
  GrantState state = GrantState::kUnknown;
  std::string state_name;
  std::string user;
  std::string runas;
  std::string host;
  std::string what;
  std::uint64_t uses = 0;
  std::uint64_t used = 0;
  std::chrono::seconds left{0};
  std::optional<std::chrono::seconds> max_runtime;
  std::vector<std::string> ignores;
  std::vector<std::string> approved_by;
};

struct QuorumView {
  std::string rule;
  std::uint64_t needed = 0;
  std::uint64_t approved = 0;
  std::string waiting_for;
};

struct DecisionView {
  std::string user;
  std::string decision;
  std::string comment;
  std::string at;
};

struct BoundsView {
  std::uint64_t uses = 0;
  std::uint64_t max_uses = 0;
  std::chrono::seconds start_within{0};
  std::chrono::seconds max_start_within{0};
  std::optional<std::chrono::seconds> max_runtime;
};

struct RequestView {
  std::string code;
  RequestState state = RequestState::kUnknown;
  std::string state_name;
  std::string created_at;
  std::chrono::seconds age{0};
  std::chrono::seconds left{0};
  Question question;  // without its context: no invocation, no reason
  std::optional<std::uint64_t> login_uid;
  std::string reason;
  std::string commitment;
  std::vector<QuorumView> quorums;
  std::vector<DecisionView> decisions;
  BoundsView bounds;
  std::optional<GrantView> grant;
  bool first_time = false;
  std::uint64_t waiting = 0;
  bool may_decide = false;
  std::string why_not;
};

// Errors: kBadReply, detail names the member. A state this version does not know is kUnknown.
Result<RequestView> ReadRequest(const Json& json);
Result<GrantView> ReadGrant(const Json& json);

}  // namespace assent
