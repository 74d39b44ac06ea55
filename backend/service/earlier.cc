#include "backend/service/earlier.h"

#include <algorithm>

#include "backend/model/approval.h"

namespace assent {
namespace {

bool ReasonFits(const Core& core, const Request& earlier, const Question& question) {
  const RuleAnswer answer = core.rules->Evaluate(question.action, question.facts, earlier.reason);
  return answer.effect == Effect::kAsk && !answer.reason_wanted;
}

bool WithinBounds(const GrantRecord& grant, const GrantBounds& bounds, const Moment& now) {
  return grant.uses <= bounds.max_uses && now.wall - grant.created <= bounds.max_start_within;
}

}  // namespace

Worth WorthOf(const Core& core, const Request& earlier, const Present& present) {
  const bool same_person = earlier.requester.uid == present.requester.uid &&
                           earlier.requester.login_uid == present.requester.login_uid;
  const bool same_place = present.terms.ignores_cwd || earlier.cwd == present.question.action.cwd;
  return same_person && same_place && Satisfies(earlier.terms, present.terms) &&
                 ReasonFits(core, earlier, present.question)
             ? Worth::kGood
             : Worth::kNotEnough;
}

Worth WorthOf(const Core& core, const Request& earlier, const Present& present, const Moment& now,
              GrantRecord& grant) {
  const GrantBounds& bounds = present.terms.bounds;
  if (WorthOf(core, earlier, present) != Worth::kGood || !WithinBounds(grant, bounds, now)) {
    return Worth::kNotEnough;
  }
  if (bounds.max_runtime) {
    grant.max_runtime =
        std::min(grant.max_runtime.value_or(*bounds.max_runtime), *bounds.max_runtime);
  }
  return Worth::kGood;
}

Result<std::optional<GrantRecord>> UsableGrant(Core& core, const ActionKeys& keys,
                                               const Present& present, const Moment& now) {
  ASSENT_ASSIGN_OR_RETURN(auto grants, core.store.LiveGrantsFor(keys, core.boot_id, now.boot));
  for (GrantRecord& grant : grants) {
    ASSENT_ASSIGN_OR_RETURN(const auto earlier, core.store.RequestById(grant.request_id));
    if (!earlier) return Error{Errc::kInternal, "a grant without a request"};
    if (WorthOf(core, *earlier, present, now, grant) == Worth::kGood) {
      return std::optional<GrantRecord>(std::move(grant));
    }
  }
  return std::optional<GrantRecord>();
}

Result<std::optional<Request>> JoinableRequest(Core& core, const ActionKeys& keys,
                                               const Present& present) {
  ASSENT_ASSIGN_OR_RETURN(auto requests, core.store.PendingRequestsFor(keys));
  for (Request& request : requests) {
    if (WorthOf(core, request, present) == Worth::kGood) {
      return std::optional<Request>(std::move(request));
    }
  }
  return std::optional<Request>();
}

}  // namespace assent
