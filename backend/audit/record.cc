#include "backend/audit/record.h"

#include <assent/version.h>

#include "common/base/escape.h"

namespace assent {
namespace {

// Numbers of the Open Cybersecurity Schema Framework, https://schema.ocsf.io
struct Activity {
  int category;
  int class_uid;
  const char* class_name;
  int activity;
};
constexpr Activity kLaunch{1, 1007, "Process Activity", 1};
constexpr Activity kEntityCreate{3, 3004, "Entity Management", 1};
constexpr Activity kEntityUpdate{3, 3004, "Entity Management", 3};
constexpr Activity kAssignPrivileges{3, 3005, "User Access Management", 1};
constexpr Activity kRevokePrivileges{3, 3005, "User Access Management", 2};
constexpr int kAllowed = 1;
constexpr int kDenied = 2;
constexpr int kDispositionBlocked = 2;
constexpr int kDispositionApproved = 8;
constexpr int kSeverityInformational = 1;
constexpr int kSeverityLow = 2;
constexpr int kSeverityHigh = 4;
constexpr int kStatusSuccess = 1;
constexpr int kStatusFailure = 2;

Json Person(const Requester& person) {
  return {{"name", Escape(person.name)}, {"uid", std::to_string(person.uid)}};
}

Json Base(const Activity& activity, const char* event, const std::string& host, const Moment& now) {
  const auto since_epoch = now.wall.time_since_epoch();
  return {
      {"metadata",
       {{"version", "1.3.0"},
        {"product", {{"name", "Assent"}, {"vendor_name", "Assent"}, {"version", ASSENT_VERSION}}},
        {"profiles", Json::array({"security_control"})}}},
      {"time", std::chrono::duration_cast<std::chrono::milliseconds>(since_epoch).count()},
      {"category_uid", activity.category},
      {"class_uid", activity.class_uid},
      {"class_name", activity.class_name},
      {"activity_id", activity.activity},
      {"type_uid", activity.class_uid * 100 + activity.activity},
      {"severity_id", kSeverityInformational},
      {"device", {{"hostname", Escape(host)}, {"type_id", 0}}},
      {"unmapped", {{"event", event}}}};
}

AuditRecord Finish(const Json& json, const Moment& now, std::optional<uid_t> about,
                   std::optional<uid_t> actor, Priority priority) {
  return {LogEntry{0, now.wall, about, actor, DumpJson(json)}, priority};
}

Json Names(const std::vector<std::string>& names) {
  Json array = Json::array();
  for (const std::string& name : names) array.push_back(Escape(name));
  return array;
}

void Correlate(Json& json, const std::string& code) {
  if (code.empty()) return;
  json["metadata"]["correlation_uid"] = code;
  json["unmapped"]["code"] = code;
}

// The details of a request that every record about it carries.
Json RequestBase(const Activity& activity, const char* event, const Request& request,
                 const Moment& now) {
  Json json = Base(activity, event, request.host, now);
  Correlate(json, request.code);
  json["entity"] = {{"type", "request"}, {"uid", request.code}, {"name", Escape(request.program)}};
  Json& ours = json["unmapped"];
  ours["kind"] = request.kind;
  ours["user"] = Person(request.requester);
  ours["runas"] = Escape(request.runas_user);
  ours["program"] = Escape(request.program);
  ours["commitment"] = ToText(request.commitment);
  ours["rules"] = Json::array();
  for (const Quorum& quorum : request.terms.quorums) ours["rules"].push_back(Escape(quorum.rule));
  return json;
}

Json GrantBase(const Activity& activity, const char* event, const GrantRecord& grant,
               const Moment& now) {
  Json json = Base(activity, event, grant.host, now);
  Correlate(json, grant.code);
  json["user"] = Person(grant.requester);
  json["privileges"] = Json::array({"run as " + Escape(grant.runas_user)});
  json["resource"] = {{"type", "grant"}, {"uid", grant.id}};
  Json& ours = json["unmapped"];
  ours["grant"] = grant.id;
  ours["commitment"] = ToText(grant.commitment);
  ours["rules"] = Names(grant.rules);
  ours["uses"] = grant.uses;
  ours["used"] = grant.used;
  return json;
}

Json Approvers(const std::vector<Approval>& approvals) {
  Json array = Json::array();
  for (const Approval& approval : approvals) array.push_back(Escape(approval.user));
  return array;
}

}  // namespace

AuditRecord QuestionAnswered(const LoggedAction& action, const AnsweredQuestion& answer,
                             const Moment& now) {
  const bool yes = !answer.refused.has_value();
  Json json = Base(kLaunch, answer.event.c_str(), action.host, now);
  Correlate(json, answer.code);
  json["action_id"] = yes ? kAllowed : kDenied;
  json["disposition_id"] = yes ? kDispositionApproved : kDispositionBlocked;
  json["status_id"] = yes ? kStatusSuccess : kStatusFailure;
  json["severity_id"] = yes ? kSeverityInformational : kSeverityLow;
  Json decision = {{"decision", yes ? "allowed" : "denied"}};
  if (!answer.rule.empty()) decision["policy"] = {{"name", Escape(answer.rule)}};
  json["authorizations"] = Json::array({std::move(decision)});
  json["actor"] = {{"user", Person(action.requester)}};
  json["process"] = {{"file", {{"path", Escape(action.program)}, {"type_id", 1}}},
                     {"user", {{"name", Escape(action.runas_user)}}}};
  Json& ours = json["unmapped"];
  ours["kind"] = action.kind;
  ours["commitment"] = ToText(action.commitment);
  ours["invocation"] = action.invocation;
  if (action.requester.login_uid) ours["login_uid"] = *action.requester.login_uid;
  if (!answer.rule.empty()) ours["rule"] = Escape(answer.rule);
  if (!answer.grant_id.empty()) ours["grant"] = answer.grant_id;
  if (!answer.approvals.empty()) ours["approved_by"] = Approvers(answer.approvals);
  if (answer.refused) ours["reason_code"] = NameOf(*answer.refused);
  const uid_t uid = action.requester.uid;
  return Finish(json, now, uid, uid, yes ? Priority::kInfo : Priority::kNotice);
}

AuditRecord RequestFiled(const Request& request, const std::string& invocation, const Moment& now) {
  Json json = RequestBase(kEntityCreate, "request_filed", request, now);
  json["actor"] = {{"user", Person(request.requester)}};
  if (request.reason) json["comment"] = Escape(*request.reason);
  json["unmapped"]["invocation"] = invocation;
  if (request.requester.login_uid) json["unmapped"]["login_uid"] = *request.requester.login_uid;
  return Finish(json, now, request.requester.uid, request.requester.uid, Priority::kInfo);
}

AuditRecord PersonDecided(const Request& request, const PersonDecision& decision,
                          const Moment& now) {
  Json json = RequestBase(kEntityUpdate, "decision", request, now);
  json["actor"] = {{"user", Person({decision.uid, decision.user, std::nullopt})}};
  if (!decision.comment.empty()) json["comment"] = Escape(decision.comment);
  json["unmapped"]["decision"] = decision.approves ? "approve" : "deny";
  return Finish(json, now, request.requester.uid, decision.uid, Priority::kNotice);
}

AuditRecord RequestSettled(const Request& request, RequestState state,
                           const std::optional<Requester>& by, const Moment& now) {
  Json json = RequestBase(kEntityUpdate, "request_settled", request, now);
  if (by) json["actor"] = {{"user", Person(*by)}};
  json["unmapped"]["state"] = NameOf(state);
  std::optional<uid_t> actor;
  if (by) actor = by->uid;
  return Finish(json, now, request.requester.uid, actor, Priority::kInfo);
}

AuditRecord GrantIssued(const GrantRecord& grant, const Moment& now) {
  Json json = GrantBase(kAssignPrivileges, "grant_issued", grant, now);
  json["unmapped"]["approved_by"] = Approvers(grant.approvals);
  return Finish(json, now, grant.requester.uid, std::nullopt, Priority::kNotice);
}

AuditRecord GrantEnded(const GrantRecord& grant, GrantState state,
                       const std::optional<Requester>& by, const std::string& why,
                       const Moment& now) {
  const bool revoked = state == GrantState::kRevoked;
  Json json = GrantBase(kRevokePrivileges, revoked ? "grant_revoked" : "grant_expired", grant, now);
  if (by) json["actor"] = {{"user", Person(*by)}};
  if (!why.empty()) json["comment"] = Escape(why);
  std::optional<uid_t> actor;
  if (by) actor = by->uid;
  return Finish(json, now, grant.requester.uid, actor,
                revoked ? Priority::kNotice : Priority::kInfo);
}

AuditRecord DaemonStarted(const std::string& host, const Moment& now) {
  Json json = Base(kEntityUpdate, "started", host, now);
  json["entity"] = {{"type", "daemon"}, {"name", "assentd"}};
  return Finish(json, now, std::nullopt, std::nullopt, Priority::kInfo);
}

AuditRecord ConfigurationLoaded(const std::string& host, std::size_t rules,
                                const std::vector<std::string>& warnings, const Moment& now) {
  Json json = Base(kEntityUpdate, "config_loaded", host, now);
  json["entity"] = {{"type", "configuration"}, {"name", "rules"}};
  json["status_id"] = kStatusSuccess;
  json["unmapped"]["rules_loaded"] = rules;
  json["unmapped"]["warnings"] = Names(warnings);
  return Finish(json, now, std::nullopt, std::nullopt,
                warnings.empty() ? Priority::kInfo : Priority::kWarning);
}

AuditRecord ConfigurationFailed(const std::string& host, const std::string& detail,
                                const Moment& now) {
  Json json = Base(kEntityUpdate, "config_failed", host, now);
  json["entity"] = {{"type", "configuration"}, {"name", "rules"}};
  json["status_id"] = kStatusFailure;
  json["severity_id"] = kSeverityHigh;
  json["status_detail"] = Escape(detail);
  return Finish(json, now, std::nullopt, std::nullopt, Priority::kError);
}

Json ShownRecord(const LogEntry& entry) {
  auto parsed = ParseJson(entry.record, {1024 * 1024, 16});
  Json json = parsed.ok() ? std::move(parsed).value() : Json::object();
  json["unmapped"]["seq"] = entry.seq;
  return json;
}

}  // namespace assent
