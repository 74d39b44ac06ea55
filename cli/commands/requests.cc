#include <fmt/format.h>

#include "cli/commands/commands.h"
#include "cli/render_lists.h"
#include "cli/render_request.h"

namespace assent {
namespace {

constexpr std::uint64_t kMaxId = std::numeric_limits<std::int64_t>::max();

struct PageOfRequests {
  std::vector<Json> requests;
  std::optional<std::uint64_t> next;  // ask again behind this id
};

Result<PageOfRequests> ReadPage(const Json& json, std::uint64_t after) {
  ASSENT_ASSIGN_OR_RETURN(const JsonObject object, JsonObject::From(json, "page"));
  ASSENT_ASSIGN_OR_RETURN(const Json* const array, object.Array("requests"));
  PageOfRequests page{array->get<std::vector<Json>>(), {}};
  ASSENT_ASSIGN_OR_RETURN(const auto more, object.OptionalBool("more"));
  if (!more.value_or(false) || page.requests.empty()) return page;
  ASSENT_ASSIGN_OR_RETURN(const JsonObject last, JsonObject::From(page.requests.back(), "request"));
  ASSENT_ASSIGN_OR_RETURN(const std::uint64_t id, last.Unsigned("id", kMaxId));
  // Newest last: a server that does not go on would be asked for ever.
  if (id <= after) return Error{Errc::kBadReply, "the pages of the list do not ascend"};
  page.next = id;
  return page;
}

}  // namespace

Result<std::vector<Json>> AllPending(const Backend& backend) {
  std::vector<Json> all;
  std::optional<std::uint64_t> after = 0;
  while (after) {
    const std::string target =
        "/v1/requests?state=pending" + (*after == 0 ? "" : "&after=" + std::to_string(*after));
    ASSENT_ASSIGN_OR_RETURN(const Json json, backend.Get(target));
    auto page = ReadPage(json, *after);
    if (!page.ok()) return Error{Errc::kBadReply, page.error().detail};
    std::move(page.value().requests.begin(), page.value().requests.end(), std::back_inserter(all));
    after = page.value().next;
  }
  return all;
}

ExitCode ListPending(const Session& session) {
  const auto requests = AllPending(session.backend);
  if (!requests.ok()) return Fail(session, requests.error());
  if (session.options.json) {
    PrintJson(session, {{"requests", requests.value()}, {"more", false}});
  } else if (session.options.quiet) {
    session.out << RenderNames(requests.value(), "code");
  } else {
    session.out << RenderPending(requests.value(), session.style);
  }
  return ExitCode::kDone;
}

ExitCode ShowRequest(const Session& session) {
  const auto json = session.backend.Get(RequestTarget(session));
  if (!json.ok()) return Fail(session, json.error());
  const auto request = ReadRequest(json.value());
  if (!request.ok()) return Fail(session, request.error());
  if (session.options.json) {
    PrintJson(session, json.value());
  } else {
    session.out << RenderRequest(request.value(), session.style);
  }
  return ExitCode::kDone;
}

ExitCode Cancel(const Session& session) {
  const auto json = session.backend.Post(RequestTarget(session) + "/cancel", Json::object());
  if (!json.ok()) return Fail(session, json.error());
  const ExitCode reported = Report(session, json.value());
  return reported == ExitCode::kSettledWithoutGrant ? ExitCode::kDone : ExitCode::kError;
}

}  // namespace assent
