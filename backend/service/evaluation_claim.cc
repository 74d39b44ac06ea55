// The parts of an evaluation that spend a grant or file a request.

#include "backend/model/summary.h"
#include "backend/service/evaluation.h"
#include "common/base/escape.h"

namespace assent {
namespace {

constexpr int kCodeAttempts = 50;
constexpr std::size_t kMaxReasonBytes = 1000;

// Why a grant that is not live cannot be claimed.
No NotLive(const GrantRecord& grant, const Moment& now, const std::string& boot_id) {
  if (grant.state == GrantState::kRevoked) {
    std::string message = "the grant was revoked";
    if (!grant.ended_by.empty()) message += " by " + Escape(grant.ended_by);
    if (!grant.comment.empty()) message += ": \"" + Escape(grant.comment) + "\"";
    return {ReasonCode::kGrantRevoked, message, std::nullopt};
  }
  const bool over = grant.state == GrantState::kExpired || grant.boot_id != boot_id ||
                    grant.start_before <= now.boot;
  if (over) return {ReasonCode::kGrantExpired, "", std::nullopt};
  return {ReasonCode::kGrantUsed, "", std::nullopt};
}

std::string StoredQuestion(const Question& question) {
  Json json = ToJson(question);
  json["resource"]["id"] = "";  // the digest is nowhere in the store
  json.erase("context");
  return DumpJson(json);
}

}  // namespace

Result<Evaluator::Verdict> Evaluator::ClaimOf(const GrantRecord& grant) {
  if (question_.file_only) {
    const bool live = grant.state == GrantState::kLive && grant.boot_id == core_.boot_id &&
                      grant.start_before > now_.boot;
    if (live) return Verdict(CouldRunNow("approved already; run it"));
    const No no = NotLive(grant, now_, core_.boot_id);
    return Denied(no.code, no.message, "", grant.code, grant.id);
  }
  ASSENT_ASSIGN_OR_RETURN(Change change, Change::Begin(core_, Durability::kProcessCrash));
  ASSENT_ASSIGN_OR_RETURN(const Claim claim, core_.store.ClaimGrant(grant.id, question_.invocation,
                                                                    core_.boot_id, now_.boot));
  if (claim == Claim::kSpent || claim == Claim::kAgain) {
    const std::string rule = grant.rules.empty() ? "" : grant.rules.front();
    if (claim == Claim::kSpent) {
      const AnsweredQuestion answered{"claim",  std::nullopt, rule,
                                      grant.id, grant.code,   grant.approvals};
      ASSENT_RETURN_IF_ERROR(
          change.Record(QuestionAnswered(Logged(grant.commitment), answered, now_)));
      ASSENT_RETURN_IF_ERROR(change.Commit());
    }
    return Verdict(Yes{grant.id, grant.start_before, grant.max_runtime, rule, grant.approvals});
  }
  { const Change undone = std::move(change); }  // Denied() begins one of its own
  const No no = NotLive(grant, now_, core_.boot_id);
  return Denied(no.code, no.message, "", grant.code, grant.id);
}

Result<Evaluator::Verdict> Evaluator::File(const AskTerms& terms) {
  if (question_.reason && question_.reason->size() > kMaxReasonBytes) {
    return Denied(ReasonCode::kReasonRequired,
                  "the reason is longer than " + std::to_string(kMaxReasonBytes) + " bytes");
  }
  ASSENT_ASSIGN_OR_RETURN(pending_message_, PendingMessage());
  ASSENT_ASSIGN_OR_RETURN(Change change, Change::Begin(core_, Durability::kProcessCrash));
  ASSENT_ASSIGN_OR_RETURN(Request request, MakeRequest(terms));
  ASSENT_ASSIGN_OR_RETURN(request.id, core_.store.AddRequest(request));
  ASSENT_RETURN_IF_ERROR(core_.store.AddInvocation(request.id, question_.invocation));
  ASSENT_RETURN_IF_ERROR(change.Record(RequestFiled(request, question_.invocation, now_)));
  ASSENT_RETURN_IF_ERROR(change.Commit());
  core_.EndsAt(request.expires.boot);
  return Pending(request);
}

Result<Request> Evaluator::MakeRequest(const AskTerms& terms) {
  const Action& action = question_.action;
  Request request;
  ASSENT_ASSIGN_OR_RETURN(request.code, UnusedCode());
  request.boot_id = core_.boot_id;
  request.keys = keys_;
  request.cwd = action.cwd;
  request.requester = requester_;
  request.created = now_;
  request.expires = {now_.boot + core_.policy.request_life, now_.wall + core_.policy.request_life};
  request.reason = question_.reason;
  Sha256Digest salt{};
  ASSENT_RETURN_IF_ERROR(core_.random(salt));
  request.salt = AsText(salt);
  request.commitment = CommitmentOf(request.salt, action);
  request.question = StoredQuestion(question_);
  request.kind = action.kind;
  request.host = action.host;
  request.runas_user = action.runas_user;
  request.program = ProgramOf(action);
  request.what = WhatOf(action);
  ASSENT_ASSIGN_OR_RETURN(const std::uint64_t before,
                          core_.store.CountRequestsOf(requester_.uid, request.program));
  request.first_time = before == 0;
  request.terms = terms;
  return request;
}

Result<std::string> Evaluator::UnusedCode() {
  for (int attempt = 0; attempt < kCodeAttempts; ++attempt) {
    ASSENT_ASSIGN_OR_RETURN(std::string code, MakeRequestCode(core_.random));
    ASSENT_ASSIGN_OR_RETURN(const auto taken, core_.store.RequestByCode(code));
    if (!taken) return code;
  }
  return Error{Errc::kInternal, "no unused code was found"};
}

Evaluator::Verdict Evaluator::Pending(const Request& request) const {
  return WaitsFor(request, pending_message_, now_);
}

Result<std::string> Evaluator::PendingMessage() {
  return NeedsApproval(core_, keys_, question_.action.cwd, now_);
}

}  // namespace assent
