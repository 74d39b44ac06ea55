#include "cli/commands/commands.h"
#include "cli/render_log.h"

namespace assent {
namespace {

std::string Target(const Options& options) {
  std::string target = "/v1/log";
  if (options.after) target += "?after=" + std::to_string(*options.after);
  if (options.limit)
    target += (options.after ? "&" : "?") + ("limit=" + std::to_string(*options.limit));
  return target;
}

Result<std::vector<Json>> Records(const Json& json) {
  const auto object = JsonObject::From(json, "answer");
  if (!object.ok()) return Error{Errc::kBadReply, object.error().detail};
  const auto array = object.value().Array("records");
  if (!array.ok()) return Error{Errc::kBadReply, array.error().detail};
  return array.value()->get<std::vector<Json>>();
}

}  // namespace

ExitCode ShowLog(const Session& session) {
  const auto json = session.backend.Get(Target(session.options));
  if (!json.ok()) return Fail(session, json.error());
  const auto records = Records(json.value());
  if (!records.ok()) return Fail(session, records.error());
  if (session.options.json) {
    PrintJson(session, json.value());
  } else {
    session.out << RenderLog(records.value(), session.style);
  }
  return ExitCode::kDone;
}

}  // namespace assent
