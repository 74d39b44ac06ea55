#include "common/json/strict_json.h"

#include <set>
#include <vector>

namespace assent {
namespace {

// Looks at each event before anything is built: a repeated member would be lost silently, and a
// deep value would overflow the stack when it is written or destroyed.
class StrictnessCheck : public nlohmann::json_sax<Json> {
 public:
  explicit StrictnessCheck(int max_depth) : max_depth_(max_depth) {}

  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(number_integer_t) override { return true; }
  bool number_unsigned(number_unsigned_t) override { return true; }
  bool number_float(number_float_t, const string_t&) override { return true; }
  bool string(string_t&) override { return true; }
  bool binary(binary_t&) override { return true; }
  bool start_object(std::size_t) override { return Open(); }
  bool end_object() override { return Close(); }
  bool start_array(std::size_t) override { return Open(); }
  bool end_array() override { return Close(); }
  bool key(string_t& name) override {
    if (members_.back().insert(name).second) return true;
    complaint_ = "a repeated member";
    return false;
  }
  bool parse_error(std::size_t position, const std::string&,
                   const nlohmann::detail::exception&) override {
    complaint_ = "not JSON at byte " + std::to_string(position);
    return false;
  }
  [[nodiscard]] const std::string& complaint() const { return complaint_; }

 private:
  bool Open() {
    members_.emplace_back();
    if (members_.size() <= static_cast<std::size_t>(max_depth_)) return true;
    complaint_ = "deeper than " + std::to_string(max_depth_);
    return false;
  }
  bool Close() {
    members_.pop_back();
    return true;
  }

  int max_depth_;
  std::vector<std::set<std::string>> members_;
  std::string complaint_;
};

}  // namespace

Result<Json> ParseJson(std::string_view text, const JsonLimits& limits) {
  if (text.size() > limits.max_bytes) {
    return Error{Errc::kBadRequest, "larger than " + std::to_string(limits.max_bytes) + " bytes"};
  }
  StrictnessCheck check(limits.max_depth);
  if (!Json::sax_parse(text, &check)) return Error{Errc::kBadRequest, check.complaint()};
  Json value = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (value.is_discarded()) return Error{Errc::kBadRequest, "not JSON"};
  return value;
}

std::string DumpJson(const Json& value) {
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Result<JsonObject> JsonObject::From(const Json& value, std::string name) {
  if (!value.is_object()) return Error{Errc::kBadRequest, name + " must be an object"};
  return JsonObject(value, std::move(name));
}

const Json* JsonObject::Find(const char* member) const {
  const auto found = value_->find(member);
  return found == value_->end() || found->is_null() ? nullptr : &*found;
}

Error JsonObject::Wrong(const char* member, const char* expected) const {
  return Error{Errc::kBadRequest, name_ + "." + member + " must be " + expected};
}

Result<std::optional<std::string>> JsonObject::OptionalString(const char* member) const {
  const Json* const found = Find(member);
  if (found == nullptr) return std::optional<std::string>();
  if (!found->is_string()) return Wrong(member, "a string");
  return std::optional<std::string>(found->get_ref<const std::string&>());
}

Result<std::optional<std::uint64_t>> JsonObject::OptionalUnsigned(const char* member,
                                                                  std::uint64_t max) const {
  const Json* const found = Find(member);
  if (found == nullptr) return std::optional<std::uint64_t>();
  // A value built by us may be a signed integer; a parsed one is unsigned unless it is negative.
  const bool whole = found->is_number_unsigned() ||
                     (found->is_number_integer() && found->get<std::int64_t>() >= 0);
  if (!whole || found->get<std::uint64_t>() > max) {
    return Wrong(member, ("a whole number up to " + std::to_string(max)).c_str());
  }
  return std::optional<std::uint64_t>(found->get<std::uint64_t>());
}

Result<std::optional<bool>> JsonObject::OptionalBool(const char* member) const {
  const Json* const found = Find(member);
  if (found == nullptr) return std::optional<bool>();
  if (!found->is_boolean()) return Wrong(member, "true or false");
  return std::optional<bool>(found->get<bool>());
}

Result<std::optional<JsonObject>> JsonObject::OptionalObject(const char* member) const {
  const Json* const found = Find(member);
  if (found == nullptr) return std::optional<JsonObject>();
  if (!found->is_object()) return Wrong(member, "an object");
  return std::optional<JsonObject>(JsonObject(*found, name_ + "." + member));
}

Result<const Json*> JsonObject::OptionalArray(const char* member) const {
  const Json* const found = Find(member);
  if (found != nullptr && !found->is_array()) return Wrong(member, "an array");
  return found;
}

Result<std::string> JsonObject::String(const char* member) const {
  ASSENT_ASSIGN_OR_RETURN(const auto found, OptionalString(member));
  if (!found) return Wrong(member, "a string");
  return *found;
}

Result<std::uint64_t> JsonObject::Unsigned(const char* member, std::uint64_t max) const {
  ASSENT_ASSIGN_OR_RETURN(const auto found, OptionalUnsigned(member, max));
  if (!found) return Wrong(member, "a whole number");
  return *found;
}

Result<JsonObject> JsonObject::Object(const char* member) const {
  ASSENT_ASSIGN_OR_RETURN(const auto found, OptionalObject(member));
  if (!found) return Wrong(member, "an object");
  return *found;
}

Result<const Json*> JsonObject::Array(const char* member) const {
  ASSENT_ASSIGN_OR_RETURN(const Json* const found, OptionalArray(member));
  if (found == nullptr) return Wrong(member, "an array");
  return found;
}

}  // namespace assent
