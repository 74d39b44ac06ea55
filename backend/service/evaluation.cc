#include "backend/service/evaluation.h"

#include "backend/model/approval.h"
#include "backend/model/summary.h"
#include "backend/service/earlier.h"
#include "common/base/bytes.h"
#include "common/base/escape.h"

namespace assent {
namespace {

constexpr std::chrono::seconds kPermitStartsWithin{60};
constexpr std::size_t kGrantIdBytes = 10;

// A no that says that nothing covers the action any more, and not that it was asked in a way that
// is never granted.
bool EndsGrants(ReasonCode code) {
  return code == ReasonCode::kRuleDenies || code == ReasonCode::kNoRule;
}

}  // namespace

Evaluator::Evaluator(Core& core, RateLimit& rate_limit, RecentPermits& permits,
                     const Question& question, const Peer& peer)
    : core_(core),
      rate_limit_(rate_limit),
      permits_(permits),
      question_(question),
      peer_(peer),
      now_(core.clock.Now()),
      requester_{question.action.user_uid, question.action.user_name, peer.login.value()},
      digest_(DigestOf(question.action)),
      keys_(KeysOf(core.store.HostKey(), question.action, digest_)) {}

Outcome<Evaluation> Evaluator::Answer() {
  if (!peer_.IsRoot()) {
    return Refused{Refusal::kForbidden, "actions of this host are asked about by its root only"};
  }
  ASSENT_RETURN_IF_ERROR(CatchUp(core_, now_));
  ASSENT_ASSIGN_OR_RETURN(Verdict verdict, DecideForSomebody());
  const No* const no = std::get_if<No>(&verdict);
  if (no != nullptr && no->pending &&
      core_.commands_of(requester_.uid) >= core_.policy.waiting_commands) {
    ASSENT_ASSIGN_OR_RETURN(
        verdict, Denied(ReasonCode::kRateLimited, "too many of your commands wait already", "",
                        no->pending->code));
  }
  return Evaluation{digest_, question_.invocation, requester_.uid, std::move(verdict)};
}

// A sudo that has gone already, or /proc that hides it: an approver could have become alice, and
// nobody would see it.
Result<Evaluator::Verdict> Evaluator::DecideForSomebody() {
  if (peer_.login.kind != LoginUid::Kind::kUnknown) return Decide();
  return Denied(ReasonCode::kBackendError, "it cannot be seen who logged in as you");
}

Result<Evaluator::Verdict> Evaluator::Decide() {
  ASSENT_ASSIGN_OR_RETURN(own_request_,
                          core_.store.RequestOfInvocation(question_.invocation, keys_));
  if (!core_.rules) {
    return Denied(ReasonCode::kBadConfig,
                  "the rules could not be loaded: " + Escape(core_.load_error));
  }
  const RuleAnswer answer =
      core_.rules->Evaluate(question_.action, question_.facts, question_.reason);
  switch (answer.effect) {
    case Effect::kPermit:
      return PermitByRule(answer);
    case Effect::kAsk:
      if (answer.ask && !answer.ask->quorums.empty()) return AskPeople(*answer.ask, answer);
      return Denied(ReasonCode::kBackendError, "a rule asks nobody", answer.rule);
    case Effect::kNone:
    case Effect::kDeny:
      return RefuseByRules(answer);
  }
  return Denied(ReasonCode::kBackendError, "");
}

// What is permitted is not counted: a script may call sudo as often as it could without us. Nor is
// a command that waits, or comes back for what became of its request.
Result<std::optional<Evaluator::Verdict>> Evaluator::AsksTooOften() {
  if (own_request_) return std::optional<Verdict>();
  const RateLimit::Rate rate{core_.policy.questions_per_second, core_.policy.question_burst};
  const RateLimit::Taken taken = rate_limit_.Take(requester_.uid, rate, now_.boot);
  if (taken == RateLimit::Taken::kOne) return std::optional<Verdict>();
  constexpr const char* kMessage = "you ask too often; wait a moment";
  if (taken == RateLimit::Taken::kRefused) {
    return std::optional<Verdict>(No{ReasonCode::kRateLimited, kMessage, std::nullopt});
  }
  ASSENT_ASSIGN_OR_RETURN(Verdict verdict, Denied(ReasonCode::kRateLimited, kMessage));
  return std::optional<Verdict>(std::move(verdict));
}

// The rules are run again whenever a grant is claimed: what they no longer cover ends here.
Result<Evaluator::Verdict> Evaluator::RefuseByRules(const RuleAnswer& answer) {
  ASSENT_ASSIGN_OR_RETURN(auto too_often, AsksTooOften());
  if (too_often) return std::move(*too_often);
  if (EndsGrants(answer.code)) ASSENT_RETURN_IF_ERROR(EndWhatWasGranted(answer));
  return Denied(answer.code, OrMeaning(answer.message, answer.code), answer.rule);
}

Result<Ok> Evaluator::EndWhatWasGranted(const RuleAnswer& answer) {
  const std::string why =
      answer.rule.empty() ? "no rule covers it any more" : "rule: " + answer.rule;
  ASSENT_ASSIGN_OR_RETURN(const auto grants,
                          core_.store.LiveGrantsFor(keys_, core_.boot_id, now_.boot));
  for (const GrantRecord& grant : grants) {
    ASSENT_ASSIGN_OR_RETURN(Change change, Change::Begin(core_, Durability::kPowerCut));
    ASSENT_RETURN_IF_ERROR(core_.store.EndGrant(grant.id, GrantState::kRevoked, "", why));
    ASSENT_RETURN_IF_ERROR(
        change.Record(GrantEnded(grant, GrantState::kRevoked, std::nullopt, why, now_)));
    ASSENT_RETURN_IF_ERROR(change.Commit());
  }
  return Ok{};
}

Result<Evaluator::Verdict> Evaluator::PermitByRule(const RuleAnswer& answer) {
  if (question_.file_only) return Verdict(CouldRunNow("permitted by a rule; run it"));
  const std::string key = question_.invocation + std::string(AsText(digest_.bytes));
  const Sha256Digest id = HmacSha256(core_.store.HostKey(), "grant by rule " + key);
  Yes yes{"G-" + ToHex(std::span(id).first(kGrantIdBytes)),
          now_.boot + kPermitStartsWithin,
          answer.max_runtime,
          answer.rule,
          {}};
  if (const auto before = permits_.StartBefore(key, now_.boot)) {
    yes.start_before = *before;
    return Verdict(std::move(yes));
  }
  AnsweredQuestion answered{"permit", std::nullopt, answer.rule, yes.grant_id, "", {}};
  ASSENT_RETURN_IF_ERROR(
      RecordAlone(core_, QuestionAnswered(Logged(OwnCommitment()), answered, now_)));
  permits_.Remember(key, yes.start_before, now_.boot);
  return Verdict(std::move(yes));
}

Result<Evaluator::Verdict> Evaluator::AskPeople(const AskTerms& terms, const RuleAnswer& answer) {
  ASSENT_ASSIGN_OR_RETURN(auto granted, FromGrantOrOwnRequest(terms));
  if (granted) return std::move(*granted);
  ASSENT_ASSIGN_OR_RETURN(auto too_often, AsksTooOften());
  if (too_often) return std::move(*too_often);
  ASSENT_ASSIGN_OR_RETURN(auto known, FromWhatWasAsked(terms));
  if (known) return std::move(*known);
  if (answer.reason_wanted) return Denied(ReasonCode::kReasonRequired, *answer.reason_wanted);
  if (!CanBeReached(terms, requester_)) {
    return Denied(ReasonCode::kNoApproverAvailable,
                  OrMeaning("", ReasonCode::kNoApproverAvailable));
  }
  if (!question_.file) {
    ASSENT_ASSIGN_OR_RETURN(std::string message, PendingMessage());
    return Denied(ReasonCode::kApprovalNeeded, std::move(message));
  }
  ASSENT_ASSIGN_OR_RETURN(const std::uint64_t pending, core_.store.CountPendingOf(requester_.uid));
  if (pending >= core_.policy.waiting_requests) {
    return Denied(ReasonCode::kRateLimited,
                  "you have " + std::to_string(pending) + " requests open already");
  }
  return File(terms);
}

Result<std::optional<Evaluator::Verdict>> Evaluator::FromGrantOrOwnRequest(const AskTerms& terms) {
  if (own_request_) {
    ASSENT_ASSIGN_OR_RETURN(auto own, FromOwnRequest(*own_request_, terms));
    if (own) return own;
  }
  return FromLiveGrant(terms);
}

// Earlier requests for this action, if they settle the question.
Result<std::optional<Evaluator::Verdict>> Evaluator::FromWhatWasAsked(const AskTerms& terms) {
  ASSENT_ASSIGN_OR_RETURN(const auto denied, core_.store.FreshDenialOf(keys_, core_.boot_id, now_,
                                                                       core_.policy.cool_down));
  if (denied) {
    ASSENT_ASSIGN_OR_RETURN(Verdict verdict, DeniedBy(*denied));
    return std::optional<Verdict>(std::move(verdict));
  }
  const Present present{question_, requester_, terms};
  ASSENT_ASSIGN_OR_RETURN(const auto pending, JoinableRequest(core_, keys_, present));
  if (!pending) return std::optional<Verdict>();
  ASSENT_RETURN_IF_ERROR(core_.store.AddInvocation(pending->id, question_.invocation));
  ASSENT_ASSIGN_OR_RETURN(pending_message_, PendingMessage());
  return std::optional<Verdict>(Pending(*pending));
}

Result<std::optional<Evaluator::Verdict>> Evaluator::FromOwnRequest(const Request& request,
                                                                    const AskTerms& terms) {
  const auto denied = [&](ReasonCode code,
                          const std::string& message) -> Result<std::optional<Verdict>> {
    ASSENT_ASSIGN_OR_RETURN(Verdict verdict, Denied(code, message, "", request.code));
    return std::optional<Verdict>(std::move(verdict));
  };
  switch (request.state) {
    case RequestState::kPending: {
      ASSENT_ASSIGN_OR_RETURN(pending_message_, PendingMessage());
      return std::optional<Verdict>(Pending(request));
    }
    case RequestState::kApproved: {
      ASSENT_ASSIGN_OR_RETURN(auto grant, core_.store.GrantOfRequest(request.id));
      if (!grant) return Error{Errc::kInternal, "an approved request without a grant"};
      if (WorthOf(core_, request, {question_, requester_, terms}, now_, *grant) != Worth::kGood) {
        return denied(ReasonCode::kGrantRevoked, "the rules ask for more than was approved");
      }
      ASSENT_ASSIGN_OR_RETURN(Verdict verdict, ClaimOf(*grant));
      return std::optional<Verdict>(std::move(verdict));
    }
    case RequestState::kDenied: {
      ASSENT_ASSIGN_OR_RETURN(Verdict verdict, DeniedBy(request));
      return std::optional<Verdict>(std::move(verdict));
    }
    case RequestState::kExpired:
      return denied(ReasonCode::kRequestExpired,
                    "nobody decided about " + request.code + " in time");
    case RequestState::kCancelled:
      return denied(ReasonCode::kRequestCancelled, "request " + request.code + " was withdrawn");
  }
  return denied(ReasonCode::kBackendError, "");
}

Result<std::optional<Evaluator::Verdict>> Evaluator::FromLiveGrant(const AskTerms& terms) {
  // A repeated question comes for the same grant, used up or not.
  ASSENT_ASSIGN_OR_RETURN(auto grant, core_.store.GrantOfInvocation(question_.invocation, keys_));
  if (!grant) {
    const Present present{question_, requester_, terms};
    ASSENT_ASSIGN_OR_RETURN(grant, UsableGrant(core_, keys_, present, now_));
  }
  if (!grant) return std::optional<Verdict>();
  ASSENT_ASSIGN_OR_RETURN(Verdict verdict, ClaimOf(*grant));
  return std::optional<Verdict>(std::move(verdict));
}

Result<Evaluator::Verdict> Evaluator::DeniedBy(const Request& denied) {
  return Denied(ReasonCode::kDeniedByApprover, DenialOf(denied), "", denied.code);
}

Result<Evaluator::Verdict> Evaluator::Denied(ReasonCode code, std::string message,
                                             const std::string& rule,
                                             const std::string& request_code,
                                             const std::string& grant_id) {
  const AnsweredQuestion answered{"deny", code, rule, grant_id, request_code, {}};
  ASSENT_RETURN_IF_ERROR(
      RecordAlone(core_, QuestionAnswered(Logged(OwnCommitment()), answered, now_)));
  return Verdict(No{code, OrMeaning(message, code), std::nullopt});
}

No Evaluator::CouldRunNow(const char* message) const {
  return No{ReasonCode::kApprovalNeeded, message, std::nullopt};
}

LoggedAction Evaluator::Logged(const Commitment& commitment) const {
  const Action& action = question_.action;
  return {action.host,       action.kind, requester_,          action.runas_user,
          ProgramOf(action), commitment,  question_.invocation};
}

// Of an action that no request keeps: its random bytes come from the host's key, so that this host
// can show later which action it was, and nobody else can guess it.
Commitment Evaluator::OwnCommitment() const {
  const Sha256Digest salt =
      HmacSha256(core_.store.HostKey(), "commitment of " + question_.invocation);
  return CommitmentOf(AsText(salt), question_.action);
}

}  // namespace assent
