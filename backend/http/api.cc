#include "backend/http/api.h"

#include <assent/version.h>

#include <algorithm>
#include <charconv>
#include <exception>
#include <limits>

#include "backend/http/bodies.h"
#include "backend/http/listing_views.h"
#include "backend/http/views.h"
#include "common/base/duration.h"
#include "common/base/escape.h"

namespace assent {
namespace {

constexpr std::size_t kMaxPageBytes = 4 * 1024 * 1024 - 64;
constexpr std::size_t kLogDefault = 100;
constexpr std::uint64_t kLogMost = 1000;

std::vector<std::string> Segments(const std::string& path) {
  std::vector<std::string> segments;
  if (path.empty() || path.front() != '/') return {""};
  std::size_t from = 1;
  for (;;) {
    const auto slash = path.find('/', from);
    segments.push_back(path.substr(from, slash - from));
    if (slash == std::string::npos) return segments;
    from = slash + 1;
  }
}

// The name that stands for "*", or nullopt when the path is another.
std::optional<std::string> Match(const std::vector<std::string>& pattern,
                                 const std::vector<std::string>& segments) {
  if (pattern.size() != segments.size()) return std::nullopt;
  std::string name;
  for (std::size_t index = 0; index < pattern.size(); ++index) {
    if (pattern[index] == "*") {
      name = segments[index];
      if (name.empty() || name.size() > 64) return std::nullopt;
    } else if (pattern[index] != segments[index]) {
      return std::nullopt;
    }
  }
  return name;
}

Result<std::optional<std::uint64_t>> NumberIn(const Target& target, const char* name,
                                              std::uint64_t max) {
  ASSENT_ASSIGN_OR_RETURN(const auto text, target.Parameter(name));
  if (!text) return std::optional<std::uint64_t>();
  std::uint64_t number = 0;
  const char* const end = text->data() + text->size();
  const auto [rest, ec] = std::from_chars(text->data(), end, number);
  if (ec != std::errc{} || rest != end || number > max) {
    return Error{Errc::kBadRequest,
                 std::string(name) + " must be a whole number up to " + std::to_string(max)};
  }
  return std::optional<std::uint64_t>(number);
}

// ?state=: only those of the state named first, or all of them.
enum class Which { kCurrent, kAll };
Result<Which> StateIn(const Target& target, const std::string& current) {
  ASSENT_ASSIGN_OR_RETURN(const auto state, target.Parameter("state"));
  if (!state || *state == current) return Which::kCurrent;
  if (*state == "all") return Which::kAll;
  return Error{Errc::kBadRequest, "state must be " + current + " or all"};
}

constexpr std::uint64_t kMaxSequence = std::numeric_limits<std::int64_t>::max();
constexpr std::uint64_t kMaxUid = std::numeric_limits<std::uint32_t>::max() - 1;

}  // namespace

std::size_t BodyLimit(const Peer& peer) { return peer.IsRoot() ? 1024 * 1024 : 64 * 1024; }

const std::vector<Api::Route>& Api::Routes() {
  static const std::vector<Route> routes = {
      {"POST", {"access", "v1", "evaluation"}, &Api::Evaluate},
      {"POST", {"v1", "forecast"}, &Api::Foretell},
      {"GET", {"v1", "standing"}, &Api::ShowStanding},
      {"GET", {"v1", "requests"}, &Api::ListRequests},
      {"GET", {"v1", "requests", "*"}, &Api::ShowRequest},
      {"POST", {"v1", "requests", "*", "decision"}, &Api::DecideRequest},
      {"POST", {"v1", "requests", "*", "cancel"}, &Api::CancelRequest},
      {"GET", {"v1", "grants"}, &Api::ListGrants},
      {"POST", {"v1", "grants", "*", "revoke"}, &Api::RevokeGrant},
      {"GET", {"v1", "log"}, &Api::ShowLog},
      {"GET", {"v1", "status"}, &Api::ShowStatus},
  };
  return routes;
}

ApiReply Api::Answer(const ApiRequest& request, const Peer& peer) {
  const auto segments = Segments(SplitTarget(request.target).path);
  std::string allow;
  for (const Route& route : Routes()) {
    const auto name = Match(route.path, segments);
    if (!name) continue;
    if (request.method == route.method) return (this->*route.handler)(request, peer, *name);
    allow = route.method;
  }
  if (allow.empty()) return Problem(404, "there is no such resource");
  ApiReply reply = Problem(405, "this resource takes " + allow);
  reply.allow = allow;
  return reply;
}

ApiReply Api::Refuse(const Refused& refused) {
  if (refused.kind == Refusal::kFailed) {
    service_.core().journal(Priority::kError, "assentd: " + Escape(refused.detail));
  }
  return Problem(refused);
}

ApiReply Api::Evaluate(const ApiRequest& request, const Peer& peer, const std::string& /*name*/) {
  const auto body = ReadBody(request, Body::kRequired, BodyLimit(peer));
  if (!body.ok()) return Problem(400, body.error().detail);
  const auto question = ReadQuestion(body.value());
  if (!question.ok()) return Problem(400, question.error().detail);
  const auto evaluation = service_.Evaluate(question.value(), peer);
  if (!evaluation.ok()) return Refuse(evaluation.error());
  ApiReply reply = JsonReply(ToJson(evaluation.value()));
  const No* const no = std::get_if<No>(&evaluation.value().verdict);
  if (no != nullptr && no->pending) {
    reply.pending = ApiReply::Pending{no->pending->request_id, evaluation.value().subject};
  }
  return reply;
}

ApiReply Api::Foretell(const ApiRequest& request, const Peer& peer, const std::string& /*name*/) {
  const auto body = ReadBody(request, Body::kRequired, BodyLimit(peer));
  if (!body.ok()) return Problem(400, body.error().detail);
  const auto question = ReadQuestion(body.value());
  if (!question.ok()) return Problem(400, question.error().detail);
  const auto forecast = service_.ForecastOf(question.value(), peer);
  return forecast.ok() ? JsonReply(ToJson(forecast.value())) : Refuse(forecast.error());
}

ApiReply Api::ShowStanding(const ApiRequest& request, const Peer& peer,
                           const std::string& /*name*/) {
  const auto uid = NumberIn(SplitTarget(request.target), "uid", kMaxUid);
  if (!uid.ok()) return Problem(400, uid.error().detail);
  if (!uid.value()) return Problem(400, "uid is missing");
  const auto standing = service_.StandingOf(static_cast<uid_t>(*uid.value()), peer);
  return standing.ok() ? JsonReply(ToJson(standing.value())) : Refuse(standing.error());
}

ApiReply Api::ListRequests(const ApiRequest& request, const Peer& peer,
                           const std::string& /*name*/) {
  const Target target = SplitTarget(request.target);
  const auto which = StateIn(target, "pending");
  if (!which.ok()) return Problem(400, which.error().detail);
  const auto after = NumberIn(target, "after", kMaxSequence);
  if (!after.ok()) return Problem(400, after.error().detail);
  const auto page = service_.Requests(peer, which.value() == Which::kCurrent,
                                      static_cast<std::int64_t>(after.value().value_or(0)));
  if (!page.ok()) return Refuse(page.error());
  bool more = page.value().more;
  std::string list;
  for (const RequestView& view : page.value().requests) {
    std::string shown = ToJsonText(view);
    // The first always fits: a question has at most 1 MiB.
    if (!list.empty() && list.size() + shown.size() > kMaxPageBytes) {
      more = true;
      break;
    }
    list += (list.empty() ? "" : ",") + std::move(shown);
  }
  return JsonTextReply("{\"requests\":[" + list + "],\"more\":" + (more ? "true" : "false") + "}");
}

ApiReply Api::Show(const Outcome<RequestView>& view) {
  if (!view.ok()) return Refuse(view.error());
  ApiReply reply = JsonTextReply(ToJsonText(view.value()));
  const Request& shown = view.value().request;
  if (shown.state == RequestState::kPending) {
    reply.pending = ApiReply::Pending{shown.id, std::nullopt};
  }
  return reply;
}

ApiReply Api::ShowRequest(const ApiRequest& /*request*/, const Peer& peer,
                          const std::string& name) {
  return Show(service_.FindRequest(peer, name));
}

ApiReply Api::DecideRequest(const ApiRequest& request, const Peer& peer, const std::string& name) {
  const auto body = ReadBody(request, Body::kRequired, BodyLimit(peer));
  if (!body.ok()) return Problem(400, body.error().detail);
  const auto wish = ReadDecision(body.value());
  if (!wish.ok()) return Problem(400, wish.error().detail);
  ApiReply reply = Show(service_.Decide(peer, name, wish.value()));
  reply.pending.reset();  // a decision is answered at once
  return reply;
}

ApiReply Api::CancelRequest(const ApiRequest& request, const Peer& peer, const std::string& name) {
  const auto body = ReadBody(request, Body::kOptional, BodyLimit(peer));
  if (!body.ok()) return Problem(400, body.error().detail);
  return Show(service_.Cancel(peer, name));
}

ApiReply Api::ListGrants(const ApiRequest& request, const Peer& peer, const std::string& /*name*/) {
  const auto which = StateIn(SplitTarget(request.target), "live");
  if (!which.ok()) return Problem(400, which.error().detail);
  const auto grants = service_.Grants(peer, which.value() == Which::kCurrent);
  if (!grants.ok()) return Refuse(grants.error());
  Json list = Json::array();
  const BootTime now = service_.core().clock.Now().boot;
  for (const GrantRecord& grant : grants.value()) list.push_back(ToJson(grant, now));
  return JsonReply({{"grants", std::move(list)}});
}

ApiReply Api::RevokeGrant(const ApiRequest& request, const Peer& peer, const std::string& name) {
  const auto body = ReadBody(request, Body::kOptional, BodyLimit(peer));
  if (!body.ok()) return Problem(400, body.error().detail);
  const auto comment = ReadComment(body.value());
  if (!comment.ok()) return Problem(400, comment.error().detail);
  const auto grant = service_.Revoke(peer, name, comment.value());
  if (!grant.ok()) return Refuse(grant.error());
  return JsonReply(ToJson(grant.value(), service_.core().clock.Now().boot));
}

ApiReply Api::ShowLog(const ApiRequest& request, const Peer& peer, const std::string& /*name*/) {
  const Target target = SplitTarget(request.target);
  const auto after = NumberIn(target, "after", kMaxSequence);
  if (!after.ok()) return Problem(400, after.error().detail);
  const auto limit = NumberIn(target, "limit", kLogMost);
  if (!limit.ok()) return Problem(400, limit.error().detail);
  std::optional<std::int64_t> from;
  if (after.value()) from = static_cast<std::int64_t>(*after.value());
  const auto entries =
      service_.ReadLog(peer, from, static_cast<std::size_t>(limit.value().value_or(kLogDefault)));
  if (!entries.ok()) return Refuse(entries.error());
  Json list = Json::array();
  for (const LogEntry& entry : entries.value()) list.push_back(ShownRecord(entry));
  return JsonReply({{"records", std::move(list)}});
}

ApiReply Api::ShowStatus(const ApiRequest& /*request*/, const Peer& peer,
                         const std::string& /*name*/) {
  const auto counts = service_.Counts();
  if (!counts.ok()) return Refuse(counts.error());
  const Core& core = service_.core();
  Json rules = {{"loaded", core.rules ? core.rules->size() : 0},
                {"loaded_at", core.rules ? Json(FormatTime(core.rules_loaded_at)) : Json()},
                {"error", Escape(core.load_error)}};
  const auto login = peer.login.value();
  return JsonReply({{"version", ASSENT_VERSION},
                    {"started_at", FormatTime(started_at_)},
                    {"host", Escape(core.host)},
                    {"rules", std::move(rules)},
                    {"pending", counts.value().pending},
                    {"grants", counts.value().live_grants},
                    {"log_seq", counts.value().log_seq},
                    {"you",
                     {{"user", Escape(peer.name)},
                      {"uid", peer.uid},
                      {"login_uid", login ? Json(*login) : Json()}}}});
}

}  // namespace assent
