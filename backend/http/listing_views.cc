#include "backend/http/listing_views.h"

#include "backend/http/view_parts.h"
#include "backend/model/approval.h"
#include "common/base/escape.h"

namespace assent {
namespace {

constexpr std::size_t kMostBytes = 48 * 1024;
constexpr std::size_t kMostPathBytes = 256;

Json Directory(const std::optional<std::string>& cwd) {
  if (!cwd) return {};
  // Cut before it is escaped: never within an escape.
  return cwd->size() <= kMostPathBytes ? Escape(*cwd)
                                       : Escape(cwd->substr(0, kMostPathBytes)) + "…";
}

Json BriefGrant(const GrantRecord& grant, BootTime now) {
  return {{"id", grant.id},
          {"code", grant.code},
          {"what", grant.what},
          {"runas", Escape(grant.runas_user)},
          {"cwd", Directory(grant.ignores_cwd ? std::nullopt : grant.cwd)},
          {"uses_left", grant.uses > grant.used ? grant.uses - grant.used : 0},
          {"left_s", WholeSeconds(grant.start_before - now)}};
}

Json BriefRequest(const Request& request, const Moment& now) {
  const No no = WaitsFor(request, "", now);
  return {{"what", request.what},
          {"runas", Escape(request.runas_user)},
          {"cwd", Directory(request.terms.ignores_cwd ? std::nullopt : request.cwd)},
          {"access_request", AccessRequestJson(*no.pending)}};
}

// As many as fit. False when one had to be left out.
template <typename List, typename View>
bool Append(Json& array, std::size_t& bytes, const List& list, const View& view) {
  for (const auto& element : list) {
    Json shown = view(element);
    bytes += DumpJson(shown).size();
    if (bytes > kMostBytes) return false;
    array.push_back(std::move(shown));
  }
  return true;
}

Json OutlookJson(const No& no, const Moment& /*seen*/) {
  if (no.pending && no.code == ReasonCode::kApprovalNeeded) {
    return {{"outlook", "pending"}, {"access_request", AccessRequestJson(*no.pending)}};
  }
  return {{"outlook", "deny"}, {"reason_code", NameOf(no.code)}, {"message", no.message}};
}

Json OutlookJson(const WouldAsk& ask, const Moment& /*seen*/) {
  Json json = {{"outlook", "ask"}, {"waiting_for", ask.waiting_for}};
  if (ask.reason_wanted) json["reason_wanted"] = *ask.reason_wanted;
  return json;
}

Json OutlookJson(const WouldRunByGrant& run, const Moment& seen) {
  return {{"outlook", "grant"}, {"grant", BriefGrant(run.grant, seen.boot)}};
}

Json OutlookJson(const WouldRunByRule& run, const Moment& /*seen*/) {
  return {{"outlook", "permit"}, {"rule", Escape(run.rule)}};
}

}  // namespace

Json ToJson(const Forecast& forecast) {
  Json json = std::visit([&](const auto& outlook) { return OutlookJson(outlook, forecast.seen); },
                         forecast.outlook);
  json["digest"] = ToText(forecast.digest);
  return json;
}

Json ToJson(const Standing& standing) {
  std::size_t bytes = 0;
  Json grants = Json::array();
  Json requests = Json::array();
  const bool all =
      Append(grants, bytes, standing.grants,
             [&](const GrantRecord& grant) { return BriefGrant(grant, standing.seen.boot); }) &&
      Append(requests, bytes, standing.requests,
             [&](const Request& request) { return BriefRequest(request, standing.seen); });
  return {{"grants", std::move(grants)},
          {"requests", std::move(requests)},
          {"more", standing.more || !all}};
}

Json AccessRequestJson(const PendingAnswer& pending) {
  return {{"code", pending.code},
          {"expires_at", FormatTime(pending.expires.wall)},
          {"until", ClockFace(pending.expires.wall)},
          {"left_s", WholeSeconds(pending.left)},
          {"waiting_for", pending.waiting_for}};
}

}  // namespace assent
