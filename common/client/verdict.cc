#include "common/client/verdict.h"

#include <limits>

#include "common/base/escape.h"
#include "common/client/reply_members.h"
#include "common/json/strict_json.h"

namespace assent {
namespace {

constexpr std::uint64_t kMaxMillis = std::numeric_limits<std::int64_t>::max() / 2;
constexpr std::uint64_t kMaxSeconds = 10ULL * 366 * 86400;

Error Bad(std::string what) { return Error{Errc::kBadReply, std::move(what)}; }

Result<Denial> ReadDenial(const JsonObject& context) {
  Denial denial;
  ASSENT_ASSIGN_OR_RETURN(const std::string name, context.String("reason_code"));
  const auto code = ReasonFromName(name);
  if (!code) return Bad("an unknown reason code");
  denial.code = *code;
  ASSENT_ASSIGN_OR_RETURN(const std::string message, context.String("message"));
  denial.message = Printable(message);
  ASSENT_ASSIGN_OR_RETURN(const auto pending, context.OptionalObject("access_request"));
  if (pending) {
    if (denial.code != ReasonCode::kApprovalNeeded)
      return Bad("a pending request with another reason");
    ASSENT_ASSIGN_OR_RETURN(denial.pending, ReadPending(*pending));
  }
  return denial;
}

Result<std::vector<std::string>> ReadApprovals(const JsonObject& grant) {
  std::vector<std::string> approvals;
  ASSENT_ASSIGN_OR_RETURN(const Json* const array, grant.Array("approvals"));
  for (const Json& element : *array) {
    ASSENT_ASSIGN_OR_RETURN(const JsonObject approval, JsonObject::From(element, "approvals[]"));
    ASSENT_ASSIGN_OR_RETURN(const std::string user, approval.String("user"));
    ASSENT_ASSIGN_OR_RETURN(const auto comment, approval.OptionalString("comment"));
    std::string text = "approved by " + Printable(user);
    if (comment && !comment->empty()) text += ": \"" + Printable(*comment) + "\"";
    approvals.push_back(std::move(text));
  }
  return approvals;
}

// An answer that is about something else must never count, whatever it says.
Result<Ok> CheckSubject(const JsonObject& context, const ActionDigest& asked,
                        std::string_view invocation) {
  ASSENT_ASSIGN_OR_RETURN(const std::string digest, context.String("digest"));
  if (digest != ToText(asked)) return Bad("an answer to another question");
  ASSENT_ASSIGN_OR_RETURN(const std::string echoed, context.String("invocation"));
  if (echoed != invocation) return Bad("an answer to another invocation");
  return Ok{};
}

Result<Ok> CheckObligations(const JsonObject& context) {
  const auto& json = context.json();
  const auto found = json.find("obligations");
  if (found == json.end() || found->empty()) return Ok{};
  return Bad("a permit with obligations that are not understood");
}

struct GrantTerms {
  std::string id;
  std::chrono::milliseconds start_before{0};
  std::optional<std::chrono::seconds> max_runtime;
  std::vector<std::string> approvals;
};

Result<GrantTerms> ReadGrant(const JsonObject& context) {
  GrantTerms terms;
  ASSENT_RETURN_IF_ERROR(CheckObligations(context));
  ASSENT_ASSIGN_OR_RETURN(const JsonObject grant, context.Object("grant"));
  ASSENT_ASSIGN_OR_RETURN(terms.id, grant.String("id"));
  if (terms.id.empty() || terms.id.size() > 64 || !IsPlain(terms.id))
    return Bad("a grant without an id");
  ASSENT_ASSIGN_OR_RETURN(const std::uint64_t start,
                          grant.Unsigned("start_before_boottime_ms", kMaxMillis));
  terms.start_before = std::chrono::milliseconds(start);
  ASSENT_ASSIGN_OR_RETURN(const auto runtime, grant.OptionalUnsigned("max_runtime_s", kMaxSeconds));
  if (runtime && *runtime == 0) return Bad("a grant for no time at all");
  if (runtime) terms.max_runtime = std::chrono::seconds(*runtime);
  ASSENT_ASSIGN_OR_RETURN(terms.approvals, ReadApprovals(grant));
  return terms;
}

struct Answer {
  bool decision = false;
  Json json;
};

Result<Answer> ReadAnswer(std::string_view body) {
  Answer answer;
  ASSENT_ASSIGN_OR_RETURN(answer.json, ParseJson(body));
  ASSENT_ASSIGN_OR_RETURN(const JsonObject root, JsonObject::From(answer.json, "answer"));
  ASSENT_ASSIGN_OR_RETURN(const auto decision, root.OptionalBool("decision"));
  if (!decision) return Bad("an answer without a decision");
  answer.decision = *decision;
  return answer;
}

Result<JsonObject> ContextOf(const Json& json) {
  ASSENT_ASSIGN_OR_RETURN(const JsonObject root, JsonObject::From(json, "answer"));
  return root.Object("context");
}

}  // namespace

Result<PendingRequest> ReadPending(const JsonObject& object) {
  PendingRequest pending;
  ASSENT_ASSIGN_OR_RETURN(pending.code, PrintableText(object, "code"));
  ASSENT_ASSIGN_OR_RETURN(pending.waiting_for, PrintableTexts(object, "waiting_for"));
  ASSENT_ASSIGN_OR_RETURN(const std::uint64_t left, object.Unsigned("left_s", kMaxSeconds));
  pending.left = std::chrono::seconds(left);
  ASSENT_ASSIGN_OR_RETURN(pending.until, PrintableText(object, "until"));
  return pending;
}

Result<Verdict> ParseReply(std::string_view body, const ActionDigest& asked,
                           std::string_view invocation) {
  ASSENT_ASSIGN_OR_RETURN(const Answer answer, AsReply(ReadAnswer(body)));
  ASSENT_ASSIGN_OR_RETURN(const JsonObject context, AsReply(ContextOf(answer.json)));
  if (const auto about = AsReply(CheckSubject(context, asked, invocation)); !about.ok())
    return about.error();
  if (!answer.decision) {
    ASSENT_ASSIGN_OR_RETURN(Denial denial, AsReply(ReadDenial(context)));
    return Verdict(std::move(denial));
  }
  ASSENT_ASSIGN_OR_RETURN(GrantTerms terms, AsReply(ReadGrant(context)));
  Grant grant(asked);
  grant.id_ = std::move(terms.id);
  grant.start_before_ = terms.start_before;
  grant.max_runtime_ = terms.max_runtime;
  grant.approvals_ = std::move(terms.approvals);
  return Verdict(std::move(grant));
}

}  // namespace assent
