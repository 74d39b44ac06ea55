#include "cli/request.h"

#include <algorithm>
#include <array>
#include <limits>

#include "cli/foreign_text.h"

namespace assent {
namespace {

using std::chrono::seconds;

constexpr std::uint64_t kMaxNumber = std::numeric_limits<std::int64_t>::max() / 1'000'000;

// By the place of the name: RequestState and GrantState, without kUnknown.
constexpr std::array<std::string_view, 5> kRequestStates = {"pending", "approved", "denied",
                                                            "expired", "cancelled"};
constexpr std::array<std::string_view, 4> kGrantStates = {"live", "used", "expired", "revoked"};

template <typename State, std::size_t N>
State StateFrom(const std::array<std::string_view, N>& names, std::string_view name) {
  const auto found = std::find(names.begin(), names.end(), name);
  return found == names.end() ? State::kUnknown : static_cast<State>(found - names.begin() + 1);
}

Result<std::string> Text(const JsonObject& object, const char* member) {
  ASSENT_ASSIGN_OR_RETURN(const auto text, object.OptionalString(member));
  return Printable(text.value_or(""));
}

Result<std::string> NeededText(const JsonObject& object, const char* member) {
  ASSENT_ASSIGN_OR_RETURN(const std::string text, object.String(member));
  if (text.empty()) return Error{Errc::kBadReply, object.name() + "." + member + " is empty"};
  return Printable(text);
}

Result<std::uint64_t> Number(const JsonObject& object, const char* member) {
  ASSENT_ASSIGN_OR_RETURN(const auto number, object.OptionalUnsigned(member, kMaxNumber));
  return number.value_or(0);
}

Result<seconds> Seconds(const JsonObject& object, const char* member) {
  ASSENT_ASSIGN_OR_RETURN(const std::uint64_t number, Number(object, member));
  return seconds(number);
}

Result<std::optional<seconds>> OptionalSeconds(const JsonObject& object, const char* member) {
  ASSENT_ASSIGN_OR_RETURN(const auto number, object.OptionalUnsigned(member, kMaxNumber));
  return number ? std::optional(seconds(*number)) : std::nullopt;
}

Result<std::vector<std::string>> Texts(const JsonObject& object, const char* member) {
  std::vector<std::string> texts;
  ASSENT_ASSIGN_OR_RETURN(const Json* const array, object.OptionalArray(member));
  if (array == nullptr) return texts;
  for (const Json& element : *array) {
    if (!element.is_string()) {
      return Error{Errc::kBadReply, object.name() + "." + member + " must hold strings"};
    }
    texts.push_back(Printable(element.get_ref<const std::string&>()));
  }
  return texts;
}

Result<QuorumView> ReadQuorum(const Json& json) {
  ASSENT_ASSIGN_OR_RETURN(const JsonObject object, JsonObject::From(json, "quorum"));
  QuorumView quorum;
  ASSENT_ASSIGN_OR_RETURN(quorum.rule, Text(object, "rule"));
  ASSENT_ASSIGN_OR_RETURN(quorum.needed, Number(object, "needed"));
  ASSENT_ASSIGN_OR_RETURN(quorum.approved, Number(object, "approved"));
  ASSENT_ASSIGN_OR_RETURN(quorum.waiting_for, Text(object, "waiting_for"));
  return quorum;
}

Result<DecisionView> ReadDecision(const Json& json) {
  ASSENT_ASSIGN_OR_RETURN(const JsonObject object, JsonObject::From(json, "decision"));
  DecisionView decision;
  ASSENT_ASSIGN_OR_RETURN(decision.user, Text(object, "user"));
  ASSENT_ASSIGN_OR_RETURN(decision.decision, Text(object, "decision"));
  ASSENT_ASSIGN_OR_RETURN(decision.comment, Text(object, "comment"));
  ASSENT_ASSIGN_OR_RETURN(decision.at, Text(object, "at"));
  return decision;
}

Result<BoundsView> ReadBounds(const JsonObject& object) {
  BoundsView bounds;
  ASSENT_ASSIGN_OR_RETURN(bounds.uses, Number(object, "uses"));
  ASSENT_ASSIGN_OR_RETURN(bounds.start_within, Seconds(object, "start_within_s"));
  ASSENT_ASSIGN_OR_RETURN(bounds.max_runtime, OptionalSeconds(object, "max_runtime_s"));
  ASSENT_ASSIGN_OR_RETURN(bounds.max_uses, Number(object, "max_uses"));
  ASSENT_ASSIGN_OR_RETURN(bounds.max_start_within, Seconds(object, "max_start_within_s"));
  bounds.max_uses = std::max(bounds.max_uses, bounds.uses);
  bounds.max_start_within = std::max(bounds.max_start_within, bounds.start_within);
  return bounds;
}

// The strict reader of questions wants a context, which is nobody's business but the asker's.
Result<Question> ReadQuestion(const JsonObject& request) {
  ASSENT_ASSIGN_OR_RETURN(const JsonObject object, request.Object("question"));
  Json whole = object.json();
  whole["context"] = {{"invocation", std::string(32, '0')}};
  return QuestionFromJson(whole);
}

template <typename View>
Result<std::vector<View>> ReadAll(const JsonObject& object, const char* member,
                                  Result<View> (*read)(const Json&)) {
  std::vector<View> views;
  ASSENT_ASSIGN_OR_RETURN(const Json* const array, object.OptionalArray(member));
  if (array == nullptr) return views;
  for (const Json& element : *array) {
    ASSENT_ASSIGN_OR_RETURN(View view, read(element));
    views.push_back(std::move(view));
  }
  return views;
}

Result<Ok> ReadWho(const JsonObject& object, RequestView& request) {
  ASSENT_ASSIGN_OR_RETURN(request.login_uid, object.OptionalUnsigned("login_uid", kMaxNumber));
  ASSENT_ASSIGN_OR_RETURN(request.reason, Text(object, "reason"));
  ASSENT_ASSIGN_OR_RETURN(request.commitment, Text(object, "commitment"));
  ASSENT_ASSIGN_OR_RETURN(request.why_not, Text(object, "why_not"));
  ASSENT_ASSIGN_OR_RETURN(request.waiting, Number(object, "waiting"));
  ASSENT_ASSIGN_OR_RETURN(const auto first_time, object.OptionalBool("first_time"));
  request.first_time = first_time.value_or(false);
  ASSENT_ASSIGN_OR_RETURN(const auto may_decide, object.OptionalBool("may_decide"));
  request.may_decide = may_decide.value_or(false);
  return Ok{};
}

Result<Ok> ReadOutcome(const JsonObject& object, RequestView& request) {
  ASSENT_ASSIGN_OR_RETURN(request.quorums, ReadAll(object, "quorums", ReadQuorum));
  ASSENT_ASSIGN_OR_RETURN(request.decisions, ReadAll(object, "decisions", ReadDecision));
  ASSENT_ASSIGN_OR_RETURN(const auto bounds, object.OptionalObject("bounds"));
  if (bounds) {
    ASSENT_ASSIGN_OR_RETURN(request.bounds, ReadBounds(*bounds));
  }
  ASSENT_ASSIGN_OR_RETURN(const auto grant, object.OptionalObject("grant"));
  if (grant) {
    ASSENT_ASSIGN_OR_RETURN(request.grant, ReadGrant(grant->json()));
  }
  return Ok{};
}

Result<RequestView> ReadRequestStrictly(const Json& json) {
  ASSENT_ASSIGN_OR_RETURN(const JsonObject object, JsonObject::From(json, "request"));
  RequestView request;
  ASSENT_ASSIGN_OR_RETURN(request.code, NeededText(object, "code"));
  ASSENT_ASSIGN_OR_RETURN(request.state_name, NeededText(object, "state"));
  request.state = StateFrom<RequestState>(kRequestStates, request.state_name);
  ASSENT_ASSIGN_OR_RETURN(request.created_at, Text(object, "created_at"));
  ASSENT_ASSIGN_OR_RETURN(request.age, Seconds(object, "age_s"));
  ASSENT_ASSIGN_OR_RETURN(request.left, Seconds(object, "left_s"));
  ASSENT_ASSIGN_OR_RETURN(request.question, ReadQuestion(object));
  ASSENT_RETURN_IF_ERROR(ReadWho(object, request));
  ASSENT_RETURN_IF_ERROR(ReadOutcome(object, request));
  return request;
}

Result<GrantView> ReadGrantStrictly(const Json& json) {
  ASSENT_ASSIGN_OR_RETURN(const JsonObject object, JsonObject::From(json, "grant"));
  GrantView grant;
  ASSENT_ASSIGN_OR_RETURN(grant.id, NeededText(object, "id"));
  ASSENT_ASSIGN_OR_RETURN(grant.code, Text(object, "code"));
  ASSENT_ASSIGN_OR_RETURN(grant.state_name, NeededText(object, "state"));
  grant.state = StateFrom<GrantState>(kGrantStates, grant.state_name);
  ASSENT_ASSIGN_OR_RETURN(grant.user, Text(object, "user"));
  ASSENT_ASSIGN_OR_RETURN(grant.runas, Text(object, "runas"));
  ASSENT_ASSIGN_OR_RETURN(grant.host, Text(object, "host"));
  ASSENT_ASSIGN_OR_RETURN(grant.what, Text(object, "what"));
  ASSENT_ASSIGN_OR_RETURN(grant.uses, Number(object, "uses"));
  ASSENT_ASSIGN_OR_RETURN(grant.used, Number(object, "used"));
  ASSENT_ASSIGN_OR_RETURN(grant.left, Seconds(object, "left_s"));
  ASSENT_ASSIGN_OR_RETURN(grant.max_runtime, OptionalSeconds(object, "max_runtime_s"));
  ASSENT_ASSIGN_OR_RETURN(grant.ignores, Texts(object, "ignores"));
  ASSENT_ASSIGN_OR_RETURN(grant.approved_by, Texts(object, "approved_by"));
  return grant;
}

template <typename View>
Result<View> AsBadReply(Result<View> result) {
  if (result.ok()) return result;
  return Error{Errc::kBadReply, result.error().detail};
}

}  // namespace

Result<RequestView> ReadRequest(const Json& json) { return AsBadReply(ReadRequestStrictly(json)); }

Result<GrantView> ReadGrant(const Json& json) { return AsBadReply(ReadGrantStrictly(json)); }

}  // namespace assent
