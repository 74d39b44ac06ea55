#include "backend/service/forecast.h"

#include "backend/model/approval.h"
#include "backend/service/earlier.h"
#include "common/base/escape.h"

namespace assent {
namespace {

No Refused(ReasonCode code, const std::string& message) {
  return No{code, OrMeaning(message, code), std::nullopt};
}

// Earlier requests and grants for this action, if they settle it.
Result<std::optional<Outlook>> FromWhatWasAsked(Core& core, const Present& present,
                                                const ActionKeys& keys, const Moment& now) {
  ASSENT_ASSIGN_OR_RETURN(auto grant, UsableGrant(core, keys, present, now));
  if (grant) return std::optional<Outlook>(WouldRunByGrant{std::move(*grant)});
  ASSENT_ASSIGN_OR_RETURN(const auto denied,
                          core.store.FreshDenialOf(keys, core.boot_id, now, core.policy.cool_down));
  if (denied) {
    return std::optional<Outlook>(Refused(ReasonCode::kDeniedByApprover, DenialOf(*denied)));
  }
  ASSENT_ASSIGN_OR_RETURN(const auto pending, JoinableRequest(core, keys, present));
  if (!pending) return std::optional<Outlook>();
  ASSENT_ASSIGN_OR_RETURN(std::string message,
                          NeedsApproval(core, keys, present.question.action.cwd, now));
  return std::optional<Outlook>(WaitsFor(*pending, std::move(message), now));
}

Result<Outlook> FromPeople(Core& core, const Question& question,
                           const std::optional<uid_t>& login_uid, const RuleAnswer& answer,
                           const Moment& now) {
  const AskTerms& terms = *answer.ask;
  const Action& action = question.action;
  const ActionKeys keys = KeysOf(core.store.HostKey(), action, DigestOf(action));
  const Requester requester{action.user_uid, action.user_name, login_uid};
  ASSENT_ASSIGN_OR_RETURN(auto known,
                          FromWhatWasAsked(core, {question, requester, terms}, keys, now));
  if (known) return std::move(*known);
  if (!CanBeReached(terms, requester)) {
    return Outlook(Refused(ReasonCode::kNoApproverAvailable, ""));
  }
  ASSENT_ASSIGN_OR_RETURN(const std::uint64_t open, core.store.CountPendingOf(action.user_uid));
  if (open >= core.policy.waiting_requests) {
    return Outlook(
        Refused(ReasonCode::kRateLimited, std::to_string(open) + " requests are open already"));
  }
  return Outlook(WouldAsk{WaitingFor(terms, {}), answer.reason_wanted});
}

}  // namespace

Result<Outlook> OutlookOf(Core& core, const Question& question,
                          const std::optional<uid_t>& login_uid, const Moment& now) {
  if (!core.rules) {
    return Outlook(Refused(ReasonCode::kBadConfig,
                           "the rules could not be loaded: " + Escape(core.load_error)));
  }
  const RuleAnswer answer = core.rules->Evaluate(question.action, question.facts, question.reason);
  switch (answer.effect) {
    case Effect::kPermit:
      return Outlook(WouldRunByRule{answer.rule});
    case Effect::kAsk:
      if (answer.ask && !answer.ask->quorums.empty()) {
        return FromPeople(core, question, login_uid, answer, now);
      }
      return Outlook(Refused(ReasonCode::kBackendError, "a rule asks nobody"));
    case Effect::kNone:
    case Effect::kDeny:
      return Outlook(Refused(answer.code, answer.message));
  }
  return Outlook();
}

}  // namespace assent
