#include <fmt/format.h>

#include "cli/commands/commands.h"
#include "cli/render_lists.h"
#include "common/base/escape.h"

namespace assent {
namespace {

Result<std::vector<Json>> Grants(const Json& json) {
  const auto object = JsonObject::From(json, "answer");
  if (!object.ok()) return Error{Errc::kBadReply, object.error().detail};
  const auto array = object.value().Array("grants");
  if (!array.ok()) return Error{Errc::kBadReply, array.error().detail};
  return array.value()->get<std::vector<Json>>();
}

}  // namespace

ExitCode ListGrants(const Session& session) {
  const auto json =
      session.backend.Get(session.options.all ? "/v1/grants?state=all" : "/v1/grants?state=live");
  if (!json.ok()) return Fail(session, json.error());
  const auto grants = Grants(json.value());
  if (!grants.ok()) return Fail(session, grants.error());
  if (session.options.json) {
    PrintJson(session, json.value());
  } else if (session.options.quiet) {
    session.out << RenderNames(grants.value(), "id");
  } else {
    session.out << RenderGrants(grants.value(), session.style);
  }
  return ExitCode::kDone;
}

ExitCode Revoke(const Session& session) {
  Json body = Json::object();
  if (session.options.comment) body["comment"] = Escape(*session.options.comment);
  const auto json =
      session.backend.Post("/v1/grants/" + session.options.grant_id + "/revoke", body);
  if (!json.ok()) return Fail(session, json.error());
  const auto grant = ReadGrant(json.value());
  if (!grant.ok()) return Fail(session, grant.error());
  if (session.options.json) {
    PrintJson(session, json.value());
  } else {
    session.out << fmt::format("{}: {} ({})\n", grant.value().id, grant.value().state_name,
                               grant.value().what);
  }
  return grant.value().state == GrantState::kRevoked ? ExitCode::kDone : ExitCode::kError;
}

}  // namespace assent
