// sudo's NULL-terminated vectors of "key=value" (settings, user_info, command_info), read strictly.
// Their keys and forms: sudo_plugin(5).
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.h"

namespace assent {

enum class Flag { kOff, kOn };

// Copies a NULL-terminated vector of strings; nullptr is an empty one.
std::vector<std::string> CopyVector(const char* const* entries);

// The part before the first '=', or nullopt when there is none or it is empty.
std::optional<std::string_view> NameOfEntry(std::string_view entry);

// Getters fail with kBadRequest, detail names vector and key, when the key is there twice or has
// another form. The ones without "Optional" fail too when it is missing.
class SudoVector {
 public:
  SudoVector(std::string name, std::vector<std::string> entries)
      : name_(std::move(name)), entries_(std::move(entries)) {}

  [[nodiscard]] Result<std::optional<std::string>> OptionalText(std::string_view key) const;
  [[nodiscard]] Result<std::string> Text(std::string_view key) const;
  // Decimal, and never 4294967295, which setresuid(2) takes for "no change" (CVE-2019-14287).
  [[nodiscard]] Result<std::optional<std::uint32_t>> OptionalId(std::string_view key) const;
  [[nodiscard]] Result<std::uint32_t> Id(std::string_view key) const;
  // Ids with commas between them, made ascending and unique. May be empty.
  [[nodiscard]] Result<std::optional<std::vector<gid_t>>> OptionalGroups(
      std::string_view key) const;
  // "true" or "false"; absent is kOff.
  [[nodiscard]] Result<Flag> OptionalFlag(std::string_view key) const;
  // Absolute, or absent.
  [[nodiscard]] Result<std::optional<std::string>> OptionalPath(std::string_view key) const;
  [[nodiscard]] const std::vector<std::string>& entries() const { return entries_; }

 private:
  [[nodiscard]] Error Wrong(std::string_view key, const char* what) const;

  std::string name_;
  std::vector<std::string> entries_;
};

}  // namespace assent
