#include "sudo_plugin/vectors.h"

#include <algorithm>
#include <charconv>
#include <limits>

namespace assent {
namespace {

constexpr std::uint32_t kMaxId = std::numeric_limits<std::uint32_t>::max() - 1;

std::optional<std::uint32_t> ParseId(std::string_view text) {
  std::uint32_t id = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, ec] = std::from_chars(text.data(), end, id);
  if (ec != std::errc{} || rest != end || id > kMaxId) return std::nullopt;
  return id;
}

std::optional<std::vector<gid_t>> ParseGroups(std::string_view text) {
  std::vector<gid_t> groups;
  while (!text.empty()) {
    const std::size_t comma = std::min(text.find(','), text.size());
    const auto gid = ParseId(text.substr(0, comma));
    if (!gid || comma + 1 == text.size()) return std::nullopt;
    groups.push_back(*gid);
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  std::sort(groups.begin(), groups.end());
  groups.erase(std::unique(groups.begin(), groups.end()), groups.end());
  return groups;
}

}  // namespace

std::vector<std::string> CopyVector(const char* const* entries) {
  std::vector<std::string> copy;
  for (; entries != nullptr && *entries != nullptr; ++entries) copy.emplace_back(*entries);
  return copy;
}

std::optional<std::string_view> NameOfEntry(std::string_view entry) {
  const std::size_t equals = entry.find('=');
  if (equals == std::string_view::npos || equals == 0) return std::nullopt;
  return entry.substr(0, equals);
}

Error SudoVector::Wrong(std::string_view key, const char* what) const {
  return Error{Errc::kBadRequest, name_ + ": " + std::string(key) + " " + what};
}

Result<std::optional<std::string>> SudoVector::OptionalText(std::string_view key) const {
  std::optional<std::string> found;
  for (const std::string& entry : entries_) {
    if (NameOfEntry(entry) != key) continue;
    // sudo itself takes the last, other readers the first: nobody shall choose.
    if (found) return Wrong(key, "is there twice");
    found = entry.substr(key.size() + 1);
  }
  return found;
}

Result<std::string> SudoVector::Text(std::string_view key) const {
  ASSENT_ASSIGN_OR_RETURN(auto text, OptionalText(key));
  if (!text || text->empty()) return Wrong(key, "is missing");
  return *std::move(text);
}

Result<std::optional<std::uint32_t>> SudoVector::OptionalId(std::string_view key) const {
  ASSENT_ASSIGN_OR_RETURN(const auto text, OptionalText(key));
  if (!text) return std::optional<std::uint32_t>();
  const auto id = ParseId(*text);
  if (!id) return Wrong(key, "is not an id");
  return id;
}

Result<std::uint32_t> SudoVector::Id(std::string_view key) const {
  ASSENT_ASSIGN_OR_RETURN(const auto id, OptionalId(key));
  if (!id) return Wrong(key, "is missing");
  return *id;
}

Result<std::optional<std::vector<gid_t>>> SudoVector::OptionalGroups(std::string_view key) const {
  ASSENT_ASSIGN_OR_RETURN(const auto text, OptionalText(key));
  if (!text) return std::optional<std::vector<gid_t>>();
  auto groups = ParseGroups(*text);
  if (!groups) return Wrong(key, "is not a list of group ids");
  return groups;
}

Result<Flag> SudoVector::OptionalFlag(std::string_view key) const {
  ASSENT_ASSIGN_OR_RETURN(const auto found, OptionalText(key));
  const std::string text = found.value_or("false");
  if (text == "false") return Flag::kOff;
  if (text == "true") return Flag::kOn;
  return Wrong(key, "is neither true nor false");
}

Result<std::optional<std::string>> SudoVector::OptionalPath(std::string_view key) const {
  ASSENT_ASSIGN_OR_RETURN(auto text, OptionalText(key));
  if (text && (text->empty() || text->front() != '/')) return Wrong(key, "is not an absolute path");
  return text;
}

}  // namespace assent
