#include "backend/http/bodies.h"

#include <limits>

#include "common/base/escape.h"

namespace assent {
namespace {

constexpr int kMaxDepth = 16;
constexpr std::uint64_t kMaxSeconds = 10ULL * 366 * 86400;

// People's words come escaped from our client, and as they are from others.
std::string Words(const std::string& text) {
  auto bytes = Unescape(text);
  return bytes.ok() ? std::move(bytes).value() : text;
}

Result<std::optional<std::chrono::seconds>> ReadSeconds(const JsonObject& object,
                                                        const char* member) {
  ASSENT_ASSIGN_OR_RETURN(const auto count, object.OptionalUnsigned(member, kMaxSeconds));
  if (!count) return std::optional<std::chrono::seconds>();
  return std::optional<std::chrono::seconds>(*count);
}

Result<GrantWish> ReadGrantWish(const JsonObject& object) {
  GrantWish wish;
  ASSENT_ASSIGN_OR_RETURN(
      const auto uses, object.OptionalUnsigned("uses", std::numeric_limits<std::uint32_t>::max()));
  if (uses) wish.uses = static_cast<std::uint32_t>(*uses);
  ASSENT_ASSIGN_OR_RETURN(wish.start_within, ReadSeconds(object, "start_within_s"));
  ASSENT_ASSIGN_OR_RETURN(wish.max_runtime, ReadSeconds(object, "max_runtime_s"));
  return wish;
}

}  // namespace

Result<Json> ReadBody(const ApiRequest& request, Body body, std::size_t limit) {
  if (request.body.empty() && body == Body::kOptional) return Json(Json::object());
  if (BodyTypeOf(request.content_type) != BodyType::kJson) {
    return Error{Errc::kBadRequest, "Content-Type must be application/json"};
  }
  return ParseJson(request.body, {limit, kMaxDepth});
}

Result<Question> ReadQuestion(const Json& body) {
  ASSENT_ASSIGN_OR_RETURN(Question question, QuestionFromJson(body));
  ASSENT_ASSIGN_OR_RETURN(const JsonObject root, JsonObject::From(body, "body"));
  ASSENT_ASSIGN_OR_RETURN(const JsonObject resource, root.Object("resource"));
  ASSENT_ASSIGN_OR_RETURN(const std::string id, resource.String("id"));
  if (id != ToText(DigestOf(question.action))) {
    return Error{Errc::kBadRequest, "resource.id is not the digest of this action"};
  }
  return question;
}

Result<DecisionWish> ReadDecision(const Json& body) {
  ASSENT_ASSIGN_OR_RETURN(const JsonObject root, JsonObject::From(body, "body"));
  DecisionWish wish;
  ASSENT_ASSIGN_OR_RETURN(const std::string decision, root.String("decision"));
  if (decision != "approve" && decision != "deny") {
    return Error{Errc::kBadRequest, "decision must be \"approve\" or \"deny\""};
  }
  wish.approves = decision == "approve";
  ASSENT_ASSIGN_OR_RETURN(wish.commitment, root.String("commitment"));
  ASSENT_ASSIGN_OR_RETURN(const auto comment, root.OptionalString("comment"));
  wish.comment = Words(comment.value_or(""));
  ASSENT_ASSIGN_OR_RETURN(const auto grant, root.OptionalObject("grant"));
  if (grant) {
    ASSENT_ASSIGN_OR_RETURN(wish.grant, ReadGrantWish(*grant));
  }
  return wish;
}

Result<std::string> ReadComment(const Json& body) {
  ASSENT_ASSIGN_OR_RETURN(const JsonObject root, JsonObject::From(body, "body"));
  ASSENT_ASSIGN_OR_RETURN(const auto comment, root.OptionalString("comment"));
  return Words(comment.value_or(""));
}

}  // namespace assent
