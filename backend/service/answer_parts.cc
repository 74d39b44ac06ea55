#include "backend/service/answer_parts.h"

#include "backend/model/approval.h"
#include "common/base/escape.h"

namespace assent {

ActionKeys KeysOf(const std::string& host_key, const Action& action, const ActionDigest& digest) {
  Action bare = action;
  bare.cwd.reset();
  return {LookupKeyOf(host_key, digest), LookupKeyOf(host_key, DigestOf(bare))};
}

std::string OrMeaning(const std::string& message, ReasonCode code) {
  return message.empty() ? std::string(TextOf(code).meaning) : message;
}

std::string DenialOf(const Request& denied) {
  for (const PersonDecision& decision : denied.decisions) {
    if (decision.approves) continue;
    std::string message = "denied by " + Escape(decision.user);
    if (!decision.comment.empty()) message += ": \"" + Escape(decision.comment) + "\"";
    return message;
  }
  return OrMeaning("", ReasonCode::kDeniedByApprover);
}

No WaitsFor(const Request& request, std::string message, const Moment& now) {
  PendingAnswer pending;
  pending.request_id = request.id;
  pending.code = request.code;
  pending.expires = request.expires;
  pending.left = request.expires.boot - now.boot;
  pending.waiting_for = WaitingFor(request.terms, request.decisions);
  return No{ReasonCode::kApprovalNeeded, std::move(message), std::move(pending)};
}

Result<std::string> NeedsApproval(Core& core, const ActionKeys& keys,
                                  const std::optional<std::string>& cwd, const Moment& now) {
  std::string message(TextOf(ReasonCode::kApprovalNeeded).meaning);
  ASSENT_ASSIGN_OR_RETURN(const auto grant,
                          core.store.LiveGrantElsewhere(keys, core.boot_id, now.boot));
  if (grant && grant->cwd && cwd) {
    message += "; approved for " + Escape(*grant->cwd) + "; you are in " + Escape(*cwd);
  }
  return message;
}

}  // namespace assent
