// TOML settings, read strictly: a misspelt security setting must not turn into its default.
// The one place that includes toml++ for settings; rules use it too.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

// toml++ is compiled once, in strict_toml.cc; everybody else sees declarations only.
#ifndef TOML_HEADER_ONLY
#define TOML_HEADER_ONLY 0
#endif
#include <toml++/toml.h>

#include "common/base/result.h"

namespace assent {

// Error: kBadConfig, "PATH:LINE: what" (repeated keys are a parse error of TOML itself). A NUL,
// even one written as an escape, and keys nested deeper than any setting of ours are refused.
Result<toml::table> ParseToml(std::string_view text, const std::string& path);

// "PATH:LINE: what", kBadConfig. `where` is the node's place.
Error BadToml(const std::string& path, const toml::node& where, const std::string& what);

// Reads one table member by member and then refuses what nobody asked for.
//
//   TomlReader reader(table, path, "");
//   settings.socket = reader.String("socket", settings.socket);
//   ASSENT_RETURN_IF_ERROR(reader.Finish());
//
// Getters return the fallback when the key is absent, and remember the first error; Finish returns
// it, or an error for the first unknown key.
class TomlReader {
 public:
  TomlReader(const toml::table& table, std::string path, std::string prefix);

  std::string String(const char* key, std::string fallback);
  std::int64_t Integer(const char* key, std::int64_t fallback, std::int64_t min, std::int64_t max);
  bool Flag(const char* key, bool fallback);
  std::chrono::milliseconds Duration(const char* key, std::chrono::milliseconds fallback,
                                     std::chrono::milliseconds min, std::chrono::milliseconds max);
  std::vector<std::string> Strings(const char* key, std::vector<std::string> fallback);
  const toml::table* Table(const char* key);  // nullptr when absent
  const toml::node* Node(const char* key);    // any type; nullptr when absent

  // Remembers "KEY WHAT" as the error, e.g. for a value that parsed but makes no sense.
  void Fail(const char* key, const std::string& what);
  [[nodiscard]] Result<Ok> Finish();

 private:
  const toml::node* Take(const char* key);
  void Remember(const toml::node& node, const char* key, const std::string& what);
  [[nodiscard]] const toml::node* FirstUnknown(std::string& key) const;

  const toml::table& table_;
  std::string path_;
  std::string prefix_;  // "requests." for messages
  std::set<std::string, std::less<>> known_;
  std::vector<Error> errors_;
};

}  // namespace assent
