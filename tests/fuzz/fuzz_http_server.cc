// What anybody may send to assentd's socket: bytes, through the HTTP parser, the routing and the
// reading of bodies, to a service with rules that permit, ask and deny.
//
// Never a yes, a request or a decision from anything but a well-formed message by the right peer;
// always a status of docs/PROTOCOL.md; always JSON in the answer.

#include <cstdint>
#include <cstdlib>
#include <set>
#include <utility>

#include "backend/http/api.h"
#include "backend/http/beast_message.h"
#include "common/action/wire.h"
#include "common/base/sha256.h"

namespace {

using namespace assent;
namespace http = boost::beast::http;

constexpr uid_t kBob = 1002;
constexpr const char* kRules = R"([[rule]]
name = "permit"
effect = "permit"
who = { users = ["alice"] }
action = ["sudo"]
command = "/usr/bin/date"
args = []
[[rule]]
name = "ask"
effect = "ask"
who = { users = ["alice"] }
action = ["sudo", "sudoedit"]
approvers = { users = ["bob"] }
)";

void Demand(bool holds) {
  if (!holds) std::abort();
}

class StandingClock final : public Clock {
 public:
  [[nodiscard]] Moment Now() const override {
    return {std::chrono::hours(1), WallTime(std::chrono::hours(480'000))};
  }
};

NameService Names() {
  NameService names;
  names.user = [](const std::string& name) -> Result<std::optional<NameService::User>> {
    if (name == "alice") return std::optional<NameService::User>({1001, 1001});
    if (name == "bob") return std::optional<NameService::User>({kBob, kBob});
    return std::optional<NameService::User>();
  };
  names.group = [](const std::string&) -> Result<std::optional<NameService::Group>> {
    return std::optional<NameService::Group>();
  };
  return names;
}

// Made once: opening a store for each input would leave nothing of the speed.
struct Backend {
  Backend() : store(std::move(OpenSqliteStore(":memory:")).value()) {
    Policy policy;
    policy.question_burst = 1'000'000;
    policy.waiting_requests = 64;
    Demand(service.Start().ok());
    auto rules = RuleSet::Parse({{"/rules.toml", kRules}}, Names());
    Demand(rules.ok());
    Demand(service.UseRules(std::move(rules).value(), policy).ok());
  }
  StandingClock clock;
  std::unique_ptr<Store> store;
  Service service{Core(
      *store, clock, RandomBytes, [](Priority, const std::string&) {}, "boot", "host")};
  Api api{service, clock.Now().wall};
};

std::optional<HttpRequest> Parse(const std::string& bytes, std::size_t body_limit) {
  http::request_parser<http::string_body> parser;
  parser.header_limit(8 * 1024);
  parser.body_limit(body_limit);
  parser.eager(true);
  boost::system::error_code ec;
  boost::asio::const_buffer rest = boost::asio::buffer(bytes);
  while (!ec && rest.size() > 0 && !parser.is_done()) rest += parser.put(rest, ec);
  if (ec || !parser.is_done()) return std::nullopt;
  return parser.release();
}

// The one thing that may be answered yes, read again by other means.
bool IsQuestionOfRoot(const ApiRequest& request, const Peer& peer) {
  if (!peer.IsRoot() || request.method != "POST") return false;
  if (SplitTarget(request.target).path != "/access/v1/evaluation") return false;
  const auto body = ParseJson(request.body, {1024 * 1024, 16});
  if (!body.ok()) return false;
  const auto question = QuestionFromJson(body.value());
  return question.ok() && !question.value().file_only &&
         body.value()["resource"]["id"] == ToText(DigestOf(question.value().action));
}

void Check(Backend& backend, const ApiRequest& request, const Peer& peer) {
  static const std::set<int> kStatuses = {200, 400, 403, 404, 405, 409, 413, 500};
  const auto before = backend.store->Counts().value();
  const ApiReply reply = backend.api.Answer(request, peer);
  Demand(kStatuses.contains(reply.status));
  const Json answer = Json::parse(reply.body, nullptr, false);
  Demand(answer.is_object());
  Demand((reply.status == 200) == (reply.content_type == "application/json"));
  if (answer.contains("decision")) {
    Demand(reply.status == 200 && answer["decision"].is_boolean());
    if (answer["decision"] == true) Demand(IsQuestionOfRoot(request, peer));
  }
  const auto after = backend.store->Counts().value();
  if (after.pending > before.pending) Demand(peer.IsRoot() && reply.pending.has_value());
  if (after.live_grants > before.live_grants) Demand(peer.uid == kBob && reply.status == 200);
  if (reply.status != 200) Demand(after.log_seq == before.log_seq);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static Backend backend;
  static const Peer kPeers[] = {
      {0, {0}, LoginUid::Of(1001), "root"},
      {1001, {1001}, LoginUid::Of(1001), "alice"},
      {kBob, {kBob}, LoginUid::Of(kBob), "bob"},
      {1004, {1004}, LoginUid::Of(1004), "mallory"},
  };
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  for (const Peer& peer : kPeers) {
    const auto request = Parse(bytes, BodyLimit(peer));
    if (!request) continue;
    const ApiRequest asked = ToApiRequest(*request);
    static_cast<void>(WaitFrom(asked.prefer));
    Check(backend, asked, peer);
    static_cast<void>(ToHttpResponse(Problem(400, "x"), *request));
  }
  return 0;
}
