#include "cli/backend.h"

#include "cli/foreign_text.h"
#include "common/action/reason_code.h"
#include "common/client/ask.h"
#include "common/client/connect.h"
#include "common/client/http_exchange.h"

namespace assent {
namespace {

constexpr JsonLimits kPageLimits{.max_bytes = kMaxPageBytes};

std::string WhenNothingIsSaid(int status) {
  switch (status) {
    case 403:
      return "this is not yours to do";
    case 404:
      return "there is no such request or grant, or it is not yours to see";
    case 409:
      return "it is settled already";
    case 429:
      return "too many questions; wait a minute";
    default:
      return "HTTP status " + std::to_string(status);
  }
}

std::string NextStepAfter(int status) {
  if (status == 404) return "; `assent pending` lists what you may see";
  return "";
}

// RFC 9457. What the server says is better than what its status says.
std::string ProblemDetail(const HttpReply& reply) {
  const auto json = ParseJson(reply.body);
  if (json.ok()) {
    const auto problem = JsonObject::From(json.value(), "problem");
    if (problem.ok()) {
      const auto detail = problem.value().OptionalString("detail");
      if (detail.ok() && detail.value() && !detail.value()->empty()) return *detail.value();
    }
  }
  return WhenNothingIsSaid(reply.status);
}

Result<Json> ReadReply(const HttpReply& reply) {
  if (reply.status >= 400 && reply.status < 500) {
    return Error{Errc::kBadRequest, ProblemDetail(reply) + NextStepAfter(reply.status)};
  }
  if (reply.status != 200) return Error{Errc::kBadReply, ProblemDetail(reply)};
  auto json = ParseJson(reply.body, kPageLimits);
  if (!json.ok()) return Error{Errc::kBadReply, json.error().detail};
  return json;
}

Result<Json> Ask(const Connector& connect, const HttpQuestion& question,
                 std::chrono::milliseconds timeout) {
  const Deadline deadline{.at = std::chrono::steady_clock::now() + timeout +
                                question.wait.value_or(std::chrono::seconds(0))};
  ASSENT_ASSIGN_OR_RETURN(const UniqueFd fd, connect(deadline));
  ASSENT_ASSIGN_OR_RETURN(const HttpReply reply,
                          Exchange(fd.get(), question, deadline, kMaxPageBytes));
  return ReadReply(reply);
}

}  // namespace

Connector ConnectorTo(std::string socket) {
  return [socket = std::move(socket)](const Deadline& deadline) {
    return ConnectToBackend(socket, SocketPolicy{}, deadline);
  };
}

Result<Json> Backend::Get(const std::string& target,
                          std::optional<std::chrono::seconds> wait) const {
  return Ask(connect_, {.method = "GET", .target = target, .body = "", .wait = wait},
             answer_timeout_);
}

Result<Json> Backend::Post(const std::string& target, const Json& body) const {
  return Ask(connect_, {.method = "POST", .target = target, .body = DumpJson(body), .wait = {}},
             answer_timeout_);
}

std::string FailureLine(const Error& error) {
  if (error.code == Errc::kBadRequest) return Printable(error.detail);
  const Denial denial = ToDenial(error);
  return Printable(denial.message) + "; " + std::string(TextOf(denial.code).next_step);
}

}  // namespace assent
