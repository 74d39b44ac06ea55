// Why the answer is no: the one list of reason codes, each with what to do next.
// docs/PROTOCOL.md repeats it, and a test compares the two.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

namespace assent {

enum class ReasonCode {
  kBackendError,  // zero: the safe meaning of "nothing was set"
  kNoRule,
  kRuleDenies,
  kApprovalNeeded,
  kDeniedByApprover,
  kRequestExpired,
  kRequestCancelled,
  kNoApproverAvailable,
  kReasonRequired,
  kGrantUsed,
  kGrantExpired,
  kGrantRevoked,
  kRateLimited,
  kExecutableNotTrusted,
  kExecutableChanged,
  kEnvironmentNotClean,
  kActionTooLarge,
  kSecretInCommand,
  kBackendUnreachable,
  kBackendTimeout,
  kBadConfig,
  kClockSkew,
};

struct ReasonText {
  ReasonCode code;
  std::string_view name;       // NO_RULE
  std::string_view meaning;    // one sentence a person understands
  std::string_view next_step;  // what to do now
};

const std::vector<ReasonText>& AllReasons();
const ReasonText& TextOf(ReasonCode code);
std::string_view NameOf(ReasonCode code);
std::optional<ReasonCode> ReasonFromName(std::string_view name);

}  // namespace assent
