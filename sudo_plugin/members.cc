#include "sudo_plugin/members.h"

#include <grp.h>
#include <pwd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <limits>

namespace assent {
namespace {

using Buffer = std::array<char, 16 * 1024>;
constexpr int kMostGroups = 65536;  // NGROUPS_MAX

// The number in "#1001". -1 is nobody.
std::optional<std::uint32_t> IdIn(const std::string& text) {
  if (text.size() < 2 || text.front() != '#') return std::nullopt;
  std::uint32_t id = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, ec] = std::from_chars(text.data() + 1, end, id);
  if (ec != std::errc{} || rest != end) return std::nullopt;
  if (id == std::numeric_limits<std::uint32_t>::max()) return std::nullopt;
  return id;
}

std::optional<std::vector<gid_t>> GroupsOf(const char* user, gid_t primary) {
  std::vector<gid_t> groups(64);
  int count = static_cast<int>(groups.size());
  while (::getgrouplist(user, primary, groups.data(), &count) < 0) {
    if (count <= static_cast<int>(groups.size()) || count > kMostGroups) return std::nullopt;
    groups.resize(static_cast<std::size_t>(count));
  }
  groups.resize(static_cast<std::size_t>(count));
  groups.push_back(primary);
  std::sort(groups.begin(), groups.end());
  groups.erase(std::unique(groups.begin(), groups.end()), groups.end());
  return groups;
}

}  // namespace

std::optional<Member> LookUpMember(const std::string& user) {
  Buffer buffer{};
  passwd entry{};
  passwd* found = nullptr;
  const auto id = IdIn(user);
  const int failed = id ? ::getpwuid_r(*id, &entry, buffer.data(), buffer.size(), &found)
                        : ::getpwnam_r(user.c_str(), &entry, buffer.data(), buffer.size(), &found);
  if (failed != 0 || found == nullptr) return std::nullopt;
  auto groups = GroupsOf(found->pw_name, found->pw_gid);
  if (!groups) return std::nullopt;
  return Member{found->pw_uid, found->pw_gid, found->pw_name, *std::move(groups)};
}

std::optional<gid_t> LookUpGroup(const std::string& group) {
  if (const auto id = IdIn(group)) return *id;
  std::vector<char> buffer(1024 * 1024);  // a group may have many members
  struct group entry {};
  struct group* found = nullptr;
  const int failed = ::getgrnam_r(group.c_str(), &entry, buffer.data(), buffer.size(), &found);
  if (failed != 0 || found == nullptr) return std::nullopt;
  return found->gr_gid;
}

}  // namespace assent
