// One function for each subcommand: asks the backend, prints, says how it went.
#pragma once

#include <functional>
#include <optional>
#include <ostream>

#include "cli/backend.h"
#include "cli/exit_code.h"
#include "cli/options.h"
#include "cli/page.h"
#include "cli/request.h"
#include "cli/terminal.h"

namespace assent {

struct Session {
  const Options& options;
  const Backend& backend;
  std::ostream& out;
  std::ostream& err;
  Style style;
  std::function<std::optional<Terminal>()> open_terminal;
};

ExitCode RunCommand(const Session& session);

ExitCode ListPending(const Session& session);
ExitCode ShowRequest(const Session& session);
ExitCode Approve(const Session& session);
ExitCode Deny(const Session& session);
ExitCode ShowStatus(const Session& session);
ExitCode WaitForRequest(const Session& session);
ExitCode Cancel(const Session& session);
ExitCode ListGrants(const Session& session);
ExitCode Revoke(const Session& session);
ExitCode ShowLog(const Session& session);

ExitCode Watch(const Session& session);

// About what stands before the person: `request` is shown and asked about on `terminal`, and the
// answer carries its commitment, whatever the server has by then. Without a terminal (--yes) the
// request is printed and approved. `session.options.code` is the request's.
ExitCode ApproveDisplayed(const Session& session, RequestView request, const Terminal* terminal);
ExitCode DenyDisplayed(const Session& session, const RequestView& request,
                       const Terminal& terminal);

// Everything that waits and that the person may see, oldest first.
Result<std::vector<Json>> AllPending(const Backend& backend);

// Needs no backend and no configuration, since it is read when these are broken.
ExitCode ExplainReason(const std::optional<std::string>& topic, std::ostream& out,
                       std::ostream& err);

// "/v1/requests/WDJB-MJHT"
std::string RequestTarget(const Session& session);

// One line on `err`, "assent: ...". Returns kError.
ExitCode Fail(const Session& session, const Error& error);
ExitCode Complain(const Session& session, const std::string& printable);

// Pure ASCII, so that nothing in it acts on a terminal either.
void PrintJson(const Session& session, const Json& json);

// kDone: approved, and its grant is live or was used. kPending. Else kSettledWithoutGrant; kError
// for a state that is not known.
ExitCode ExitCodeOf(const RequestView& request);

// Prints how the request stands ("WDJB-MJHT: ...", or `json`) and returns its exit code.
ExitCode Report(const Session& session, const Json& json);

}  // namespace assent
