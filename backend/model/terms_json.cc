#include "backend/model/terms_json.h"

#include <limits>

#include "common/base/escape.h"

namespace assent {
namespace {

constexpr std::uint64_t kMax32 = std::numeric_limits<std::uint32_t>::max();
constexpr std::uint64_t kMaxMillis = std::numeric_limits<std::int64_t>::max();

Json ToJson(const std::vector<NamedId>& list) {
  Json array = Json::array();
  for (const NamedId& entry : list) {
    array.push_back({{"name", Escape(entry.name)}, {"id", entry.id ? Json(*entry.id) : Json()}});
  }
  return array;
}

Json ToJson(const Quorum& quorum) {
  Json members = Json::array();
  for (const std::string& member : quorum.group_members) members.push_back(Escape(member));
  return {{"rule", Escape(quorum.rule)},
          {"needed", quorum.needed},
          {"users", ToJson(quorum.users)},
          {"groups", ToJson(quorum.groups)},
          {"members", std::move(members)}};
}

Json ToJson(const GrantBounds& bounds) {
  Json json = {{"uses", bounds.uses},
               {"start_within_ms", bounds.start_within.count()},
               {"max_uses", bounds.max_uses},
               {"max_start_within_ms", bounds.max_start_within.count()}};
  if (bounds.max_runtime) json["max_runtime_s"] = bounds.max_runtime->count();
  return json;
}

Result<std::vector<NamedId>> ReadNames(const JsonObject& object, const char* member) {
  std::vector<NamedId> list;
  ASSENT_ASSIGN_OR_RETURN(const Json* const array, object.Array(member));
  for (const Json& element : *array) {
    ASSENT_ASSIGN_OR_RETURN(const JsonObject entry, JsonObject::From(element, member));
    NamedId named;
    ASSENT_ASSIGN_OR_RETURN(const std::string name, entry.String("name"));
    ASSENT_ASSIGN_OR_RETURN(named.name, Unescape(name));
    ASSENT_ASSIGN_OR_RETURN(const auto id, entry.OptionalUnsigned("id", kMax32));
    if (id) named.id = static_cast<std::uint32_t>(*id);
    list.push_back(std::move(named));
  }
  return list;
}

Result<Quorum> ReadQuorum(const Json& json) {
  ASSENT_ASSIGN_OR_RETURN(const JsonObject object, JsonObject::From(json, "quorum"));
  Quorum quorum;
  ASSENT_ASSIGN_OR_RETURN(const std::string rule, object.String("rule"));
  ASSENT_ASSIGN_OR_RETURN(quorum.rule, Unescape(rule));
  ASSENT_ASSIGN_OR_RETURN(const std::uint64_t needed, object.Unsigned("needed", kMax32));
  quorum.needed = static_cast<std::uint32_t>(needed);
  ASSENT_ASSIGN_OR_RETURN(quorum.users, ReadNames(object, "users"));
  ASSENT_ASSIGN_OR_RETURN(quorum.groups, ReadNames(object, "groups"));
  ASSENT_ASSIGN_OR_RETURN(const Json* const members, object.Array("members"));
  for (const Json& member : *members) {
    if (!member.is_string()) return Error{Errc::kBadRequest, "members must hold strings"};
    ASSENT_ASSIGN_OR_RETURN(std::string name, Unescape(member.get_ref<const std::string&>()));
    quorum.group_members.push_back(std::move(name));
  }
  return quorum;
}

Result<GrantBounds> ReadBounds(const JsonObject& object) {
  GrantBounds bounds;
  ASSENT_ASSIGN_OR_RETURN(const std::uint64_t uses, object.Unsigned("uses", kMax32));
  ASSENT_ASSIGN_OR_RETURN(const std::uint64_t start,
                          object.Unsigned("start_within_ms", kMaxMillis));
  ASSENT_ASSIGN_OR_RETURN(const std::uint64_t max_uses, object.Unsigned("max_uses", kMax32));
  ASSENT_ASSIGN_OR_RETURN(const std::uint64_t max_start,
                          object.Unsigned("max_start_within_ms", kMaxMillis));
  ASSENT_ASSIGN_OR_RETURN(const auto runtime, object.OptionalUnsigned("max_runtime_s", kMaxMillis));
  bounds.uses = static_cast<std::uint32_t>(uses);
  bounds.start_within = std::chrono::milliseconds(start);
  bounds.max_uses = static_cast<std::uint32_t>(max_uses);
  bounds.max_start_within = std::chrono::milliseconds(max_start);
  if (runtime) bounds.max_runtime = std::chrono::seconds(*runtime);
  return bounds;
}

}  // namespace

Json ToJson(const AskTerms& terms) {
  Json quorums = Json::array();
  for (const Quorum& quorum : terms.quorums) quorums.push_back(ToJson(quorum));
  return {{"quorums", std::move(quorums)},
          {"bounds", ToJson(terms.bounds)},
          {"ignores_cwd", terms.ignores_cwd}};
}

Result<AskTerms> AskTermsFromJson(const Json& json) {
  ASSENT_ASSIGN_OR_RETURN(const JsonObject object, JsonObject::From(json, "terms"));
  AskTerms terms;
  ASSENT_ASSIGN_OR_RETURN(const Json* const quorums, object.Array("quorums"));
  for (const Json& element : *quorums) {
    ASSENT_ASSIGN_OR_RETURN(Quorum quorum, ReadQuorum(element));
    terms.quorums.push_back(std::move(quorum));
  }
  if (terms.quorums.empty()) return Error{Errc::kBadRequest, "terms without a quorum"};
  ASSENT_ASSIGN_OR_RETURN(const JsonObject bounds, object.Object("bounds"));
  ASSENT_ASSIGN_OR_RETURN(terms.bounds, ReadBounds(bounds));
  ASSENT_ASSIGN_OR_RETURN(const auto ignores, object.OptionalBool("ignores_cwd"));
  terms.ignores_cwd = ignores.value_or(false);
  return terms;
}

}  // namespace assent
