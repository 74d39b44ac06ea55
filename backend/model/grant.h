// A grant: permission for one action. live -> used | expired | revoked; each arrow is taken once.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "backend/model/clock.h"
#include "backend/model/request.h"

namespace assent {

// The numbers are stored: never renumber.
enum class GrantState { kLive = 0, kUsed = 1, kExpired = 2, kRevoked = 3 };
const char* NameOf(GrantState state);

struct Approval {
  std::string user;
  std::string comment;

  bool operator==(const Approval&) const = default;
};

struct GrantRecord {
  std::string id;  // G-...
  std::int64_t request_id = 0;
  GrantState state = GrantState::kLive;
  std::string boot_id;  // ends with this boot
  ActionKeys keys;
  bool ignores_cwd = false;
  std::optional<std::string> cwd;
  std::uint32_t uses = 1;
  std::uint32_t used = 0;
  WallTime created;
  BootTime start_before{0};
  std::optional<std::chrono::seconds> max_runtime;
  std::string ended_by;  // who revoked it, or the rule that did
  std::string comment;   // of the revocation

  // Copied from the request, for showing.
  std::string code;
  Requester requester;
  std::string runas_user;
  std::string host;
  std::string what;
  Commitment commitment;
  std::vector<std::string> rules;
  std::vector<Approval> approvals;
};

}  // namespace assent
