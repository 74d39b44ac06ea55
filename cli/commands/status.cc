#include <fmt/format.h>

#include "cli/commands/commands.h"
#include "cli/render_status.h"

namespace assent {

ExitCode ShowStatus(const Session& session) {
  const bool of_request = !session.options.code.empty();
  const auto json = session.backend.Get(of_request ? RequestTarget(session) : "/v1/status");
  if (!json.ok()) return Fail(session, json.error());
  if (of_request) return Report(session, json.value());
  const auto text = RenderStatus(json.value(), session.style);
  if (!text.ok()) return Fail(session, text.error());
  if (session.options.json) {
    PrintJson(session, json.value());
  } else {
    session.out << text.value();
  }
  return ExitCode::kDone;
}

}  // namespace assent
