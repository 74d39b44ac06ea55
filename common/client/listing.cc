#include "common/client/listing.h"

#include <algorithm>
#include <limits>

#include "common/client/ask.h"
#include "common/client/http_exchange.h"
#include "common/client/reply_members.h"

namespace assent {
namespace {

using std::chrono::milliseconds;

constexpr std::uint64_t kMaxSeconds = 10ULL * 366 * 86400;
constexpr std::uint64_t kMaxUses = std::numeric_limits<std::uint32_t>::max();

Error Bad(std::string what) { return Error{Errc::kBadReply, std::move(what)}; }

Result<std::string> Directory(const JsonObject& object) {
  ASSENT_ASSIGN_OR_RETURN(const auto cwd, object.OptionalString("cwd"));
  return Printable(cwd.value_or(""));
}

Result<ListedGrant> ReadGrant(const JsonObject& object) {
  ListedGrant grant;
  ASSENT_ASSIGN_OR_RETURN(grant.id, PrintableText(object, "id"));
  ASSENT_ASSIGN_OR_RETURN(grant.what, PrintableText(object, "what"));
  ASSENT_ASSIGN_OR_RETURN(grant.runas, PrintableText(object, "runas"));
  ASSENT_ASSIGN_OR_RETURN(grant.cwd, Directory(object));
  ASSENT_ASSIGN_OR_RETURN(grant.uses_left, object.Unsigned("uses_left", kMaxUses));
  ASSENT_ASSIGN_OR_RETURN(const std::uint64_t left, object.Unsigned("left_s", kMaxSeconds));
  grant.left = std::chrono::seconds(left);
  return grant;
}

Result<ListedRequest> ReadRequest(const JsonObject& object) {
  ListedRequest request;
  ASSENT_ASSIGN_OR_RETURN(request.what, PrintableText(object, "what"));
  ASSENT_ASSIGN_OR_RETURN(request.runas, PrintableText(object, "runas"));
  ASSENT_ASSIGN_OR_RETURN(request.cwd, Directory(object));
  ASSENT_ASSIGN_OR_RETURN(const JsonObject pending, object.Object("access_request"));
  ASSENT_ASSIGN_OR_RETURN(request.pending, ReadPending(pending));
  return request;
}

template <typename T>
Result<std::vector<T>> ReadList(const JsonObject& object, const char* member,
                                Result<T> (*read)(const JsonObject&)) {
  std::vector<T> list;
  ASSENT_ASSIGN_OR_RETURN(const Json* const array, object.Array(member));
  for (const Json& element : *array) {
    ASSENT_ASSIGN_OR_RETURN(const JsonObject entry, JsonObject::From(element, member));
    ASSENT_ASSIGN_OR_RETURN(T value, read(entry));
    list.push_back(std::move(value));
  }
  return list;
}

Result<StandingReply> ReadStanding(std::string_view body) {
  ASSENT_ASSIGN_OR_RETURN(const Json json, ParseJson(body));
  ASSENT_ASSIGN_OR_RETURN(const JsonObject root, JsonObject::From(json, "answer"));
  StandingReply standing;
  ASSENT_ASSIGN_OR_RETURN(standing.grants, ReadList<ListedGrant>(root, "grants", ReadGrant));
  ASSENT_ASSIGN_OR_RETURN(standing.requests,
                          ReadList<ListedRequest>(root, "requests", ReadRequest));
  ASSENT_ASSIGN_OR_RETURN(const auto more, root.OptionalBool("more"));
  standing.more = more.value_or(false);
  return standing;
}

Result<Denial> ReadDenial(const JsonObject& root) {
  ASSENT_ASSIGN_OR_RETURN(const std::string name, root.String("reason_code"));
  const auto code = ReasonFromName(name);
  if (!code) return Bad("an unknown reason code");
  ASSENT_ASSIGN_OR_RETURN(std::string message, PrintableText(root, "message"));
  return Denial{*code, std::move(message), std::nullopt};
}

Result<NeedsPeople> ReadAsk(const JsonObject& root) {
  NeedsPeople ask;
  ASSENT_ASSIGN_OR_RETURN(ask.waiting_for, PrintableTexts(root, "waiting_for"));
  ASSENT_ASSIGN_OR_RETURN(const auto reason, root.OptionalString("reason_wanted"));
  if (reason) ask.reason_wanted = Printable(*reason);
  return ask;
}

Result<ForecastReply> ReadOutlook(const JsonObject& root) {
  ASSENT_ASSIGN_OR_RETURN(const std::string outlook, root.String("outlook"));
  if (outlook == "permit") {
    ASSENT_ASSIGN_OR_RETURN(std::string rule, PrintableText(root, "rule"));
    return ForecastReply(WouldRun{std::move(rule), std::nullopt});
  }
  if (outlook == "grant") {
    ASSENT_ASSIGN_OR_RETURN(const JsonObject object, root.Object("grant"));
    ASSENT_ASSIGN_OR_RETURN(ListedGrant grant, ReadGrant(object));
    return ForecastReply(WouldRun{"", std::move(grant)});
  }
  if (outlook == "ask") {
    ASSENT_ASSIGN_OR_RETURN(NeedsPeople ask, ReadAsk(root));
    return ForecastReply(std::move(ask));
  }
  if (outlook == "pending") {
    ASSENT_ASSIGN_OR_RETURN(const JsonObject object, root.Object("access_request"));
    ASSENT_ASSIGN_OR_RETURN(PendingRequest pending, ReadPending(object));
    return ForecastReply(Denial{ReasonCode::kApprovalNeeded, "", std::move(pending)});
  }
  if (outlook != "deny") return Bad("an unknown outlook");
  ASSENT_ASSIGN_OR_RETURN(Denial denial, ReadDenial(root));
  return ForecastReply(std::move(denial));
}

Result<ForecastReply> ReadForecast(std::string_view body, const ActionDigest& asked) {
  ASSENT_ASSIGN_OR_RETURN(const Json json, ParseJson(body));
  ASSENT_ASSIGN_OR_RETURN(const JsonObject root, JsonObject::From(json, "answer"));
  ASSENT_ASSIGN_OR_RETURN(const std::string digest, root.String("digest"));
  if (digest != ToText(asked)) return Bad("an answer to another question");
  return ReadOutlook(root);
}

Result<std::string> BodyOfAnswer(const HttpQuestion& question, const ListingOptions& options) {
  const milliseconds time =
      std::min<milliseconds>(kListingDeadline, options.settings.answer_timeout);
  const Deadline deadline{std::chrono::steady_clock::now() + time};
  ASSENT_ASSIGN_OR_RETURN(const UniqueFd fd,
                          ConnectToBackend(options.settings.socket, options.socket, deadline));
  ASSENT_ASSIGN_OR_RETURN(HttpReply reply, Exchange(fd.get(), question, deadline));
  if (reply.status == 200) return std::move(reply.body);
  return Bad("assentd answered with status " + std::to_string(reply.status));
}

}  // namespace

Result<StandingReply> ParseStanding(std::string_view body) { return AsReply(ReadStanding(body)); }

Result<ForecastReply> ParseForecast(std::string_view body, const ActionDigest& asked) {
  return AsReply(ReadForecast(body, asked));
}

Result<StandingReply> AskStanding(uid_t uid, const ListingOptions& options) {
  const HttpQuestion question{"GET", "/v1/standing?uid=" + std::to_string(uid), "", {}};
  ASSENT_ASSIGN_OR_RETURN(const std::string body, BodyOfAnswer(question, options));
  return ParseStanding(body);
}

Result<ForecastReply> AskForecast(const Question& question, const ListingOptions& options) {
  const HttpQuestion http{"POST", "/v1/forecast", DumpJson(ToJson(question)), {}};
  if (http.body.size() > kMaxQuestionBytes) {
    return Error{Errc::kTooLarge,
                 "the question would be " + std::to_string(http.body.size()) + " bytes"};
  }
  ASSENT_ASSIGN_OR_RETURN(const std::string body, BodyOfAnswer(http, options));
  return ParseForecast(body, DigestOf(question.action));
}

}  // namespace assent
