#define TOML_IMPLEMENTATION
#include "common/toml/strict_toml.h"

#include <algorithm>
#include <optional>

#include "common/base/duration.h"
#include "common/base/escape.h"
#include "common/toml/text_places.h"

namespace assent {
namespace {

using std::chrono::milliseconds;

// toml++ builds dotted keys in a loop but destroys the tables by recursion, so thousands of dots in
// one key would exhaust the stack. No setting of ours is nested deeper than three.
constexpr std::size_t kMaxDotsInLine = 2000;

std::string Place(const std::string& path, const toml::source_position& at) {
  return path + ":" + std::to_string(at.line) + ": ";
}

std::string InWords(milliseconds duration) {
  const bool sub_second = duration.count() % 1000 != 0;
  return sub_second ? std::to_string(duration.count()) + "ms" : FormatDuration(duration);
}

std::optional<Error> ManyDots(std::string_view text, const std::string& path) {
  std::size_t line = 1;
  std::size_t dots = 0;
  for (const char c : text) {
    if (c == '.' && ++dots > kMaxDotsInLine) {
      return Error{Errc::kBadConfig, path + ":" + std::to_string(line) + ": too many dots"};
    }
    if (c != '\n') continue;
    line += 1;
    dots = 0;
  }
  return std::nullopt;
}

// The first string in `node`, or in what it holds, with a NUL: such a value would end early in
// every system call.
const toml::node* FindNul(const toml::node& node) {
  if (const auto* text = node.as_string()) {
    return text->get().find('\0') == std::string::npos ? nullptr : &node;
  }
  if (const auto* array = node.as_array()) {
    for (const toml::node& element : *array) {
      if (const toml::node* found = FindNul(element)) return found;
    }
  }
  if (const auto* table = node.as_table()) {
    for (const auto& [key, value] : *table) {
      if (const toml::node* found = FindNul(value)) return found;
    }
  }
  return nullptr;
}

}  // namespace

Error BadToml(const std::string& path, const toml::node& where, const std::string& what) {
  return Error{Errc::kBadConfig, Place(path, where.source().begin) + what};
}

Result<toml::table> ParseToml(std::string_view text, const std::string& path) {
  if (const auto line = NonAsciiBesideComments(text)) {
    return Error{Errc::kBadConfig, path + ":" + std::to_string(*line) +
                                       ": a character that is not ASCII; write it as \\u00e9 in a "
                                       "string, or on a comment line"};
  }
  if (const std::optional<Error> error = ManyDots(text, path)) return *error;
  try {
    toml::table table = toml::parse(text, path);
    if (const toml::node* nul = FindNul(table)) return BadToml(path, *nul, "NUL in a string");
    return table;
  } catch (const toml::parse_error& error) {
    const std::string what = Escape(error.description());
    return Error{Errc::kBadConfig, Place(path, error.source().begin) + what};
  }
}

TomlReader::TomlReader(const toml::table& table, std::string path, std::string prefix)
    : table_(table), path_(std::move(path)), prefix_(std::move(prefix)) {}

const toml::node* TomlReader::Take(const char* key) {
  known_.insert(key);
  return table_.get(key);
}

void TomlReader::Remember(const toml::node& node, const char* key, const std::string& what) {
  errors_.push_back(BadToml(path_, node, prefix_ + key + " " + what));
}

void TomlReader::Fail(const char* key, const std::string& what) {
  const toml::node* node = table_.get(key);
  Remember(node != nullptr ? *node : table_, key, what);
}

std::string TomlReader::String(const char* key, std::string fallback) {
  const toml::node* node = Take(key);
  if (node == nullptr) return fallback;
  if (const auto* text = node->as_string()) return text->get();
  Remember(*node, key, "must be a string");
  return fallback;
}

std::int64_t TomlReader::Integer(const char* key, std::int64_t fallback, std::int64_t min,
                                 std::int64_t max) {
  const toml::node* node = Take(key);
  if (node == nullptr) return fallback;
  const auto* number = node->as_integer();
  if (number != nullptr && number->get() >= min && number->get() <= max) return number->get();
  Remember(*node, key,
           "must be a whole number from " + std::to_string(min) + " to " + std::to_string(max));
  return fallback;
}

bool TomlReader::Flag(const char* key, bool fallback) {
  const toml::node* node = Take(key);
  if (node == nullptr) return fallback;
  if (const auto* flag = node->as_boolean()) return flag->get();
  Remember(*node, key, "must be true or false");
  return fallback;
}

milliseconds TomlReader::Duration(const char* key, milliseconds fallback, milliseconds min,
                                  milliseconds max) {
  const toml::node* node = Take(key);
  if (node == nullptr) return fallback;
  const auto* text = node->as_string();
  const auto duration =
      text != nullptr ? ParseDuration(text->get()) : Error{Errc::kBadConfig, "not a string"};
  if (duration.ok() && duration.value() >= min && duration.value() <= max) return duration.value();
  Remember(*node, key,
           "must be a duration such as \"10s\", from " + InWords(min) + " to " + InWords(max));
  return fallback;
}

std::vector<std::string> TomlReader::Strings(const char* key, std::vector<std::string> fallback) {
  const toml::node* node = Take(key);
  if (node == nullptr) return fallback;
  const toml::array* array = node->as_array();
  if (array == nullptr) {
    Remember(*node, key, "must be a list of strings");
    return fallback;
  }
  std::vector<std::string> strings;
  for (const toml::node& element : *array) {
    if (const auto* text = element.as_string()) {
      strings.push_back(text->get());
    } else {
      Remember(element, key, "must be a list of strings");
      return fallback;
    }
  }
  return strings;
}

const toml::table* TomlReader::Table(const char* key) {
  const toml::node* node = Take(key);
  if (node == nullptr) return nullptr;
  if (node->as_table() == nullptr) Remember(*node, key, "must be a table");
  return node->as_table();
}

const toml::node* TomlReader::Node(const char* key) { return Take(key); }

const toml::node* TomlReader::FirstUnknown(std::string& key) const {
  const toml::node* first = nullptr;
  for (const auto& [name, value] : table_) {
    if (known_.find(name.str()) != known_.end()) continue;
    if (first != nullptr && first->source().begin <= value.source().begin) continue;
    first = &value;
    key = name.str();
  }
  return first;
}

Result<Ok> TomlReader::Finish() {
  // A misspelt key is the cause more often than the error that it leads to.
  std::string key;
  if (const toml::node* unknown = FirstUnknown(key)) {
    return BadToml(path_, *unknown, "unknown key " + Escape(prefix_ + key));
  }
  if (!errors_.empty()) return errors_.front();
  return Ok{};
}

}  // namespace assent
