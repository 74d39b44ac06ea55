// What a rule demands of a request, as it is copied into the request (DESIGN D8, D9).
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/action/reason_code.h"

namespace assent {

// A name as the rule writes it, and the id that it had when the rule was loaded. A user or group
// that does not exist matches nobody (nullopt).
struct NamedId {
  std::string name;
  std::optional<std::uint32_t> id;

  bool operator==(const NamedId&) const = default;
};

// `needed` different people out of `users` and the members of `groups`.
struct Quorum {
  std::string rule;
  std::uint32_t needed = 1;
  std::vector<NamedId> users;
  std::vector<NamedId> groups;
  std::vector<std::string> group_members;  // names, for showing only

  bool operator==(const Quorum&) const = default;
};

// Default and ceiling of the grant that an approval makes.
struct GrantBounds {
  std::uint32_t uses = 1;
  std::chrono::milliseconds start_within{std::chrono::minutes(5)};      // counted from the approval
  std::uint32_t max_uses = 1;                                           // >= uses
  std::chrono::milliseconds max_start_within{std::chrono::minutes(5)};  // >= start_within
  std::optional<std::chrono::seconds> max_runtime;  // ends the command; nullopt: no limit

  bool operator==(const GrantBounds&) const = default;
};

// All ask rules that match, taken together: every quorum must be reached; of each bound the
// tightest.
struct AskTerms {
  std::vector<Quorum> quorums;  // never empty
  GrantBounds bounds;
  bool ignores_cwd = false;  // every rule said cwd = "any"

  bool operator==(const AskTerms&) const = default;
};

enum class Effect { kNone, kDeny, kPermit, kAsk };  // zero: nothing covers it, a no

// What the rules say about one action.
struct RuleAnswer {
  Effect effect = Effect::kNone;
  ReasonCode code = ReasonCode::kNoRule;            // why not, with kNone and kDeny
  std::string message;                              // one escaped line that goes with `code`
  std::string rule;                                 // the rule that denies or permits
  std::optional<AskTerms> ask;                      // with kAsk
  std::optional<std::chrono::seconds> max_runtime;  // with kPermit
  // With kAsk: nullopt when the reason given is good enough, else what it must look like.
  std::optional<std::string> reason_wanted;
};

}  // namespace assent
