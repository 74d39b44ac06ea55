#include <algorithm>
#include <set>

#include "backend/rules/host_pattern.h"
#include "backend/rules/rule_parts.h"
#include "common/base/escape.h"

namespace assent {
namespace {

const std::vector<std::string> kEverybody = {"*"};

Result<Ok> CheckName(const std::string& name, const toml::node& where, const RuleSource& source) {
  if (!name.empty() && name.find_first_of("*?") == std::string::npos) return Ok{};
  return BadToml(source.path, where,
                 "\"" + Escape(name) + "\" is not a name (\"*\" may stand alone, for users only)");
}

Error LookupFailed(const std::string& name, const toml::node& where, const RuleSource& source,
                   const Error& cause) {
  const Error placed =
      BadToml(source.path, where, "cannot look up " + Escape(name) + ": " + Escape(cause.detail));
  return Error{Errc::kSystem, placed.detail};
}

void Warn(const std::string& what, const toml::node& where, const RuleSource& source) {
  source.warnings.push_back(BadToml(source.path, where, what).detail);
}

// Not kBadConfig: whoever is unknown now may be known when the directory server has started.
Result<Ok> Unknown(const std::string& who, const toml::node& where, const RuleSource& source) {
  const std::string what = who + " does not exist";
  if (source.unknown_names == UnknownNames::kStopTheLoad) {
    const Error placed = BadToml(
        source.path, where, what + " (a rule for names to come says unknown_names = \"ignore\")");
    return Error{Errc::kSystem, placed.detail};
  }
  Warn(what, where, source);
  return Ok{};
}

// The lists of one table of people, present or not, and never empty when present.
struct NameLists {
  std::vector<std::string> users;
  std::vector<std::string> groups;
};

NameLists ReadNameLists(TomlReader& reader, const toml::table& table) {
  NameLists lists;
  lists.users = reader.Strings("users", {});
  lists.groups = reader.Strings("groups", {});
  for (const char* key : {"users", "groups"}) {
    const toml::node* node = table.get(key);
    if (node != nullptr && node->is_array() && node->as_array()->empty()) {
      reader.Fail(key, "is empty");
    }
  }
  return lists;
}

const toml::node& PlaceOf(const toml::table& table, const char* key) {
  const toml::node* node = table.get(key);
  return node != nullptr ? *node : table;
}

std::vector<NamedId> IdsOf(const std::vector<TargetUser>& users) {
  std::vector<NamedId> ids;
  for (const TargetUser& user : users) {
    ids.push_back({user.name, user.ids ? std::optional(user.ids->uid) : std::nullopt});
  }
  return ids;
}

// By name: whether each of them exists is another question.
bool IsReachable(std::int64_t count, const NameLists& lists) {
  const std::set<std::string> distinct(lists.users.begin(), lists.users.end());
  return !lists.groups.empty() || static_cast<std::size_t>(count) <= distinct.size();
}

}  // namespace

Result<std::vector<TargetUser>> ResolveUsers(const std::vector<std::string>& names,
                                             const toml::node& where, const RuleSource& source) {
  std::vector<TargetUser> users;
  for (const std::string& name : names) {
    ASSENT_RETURN_IF_ERROR(CheckName(name, where, source));
    const auto found = source.names.user(name);
    if (!found.ok()) return LookupFailed(name, where, source, found.error());
    if (!found.value()) {
      ASSENT_RETURN_IF_ERROR(Unknown("user " + Escape(name), where, source));
    }
    users.push_back({name, found.value()});
  }
  return users;
}

Result<ResolvedGroups> ResolveGroups(const std::vector<std::string>& names, const toml::node& where,
                                     const RuleSource& source) {
  ResolvedGroups resolved;
  for (const std::string& name : names) {
    ASSENT_RETURN_IF_ERROR(CheckName(name, where, source));
    const auto found = source.names.group(name);
    if (!found.ok()) return LookupFailed(name, where, source, found.error());
    if (!found.value()) {
      ASSENT_RETURN_IF_ERROR(Unknown("group " + Escape(name), where, source));
      resolved.groups.push_back({name, std::nullopt});
      continue;
    }
    resolved.groups.push_back({name, found.value()->gid});
    const std::vector<std::string>& members = found.value()->members;
    resolved.members.insert(resolved.members.end(), members.begin(), members.end());
  }
  std::vector<std::string>& members = resolved.members;
  std::sort(members.begin(), members.end());
  members.erase(std::unique(members.begin(), members.end()), members.end());
  return resolved;
}

Result<Requesters> ReadWho(const toml::table& who, const RuleSource& source) {
  TomlReader reader(who, source.path, "who.");
  const NameLists lists = ReadNameLists(reader, who);
  ASSENT_RETURN_IF_ERROR(reader.Finish());
  if (who.empty()) return BadToml(source.path, who, "who names nobody");
  Requesters requesters;
  requesters.everybody = lists.users == kEverybody && lists.groups.empty();
  if (requesters.everybody) return requesters;
  ASSENT_ASSIGN_OR_RETURN(const auto users,
                          ResolveUsers(lists.users, PlaceOf(who, "users"), source));
  ASSENT_ASSIGN_OR_RETURN(auto groups, ResolveGroups(lists.groups, PlaceOf(who, "groups"), source));
  requesters.users = IdsOf(users);
  requesters.groups = std::move(groups.groups);
  return requesters;
}

Result<Targets> ReadRunas(const toml::table& runas, const RuleSource& source) {
  TomlReader reader(runas, source.path, "runas.");
  const NameLists lists = ReadNameLists(reader, runas);
  ASSENT_RETURN_IF_ERROR(reader.Finish());
  if (runas.empty()) return BadToml(source.path, runas, "runas names nobody");
  Targets targets;
  targets.anybody = lists.users == kEverybody && lists.groups.empty();
  if (targets.anybody) return targets;
  ASSENT_ASSIGN_OR_RETURN(targets.users,
                          ResolveUsers(lists.users, PlaceOf(runas, "users"), source));
  ASSENT_ASSIGN_OR_RETURN(auto groups,
                          ResolveGroups(lists.groups, PlaceOf(runas, "groups"), source));
  targets.groups = std::move(groups.groups);
  return targets;
}

Result<std::vector<std::string>> ReadHosts(const toml::table& where, const RuleSource& source) {
  TomlReader reader(where, source.path, "where.");
  std::vector<std::string> hosts = reader.Strings("hosts", {});
  for (const std::string& host : hosts) {
    if (!IsHostPattern(host)) reader.Fail("hosts", "\"" + Escape(host) + "\" is not a host name");
  }
  ASSENT_RETURN_IF_ERROR(reader.Finish());
  if (hosts.empty()) return BadToml(source.path, where, "where names no host");
  return hosts;
}

Result<Quorum> ReadApprovers(const toml::table& approvers, const RuleSource& source) {
  TomlReader reader(approvers, source.path, "approvers.");
  const NameLists lists = ReadNameLists(reader, approvers);
  const std::int64_t count = reader.Integer("count", 1, 1, 1000);
  ASSENT_RETURN_IF_ERROR(reader.Finish());
  if (lists.users.empty() && lists.groups.empty()) {
    return BadToml(source.path, approvers, "approvers names nobody");
  }
  if (!IsReachable(count, lists)) {
    return BadToml(source.path, PlaceOf(approvers, "count"),
                   "approvers.count is larger than the number of approvers");
  }
  Quorum quorum;
  quorum.needed = static_cast<std::uint32_t>(count);
  ASSENT_ASSIGN_OR_RETURN(const auto users,
                          ResolveUsers(lists.users, PlaceOf(approvers, "users"), source));
  ASSENT_ASSIGN_OR_RETURN(auto groups,
                          ResolveGroups(lists.groups, PlaceOf(approvers, "groups"), source));
  quorum.users = IdsOf(users);
  quorum.groups = std::move(groups.groups);
  quorum.group_members = std::move(groups.members);
  return quorum;
}

}  // namespace assent
