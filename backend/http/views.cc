#include "backend/http/views.h"

#include "backend/http/listing_views.h"
#include "backend/http/view_parts.h"
#include "backend/model/approval.h"
#include "common/base/escape.h"

namespace assent {
namespace {

using std::chrono::milliseconds;

Json Strings(const std::vector<std::string>& list) {
  Json array = Json::array();
  for (const std::string& text : list) array.push_back(Escape(text));
  return array;
}

Json ToJson(const No& no) {
  Json context = {{"reason_code", NameOf(no.code)}, {"message", no.message}};
  if (no.pending && no.code == ReasonCode::kApprovalNeeded) {
    context["access_request"] = AccessRequestJson(*no.pending);
  }
  return context;
}

Json ToJson(const Yes& yes) {
  Json approvals = Json::array();
  for (const Approval& approval : yes.approvals) {
    approvals.push_back({{"user", Escape(approval.user)}, {"comment", Escape(approval.comment)}});
  }
  Json grant = {{"id", yes.grant_id},
                {"start_before_boottime_ms", yes.start_before.count()},
                {"rule", Escape(yes.rule)},
                {"approvals", std::move(approvals)}};
  if (yes.max_runtime) grant["max_runtime_s"] = yes.max_runtime->count();
  return {{"grant", std::move(grant)}};
}

Json Names(const std::vector<NamedId>& list) {
  Json array = Json::array();
  for (const NamedId& entry : list) array.push_back(Escape(entry.name));
  return array;
}

Json Quorums(const Request& request) {
  Json array = Json::array();
  for (std::size_t index = 0; index < request.terms.quorums.size(); ++index) {
    const Quorum& quorum = request.terms.quorums[index];
    const std::uint32_t approved = ApprovedFor(index, request.decisions);
    array.push_back({{"rule", Escape(quorum.rule)},
                     {"needed", quorum.needed},
                     {"approved", approved},
                     {"users", Names(quorum.users)},
                     {"groups", Names(quorum.groups)},
                     {"waiting_for", WaitingFor(quorum, approved)}});
  }
  return array;
}

Json Decisions(const Request& request) {
  Json array = Json::array();
  for (const PersonDecision& decision : request.decisions) {
    array.push_back({{"user", Escape(decision.user)},
                     {"uid", decision.uid},
                     {"decision", decision.approves ? "approve" : "deny"},
                     {"comment", Escape(decision.comment)},
                     {"at", FormatTime(decision.at)}});
  }
  return array;
}

Json Bounds(const GrantBounds& bounds) {
  Json json = {{"uses", bounds.uses},
               {"start_within_s", WholeSeconds(bounds.start_within)},
               {"max_uses", bounds.max_uses},
               {"max_start_within_s", WholeSeconds(bounds.max_start_within)}};
  if (bounds.max_runtime) json["max_runtime_s"] = bounds.max_runtime->count();
  return json;
}

}  // namespace

Json ToJson(const Evaluation& evaluation) {
  const Yes* const yes = std::get_if<Yes>(&evaluation.verdict);
  Json context = yes != nullptr ? ToJson(*yes) : ToJson(std::get<No>(evaluation.verdict));
  context["digest"] = ToText(evaluation.digest);
  context["invocation"] = evaluation.invocation;
  return {{"decision", yes != nullptr}, {"context", std::move(context)}};
}

Json ToJson(const GrantRecord& grant, BootTime now) {
  const bool live = grant.state == GrantState::kLive;
  Json approved_by = Json::array();
  for (const Approval& approval : grant.approvals) approved_by.push_back(Escape(approval.user));
  Json json = {{"id", grant.id},
               {"code", grant.code},
               {"state", NameOf(grant.state)},
               {"user", Escape(grant.requester.name)},
               {"uid", grant.requester.uid},
               {"runas", Escape(grant.runas_user)},
               {"host", Escape(grant.host)},
               {"what", grant.what},
               {"uses", grant.uses},
               {"used", grant.used},
               {"created_at", FormatTime(grant.created)},
               {"left_s", live ? WholeSeconds(grant.start_before - now) : 0},
               {"ignores", grant.ignores_cwd ? Json::array({"cwd"}) : Json::array()},
               {"rules", Strings(grant.rules)},
               {"approved_by", std::move(approved_by)}};
  if (grant.max_runtime) json["max_runtime_s"] = grant.max_runtime->count();
  return json;
}

std::string ToJsonText(const RequestView& view) {
  const Request& request = view.request;
  const bool pending = request.state == RequestState::kPending;
  const auto left = pending ? request.expires.boot - view.seen.boot : BootTime(0);
  Json json = {{"id", request.id},
               {"code", request.code},
               {"state", NameOf(request.state)},
               {"created_at", FormatTime(request.created.wall)},
               {"expires_at", FormatTime(request.expires.wall)},
               {"age_s", WholeSeconds(std::chrono::duration_cast<milliseconds>(
                             view.seen.wall - request.created.wall))},
               {"left_s", WholeSeconds(left)},
               {"login_uid", Json()},
               {"reason", request.reason ? Json(Escape(*request.reason)) : Json()},
               {"commitment", ToText(request.commitment)},
               {"quorums", Quorums(request)},
               {"decisions", Decisions(request)},
               {"bounds", Bounds(request.terms.bounds)},
               {"grant", view.grant ? ToJson(*view.grant, view.seen.boot) : Json()},
               {"first_time", request.first_time},
               {"waiting", view.waiting},
               {"may_decide", !view.why_not.has_value()},
               {"why_not", view.why_not.value_or("")}};
  if (request.requester.login_uid) json["login_uid"] = *request.requester.login_uid;
  std::string text = DumpJson(json);
  text.pop_back();
  return text + ",\"question\":" + request.question + "}";
}

}  // namespace assent
