// The answer to one question (docs/PROTOCOL.md, "POST /access/v1/evaluation").
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "backend/model/grant.h"
#include "backend/model/person.h"
#include "backend/service/answer_parts.h"
#include "backend/service/core.h"
#include "backend/service/outcome.h"
#include "backend/service/rate_limit.h"
#include "backend/service/recent_permits.h"
#include "common/action/wire.h"

namespace assent {

struct Yes {
  std::string grant_id;
  BootTime start_before{0};
  std::optional<std::chrono::seconds> max_runtime;
  std::string rule;
  std::vector<Approval> approvals;
};

struct Evaluation {
  ActionDigest digest;
  std::string invocation;
  uid_t subject = static_cast<uid_t>(-1);
  std::variant<No, Yes> verdict;  // No first: a default answer denies
};

// Decides about one question at one moment.
class Evaluator {
 public:
  Evaluator(Core& core, RateLimit& rate_limit, RecentPermits& permits, const Question& question,
            const Peer& peer);

  Outcome<Evaluation> Answer();

 private:
  using Verdict = std::variant<No, Yes>;

  Result<Verdict> DecideForSomebody();
  Result<Verdict> Decide();
  Result<Verdict> RefuseByRules(const RuleAnswer& answer);
  Result<Ok> EndWhatWasGranted(const RuleAnswer& answer);
  Result<Verdict> PermitByRule(const RuleAnswer& answer);
  Result<Verdict> AskPeople(const AskTerms& terms, const RuleAnswer& answer);
  Result<std::optional<Verdict>> AsksTooOften();
  Result<std::optional<Verdict>> FromGrantOrOwnRequest(const AskTerms& terms);
  Result<std::optional<Verdict>> FromWhatWasAsked(const AskTerms& terms);
  Result<std::optional<Verdict>> FromOwnRequest(const Request& request, const AskTerms& terms);
  Result<std::optional<Verdict>> FromLiveGrant(const AskTerms& terms);
  Result<Verdict> ClaimOf(const GrantRecord& grant);
  Result<Verdict> File(const AskTerms& terms);
  Result<Request> MakeRequest(const AskTerms& terms);
  Result<std::string> UnusedCode();

  Result<Verdict> Denied(ReasonCode code, std::string message, const std::string& rule = "",
                         const std::string& request_code = "", const std::string& grant_id = "");
  Result<Verdict> DeniedBy(const Request& denied);
  Verdict Pending(const Request& request) const;
  [[nodiscard]] No CouldRunNow(const char* message) const;
  [[nodiscard]] LoggedAction Logged(const Commitment& commitment) const;
  [[nodiscard]] Commitment OwnCommitment() const;
  Result<std::string> PendingMessage();

  Core& core_;
  RateLimit& rate_limit_;
  RecentPermits& permits_;
  const Question& question_;
  const Peer& peer_;
  const Moment now_;
  const Requester requester_;
  const ActionDigest digest_;
  const ActionKeys keys_;
  std::optional<Request> own_request_;  // the one this invocation waits for
  std::string pending_message_;
};

}  // namespace assent
