#include "backend/daemon/configuration.h"

#include <grp.h>
#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstring>
#include <map>
#include <memory>
#include <optional>

#include "common/base/escape.h"

namespace assent {
namespace {

constexpr std::size_t kFirstBuffer = 16 * 1024;
constexpr std::size_t kLargestBuffer = 16 * 1024 * 1024;

// Calls a *_r function of NSS with a buffer that is large enough. nullopt: there is no such name.
template <typename Entry, typename Call>
Result<std::optional<Entry>> Lookup(const std::string& name, std::vector<char>& buffer, Call call) {
  for (buffer.resize(kFirstBuffer); buffer.size() <= kLargestBuffer;
       buffer.resize(buffer.size() * 4)) {
    Entry entry = {};
    Entry* found = nullptr;
    const int code = call(&entry, buffer.data(), buffer.size(), &found);
    if (code == ERANGE) continue;
    if (code == 0 && found != nullptr) return std::optional<Entry>(entry);
    // getpwnam_r(3): what various systems answer when there is no such name.
    const bool unknown =
        code == 0 || code == ENOENT || code == ESRCH || code == EBADF || code == EPERM;
    if (unknown) return std::optional<Entry>();
    return Error{Errc::kSystem, Escape(name) + " cannot be looked up: " + std::strerror(code)};
  }
  return Error{Errc::kSystem, Escape(name) + " cannot be looked up: its entry is too large"};
}

Result<std::optional<NameService::User>> UserByName(const std::string& name) {
  std::vector<char> buffer;
  ASSENT_ASSIGN_OR_RETURN(const auto entry, Lookup<passwd>(name, buffer, [&](auto... out) {
                            return ::getpwnam_r(name.c_str(), out...);
                          }));
  if (!entry) return std::optional<NameService::User>();
  return std::optional<NameService::User>({entry->pw_uid, entry->pw_gid});
}

// People by the group that is their own. Only those that can be listed: a directory service often
// cannot.
using PrimaryMembers = std::multimap<gid_t, std::string>;

PrimaryMembers ListPrimaryMembers() {
  PrimaryMembers members;
  ::setpwent();
  while (const passwd* const entry = ::getpwent()) members.emplace(entry->pw_gid, entry->pw_name);
  ::endpwent();
  return members;
}

Result<std::optional<NameService::Group>> GroupByName(const std::string& name,
                                                      const PrimaryMembers& primary) {
  std::vector<char> buffer;
  ASSENT_ASSIGN_OR_RETURN(const auto entry, Lookup<group>(name, buffer, [&](auto... out) {
                            return ::getgrnam_r(name.c_str(), out...);
                          }));
  if (!entry) return std::optional<NameService::Group>();
  NameService::Group found;
  found.gid = entry->gr_gid;
  for (char** member = entry->gr_mem; member != nullptr && *member != nullptr; ++member) {
    found.members.emplace_back(*member);
  }
  const auto [from, to] = primary.equal_range(found.gid);
  for (auto at = from; at != to; ++at) {
    const auto& known = found.members;
    if (std::find(known.begin(), known.end(), at->second) == known.end()) {
      found.members.push_back(at->second);
    }
  }
  return std::optional<NameService::Group>(std::move(found));
}

}  // namespace

Result<DaemonSettings> ReadSettings(const std::string& path, const TrustPolicy& trust) {
  ASSENT_ASSIGN_OR_RETURN(const auto text, ReadTrustedFile(path, trust));
  if (!text) return DaemonSettings{};
  return ParseDaemonSettings(*text, path);
}

Result<Policy> PolicyFrom(const DaemonSettings& settings, const NameService& names,
                          std::vector<std::string>& warnings) {
  Policy policy;
  policy.request_life = settings.request_life;
  policy.cool_down = settings.cool_down;
  policy.without_loginuid = settings.without_loginuid;
  policy.waiting_requests = settings.waiting_requests;
  policy.waiting_commands = settings.connections;
  policy.questions_per_second = settings.questions_per_second;
  policy.question_burst = settings.question_burst;
  for (const std::string& name : settings.log_reader_groups) {
    ASSENT_ASSIGN_OR_RETURN(const auto found, names.group(name));
    if (found) {
      policy.log_readers.push_back(found->gid);
    } else {
      warnings.push_back("log reader group " + Escape(name) + " does not exist");
    }
  }
  return policy;
}

Result<Configuration> ReadConfiguration(const std::string& path, const TrustPolicy& trust) {
  Configuration read;
  const NameService names = SystemNames();
  ASSENT_ASSIGN_OR_RETURN(read.settings, ReadSettings(path, trust));
  ASSENT_ASSIGN_OR_RETURN(const auto files, ReadRuleFiles(read.settings.rules_directory, trust));
  ASSENT_ASSIGN_OR_RETURN(read.rules, RuleSet::Parse(files, names));
  read.warnings = read.rules.warnings();
  ASSENT_ASSIGN_OR_RETURN(read.policy, PolicyFrom(read.settings, names, read.warnings));
  return read;
}

NameService SystemNames() {
  auto primary = std::make_shared<const PrimaryMembers>(ListPrimaryMembers());
  return {UserByName, [primary](const std::string& name) { return GroupByName(name, *primary); }};
}

std::string HostName(const DaemonSettings& settings) {
  if (!settings.host.empty()) return settings.host;
  std::array<char, HOST_NAME_MAX + 1> name{};
  if (::gethostname(name.data(), name.size() - 1) != 0) return "localhost";
  return name.data();
}

}  // namespace assent
