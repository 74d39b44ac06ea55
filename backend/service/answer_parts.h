// What an evaluation and a forecast say in the same words about the same things.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "backend/model/grant.h"
#include "backend/model/request.h"
#include "backend/service/core.h"
#include "common/action/reason_code.h"

namespace assent {

struct PendingAnswer {
  std::int64_t request_id = 0;
  std::string code;
  Moment expires;
  std::chrono::milliseconds left{0};
  std::vector<std::string> waiting_for;
};

struct No {
  ReasonCode code = ReasonCode::kBackendError;
  std::string message;                   // escaped, one line
  std::optional<PendingAnswer> pending;  // only with kApprovalNeeded
};

ActionKeys KeysOf(const std::string& host_key, const Action& action, const ActionDigest& digest);

// `message`, or what `code` means when there is none.
std::string OrMeaning(const std::string& message, ReasonCode code);

// "denied by bob: \"not today\"", escaped.
std::string DenialOf(const Request& denied);

// The no that waits for `request`.
No WaitsFor(const Request& request, std::string message, const Moment& now);

// "this needs approval", and when the same was approved for another directory, that.
Result<std::string> NeedsApproval(Core& core, const ActionKeys& keys,
                                  const std::optional<std::string>& cwd, const Moment& now);

}  // namespace assent
