#include "common/action/reason_code.h"

#include <algorithm>

namespace assent {

const std::vector<ReasonText>& AllReasons() {
  using enum ReasonCode;
  static const std::vector<ReasonText> reasons = {
      {kNoRule, "NO_RULE", "no rule covers this", "ask an administrator to add a rule for it"},
      {kRuleDenies, "RULE_DENIES", "a rule forbids this",
       "ask an administrator if the rule is right"},
      {kApprovalNeeded, "APPROVAL_NEEDED", "this needs approval",
       "run it again once it is approved"},
      {kDeniedByApprover, "DENIED_BY_APPROVER", "an approver said no",
       "talk to the approver; the same command can be asked again later"},
      {kRequestExpired, "REQUEST_EXPIRED", "nobody decided in time",
       "run it again to ask anew, and tell an approver"},
      {kRequestCancelled, "REQUEST_CANCELLED", "the request was withdrawn",
       "run it again to ask anew"},
      {kNoApproverAvailable, "NO_APPROVER_AVAILABLE", "nobody who may approve this is left",
       "ask an administrator to name another approver"},
      {kReasonRequired, "REASON_REQUIRED", "this needs a reason",
       "set ASSENT_REASON, or run it on a terminal and be asked"},
      {kGrantUsed, "GRANT_USED", "the grant for this is used up", "run it again to ask anew"},
      {kGrantExpired, "GRANT_EXPIRED", "the grant for this is over", "run it again to ask anew"},
      {kGrantRevoked, "GRANT_REVOKED", "the grant for this was revoked",
       "talk to the approver, then run it again to ask anew"},
      {kRateLimited, "RATE_LIMITED", "too many questions from one person",
       "wait a minute; cancel requests that are not needed"},
      {kExecutableNotTrusted, "EXECUTABLE_NOT_TRUSTED",
       "somebody other than root can change this program",
       "run a program that only root can change, or ask for a rule with mutable_executable"},
      {kExecutableChanged, "EXECUTABLE_CHANGED", "the program changed while this was waiting",
       "run it again, so that what is there now is asked about"},
      {kEnvironmentNotClean, "ENVIRONMENT_NOT_CLEAN", "this would run with your whole environment",
       "run it without -E, naming variables with --preserve-env=LIST"},
      {kActionTooLarge, "ACTION_TOO_LARGE", "the command line is too large to be asked about",
       "pass the data in a file"},
      {kSecretInCommand, "SECRET_IN_COMMAND", "the command holds a secret",
       "pass the secret in a file"},
      {kBackendUnreachable, "BACKEND_UNREACHABLE", "assentd is not running",
       "root: systemctl start assentd.socket"},
      {kBackendTimeout, "BACKEND_TIMEOUT", "assentd did not answer in time",
       "root: systemctl status assentd"},
      {kBackendError, "BACKEND_ERROR", "assentd gave no usable answer",
       "root: journalctl -u assentd"},
      {kBadConfig, "BAD_CONFIG", "the configuration of Assent is wrong",
       "root: mend the file that is named"},
      {kClockSkew, "CLOCK_SKEW", "the clocks of the hosts disagree", "root: set the clock"},
  };
  return reasons;
}

const ReasonText& TextOf(ReasonCode code) {
  const auto& all = AllReasons();
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const auto& text) { return text.code == code; });
  if (found != all.end()) return *found;
  return TextOf(ReasonCode::kBackendError);
}

std::string_view NameOf(ReasonCode code) { return TextOf(code).name; }

std::optional<ReasonCode> ReasonFromName(std::string_view name) {
  for (const auto& text : AllReasons()) {
    if (text.name == name) return text.code;
  }
  return std::nullopt;
}

}  // namespace assent
