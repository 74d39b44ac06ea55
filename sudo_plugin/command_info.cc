#include "sudo_plugin/command_info.h"

#include <algorithm>
#include <cstdint>
#include <string_view>

#include "sudo_plugin/vectors.h"

namespace assent {
namespace {

// Keys that bound what a command can do, later than the oldest API we take (sudo_plugin(5)).
struct LateKey {
  std::string_view key;
  unsigned since;
};
constexpr LateKey kLateRestrictions[] = {{"intercept", 18}, {"apparmor_profile", 19}};

bool IsSwitchedOff(std::string_view entry, std::string_view key) {
  return entry.substr(key.size() + 1) == "false";
}

void Drop(std::vector<std::string>& entries, std::string_view key) {
  entries.erase(std::remove_if(entries.begin(), entries.end(),
                               [&](const std::string& entry) { return NameOfEntry(entry) == key; }),
                entries.end());
}

// sudo takes 0 for "no timeout": the shortest limit is one second.
Result<Ok> LimitTimeout(std::vector<std::string>& entries, std::chrono::seconds max_runtime) {
  ASSENT_ASSIGN_OR_RETURN(const auto existing,
                          SudoVector("command_info", entries).OptionalId("timeout"));
  auto limit = std::max<std::int64_t>(max_runtime.count(), 1);
  if (existing && *existing != 0) limit = std::min<std::int64_t>(limit, *existing);
  // sudo reads it into an int.
  limit = std::min<std::int64_t>(limit, 365L * 24 * 3600);
  Drop(entries, "timeout");
  entries.push_back("timeout=" + std::to_string(limit));
  return Ok{};
}

// sudo is what ends the command, and ^Z stops both. Without a terminal of its own the command is in
// the session of the person, who may let it alone go on (kill(2): SIGCONT within a session).
void OnATerminalOfItsOwn(std::vector<std::string>& entries) {
  Drop(entries, "use_pty");
  entries.emplace_back("use_pty=true");
}

Result<Ok> NameSource(std::vector<std::string>& entries, const std::string& grant_id) {
  ASSENT_ASSIGN_OR_RETURN(const auto source,
                          SudoVector("command_info", entries).OptionalText("source"));
  Drop(entries, "source");
  entries.push_back("source=assent grant " + grant_id + (source ? " (" + *source + ")" : ""));
  return Ok{};
}

}  // namespace

Result<std::vector<std::string>> Narrow(const std::vector<std::string>& sudoers,
                                        const Narrowing& narrowing) {
  std::vector<std::string> entries = sudoers;
  if (narrowing.max_runtime) {
    ASSENT_RETURN_IF_ERROR(LimitTimeout(entries, *narrowing.max_runtime));
    OnATerminalOfItsOwn(entries);
  }
  ASSENT_RETURN_IF_ERROR(NameSource(entries, narrowing.grant_id));
  if (narrowing.sealed_copy) {
    Drop(entries, "execfd");
    entries.push_back("execfd=" + std::to_string(*narrowing.sealed_copy));
  }
  if (narrowing.directory) {
    Drop(entries, "cwd");
    entries.push_back("cwd=" + *narrowing.directory);
  }
  return entries;
}

Result<std::vector<std::string>> NarrowedCommandInfo(const std::vector<std::string>& sudoers,
                                                     const Grant& grant,
                                                     std::optional<int> sealed_copy,
                                                     std::optional<std::string> directory) {
  return Narrow(sudoers, {grant.id(), grant.max_runtime(), sealed_copy, std::move(directory)});
}

std::optional<std::string_view> IgnoredRestriction(const std::vector<std::string>& entries,
                                                   unsigned minor) {
  for (const LateKey& late : kLateRestrictions) {
    if (minor >= late.since) continue;
    for (const std::string& entry : entries) {
      if (NameOfEntry(entry) == late.key && !IsSwitchedOff(entry, late.key)) return late.key;
    }
  }
  return std::nullopt;
}

OwnedVector::OwnedVector(std::vector<std::string> strings) : strings_(std::move(strings)) {
  pointers_.reserve(strings_.size() + 1);
  for (std::string& text : strings_) pointers_.push_back(text.data());
  pointers_.push_back(nullptr);
}

}  // namespace assent
