// A request: an action that waits for people (DESIGN 3). pending -> approved | denied | expired |
// cancelled; each arrow is taken once.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "backend/model/clock.h"
#include "backend/model/person.h"
#include "backend/model/terms.h"
#include "common/action/identity.h"

namespace assent {

// The numbers are stored: never renumber.
enum class RequestState { kPending = 0, kApproved = 1, kDenied = 2, kExpired = 3, kCancelled = 4 };
const char* NameOf(RequestState state);

// What the approver wants the grant to be; absent: what the rule says.
struct GrantWish {
  std::optional<std::uint32_t> uses;
  std::optional<std::chrono::seconds> start_within;
  std::optional<std::chrono::seconds> max_runtime;

  bool operator==(const GrantWish&) const = default;
};

// What one person decided.
struct PersonDecision {
  uid_t uid = static_cast<uid_t>(-1);
  std::string user;
  bool approves = false;
  std::string comment;
  WallTime at;
  std::vector<std::size_t> quorums;  // those that he belonged to when he decided
  GrantWish wish;
};

// How an action finds its requests and grants. `bare` is the key of the action without its working
// directory, for rules that say cwd = "any" and for saying that only the directory differs.
struct ActionKeys {
  LookupKey full;
  LookupKey bare;
};

struct Request {
  std::int64_t id = 0;
  std::string code;
  RequestState state = RequestState::kPending;
  std::string boot_id;
  ActionKeys keys;
  std::optional<std::string> cwd;
  Requester requester;
  Moment created;
  Moment expires;
  std::optional<WallTime> settled_at;
  std::optional<std::string> reason;  // in the requester's words, unescaped
  std::string salt;
  Commitment commitment;
  std::string question;  // JSON as docs/PROTOCOL.md gives it, without digest and context
  std::string kind;      // sudo, sudoedit
  std::string host;
  std::string runas_user;
  std::string program;  // the executable; "sudoedit" for edited files
  std::string what;     // one line for tables, escaped
  bool first_time = false;
  AskTerms terms;
  std::vector<PersonDecision> decisions;  // in the order in which they were made
};

}  // namespace assent
