// JSON from outside, read strictly: valid UTF-8, no repeated member, bounded size and depth,
// nothing after the value. Everything that Assent parses goes through here, so that two readers can
// never see different things in the same text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "common/base/result.h"

namespace assent {

using Json = nlohmann::json;

struct JsonLimits {
  std::size_t max_bytes = 64 * 1024;
  int max_depth = 16;
};

// Error: kBadRequest, detail says what and at which byte.
Result<Json> ParseJson(std::string_view text, const JsonLimits& limits = {});

// Total: invalid UTF-8 in a string is replaced, never thrown. (What we write is escaped before.)
std::string DumpJson(const Json& value);

// Reads the members of one object. Each getter fails with kBadRequest naming the member when it is
// missing (or, for the Optional ones, present with another type; null counts as absent).
class JsonObject {
 public:
  // Error when `value` is not an object. `name` is for the messages. `value` must outlive this.
  static Result<JsonObject> From(const Json& value, std::string name);

  [[nodiscard]] Result<std::string> String(const char* member) const;
  [[nodiscard]] Result<std::uint64_t> Unsigned(const char* member, std::uint64_t max) const;
  [[nodiscard]] Result<JsonObject> Object(const char* member) const;
  [[nodiscard]] Result<const Json*> Array(const char* member) const;
  [[nodiscard]] Result<std::optional<std::string>> OptionalString(const char* member) const;
  [[nodiscard]] Result<std::optional<std::uint64_t>> OptionalUnsigned(const char* member,
                                                                      std::uint64_t max) const;
  // An enum would be nicer than bool; JSON has only bool. nullopt when absent.
  [[nodiscard]] Result<std::optional<bool>> OptionalBool(const char* member) const;
  [[nodiscard]] Result<std::optional<JsonObject>> OptionalObject(const char* member) const;
  [[nodiscard]] Result<const Json*> OptionalArray(const char* member) const;  // nullptr when absent
  [[nodiscard]] const Json& json() const { return *value_; }
  [[nodiscard]] const std::string& name() const { return name_; }

 private:
  JsonObject(const Json& value, std::string name) : value_(&value), name_(std::move(name)) {}
  [[nodiscard]] const Json* Find(const char* member) const;
  [[nodiscard]] Error Wrong(const char* member, const char* expected) const;

  const Json* value_;
  std::string name_;
};

}  // namespace assent
