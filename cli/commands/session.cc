#include <fmt/format.h>

#include "cli/commands/commands.h"
#include "cli/foreign_text.h"
#include "cli/render_request.h"

namespace assent {

ExitCode RunCommand(const Session& session) {
  switch (session.options.command) {
    case Command::kPending:
      return ListPending(session);
    case Command::kShow:
      return ShowRequest(session);
    case Command::kApprove:
      return Approve(session);
    case Command::kDeny:
      return Deny(session);
    case Command::kStatus:
      return ShowStatus(session);
    case Command::kWait:
      return WaitForRequest(session);
    case Command::kCancel:
      return Cancel(session);
    case Command::kGrants:
      return ListGrants(session);
    case Command::kRevoke:
      return Revoke(session);
    case Command::kLog:
      return ShowLog(session);
    case Command::kWatch:
      return Watch(session);
    case Command::kHelp:
      return ExplainReason(session.options.topic, session.out, session.err);
  }
  return ExitCode::kUsage;
}

std::string RequestTarget(const Session& session) { return "/v1/requests/" + session.options.code; }

ExitCode Complain(const Session& session, const std::string& printable) {
  session.err << "assent: " << printable << "\n";
  return ExitCode::kError;
}

ExitCode Fail(const Session& session, const Error& error) {
  return Complain(session, FailureLine(error));
}

void PrintJson(const Session& session, const Json& json) {
  session.out << json.dump(2, ' ', /*ensure_ascii=*/true, Json::error_handler_t::replace) << "\n";
}

ExitCode ExitCodeOf(const RequestView& request) {
  switch (request.state) {
    case RequestState::kPending:
      return ExitCode::kPending;
    case RequestState::kApproved:
      break;
    case RequestState::kDenied:
    case RequestState::kExpired:
    case RequestState::kCancelled:
      return ExitCode::kSettledWithoutGrant;
    case RequestState::kUnknown:
      return ExitCode::kError;
  }
  if (!request.grant) return ExitCode::kSettledWithoutGrant;
  const GrantState grant = request.grant->state;
  return grant == GrantState::kLive || grant == GrantState::kUsed ? ExitCode::kDone
                                                                  : ExitCode::kSettledWithoutGrant;
}

ExitCode Report(const Session& session, const Json& json) {
  const auto request = ReadRequest(json);
  if (!request.ok()) return Fail(session, request.error());
  if (session.options.json) {
    PrintJson(session, json);
    return ExitCodeOf(request.value());
  }
  const RequestView& view = request.value();
  session.out << view.code << ": " << OutcomeOf(view);
  if (view.grant) {
    session.out << fmt::format("; grant {} is {}", view.grant->id, view.grant->state_name);
  }
  session.out << "\n";
  return ExitCodeOf(view);
}

}  // namespace assent
