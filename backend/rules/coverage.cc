#include "backend/rules/coverage.h"

#include <algorithm>

#include "backend/rules/host_pattern.h"
#include "backend/rules/path.h"

namespace assent {
namespace {

constexpr std::string_view kSudo = "sudo";
constexpr std::string_view kSudoedit = "sudoedit";

bool Includes(const Kinds& kinds, std::string_view kind) {
  if (kind == kSudo) return kinds.sudo;
  if (kind == kSudoedit) return kinds.sudoedit;
  return kinds.other;
}

bool Has(const std::vector<NamedId>& ids, std::uint32_t id) {
  return std::any_of(ids.begin(), ids.end(), [id](const NamedId& named) { return named.id == id; });
}

bool HasOneOf(const std::vector<NamedId>& ids, const std::vector<gid_t>& groups) {
  return std::any_of(groups.begin(), groups.end(), [&](gid_t gid) { return Has(ids, gid); });
}

bool HasHost(const std::vector<std::string>& hosts, std::string_view host) {
  const auto matches = [host](const std::string& pattern) { return HostMatches(pattern, host); };
  return hosts.empty() || std::any_of(hosts.begin(), hosts.end(), matches);
}

bool CoversPerson(const Requesters& who, const Action& action, const Facts& facts) {
  return who.everybody || Has(who.users, action.user_uid) ||
         HasOneOf(who.groups, facts.user_groups);
}

// By name too: a user who did not exist when the rules were loaded.
bool ConcernsPerson(const Requesters& who, const Action& action, const Facts& facts) {
  const auto named = [&](const NamedId& user) { return user.name == action.user_name; };
  return CoversPerson(who, action, facts) || std::any_of(who.users.begin(), who.users.end(), named);
}

// `sudo -g GROUP` keeps the user, so it is the rule that must name the group; without a user named,
// it is the requester who stays himself.
bool CoversTarget(const Targets& runas, const Action& action) {
  if (runas.anybody) return true;
  const bool group_named = Has(runas.groups, action.runas_gid);
  if (runas.users.empty()) return group_named && action.runas_uid == action.user_uid;
  return std::any_of(runas.users.begin(), runas.users.end(), [&](const TargetUser& user) {
    return user.ids && user.ids->uid == action.runas_uid &&
           (group_named || user.ids->gid == action.runas_gid);
  });
}

// Either one is enough.
bool ConcernsTarget(const Targets& runas, const Action& action) {
  if (runas.anybody || Has(runas.groups, action.runas_gid)) return true;
  if (HasOneOf(runas.groups, action.runas_groups)) return true;
  return std::any_of(runas.users.begin(), runas.users.end(), [&](const TargetUser& user) {
    return user.name == action.runas_user || (user.ids && user.ids->uid == action.runas_uid);
  });
}

template <typename Matches>
bool HasArguments(const Rule& rule, const std::vector<std::string>& argv, Matches matches) {
  if (!rule.args) return true;
  const std::size_t given = argv.empty() ? 0 : argv.size() - 1;
  const std::size_t wanted = rule.args->size();
  if (given < wanted || (given > wanted && !rule.rest_any)) return false;
  for (std::size_t i = 0; i < wanted; ++i) {
    if (!matches((*rule.args)[i], argv[i + 1])) return false;
  }
  return true;
}

// A program such as busybox does what argv[0] says. sudo does not let its user choose it, but an
// intercepted program chooses it for the next. An approver sees it; a permit rule does not.
bool HasItsOwnName(const Action& action) {
  if (action.argv.empty()) return false;
  const std::string_view command = action.command;
  return action.argv[0] == command || action.argv[0] == command.substr(command.rfind('/') + 1);
}

bool CoversCommand(const Rule& rule, const Action& action) {
  if (rule.cwd && !(action.cwd && Covers(*rule.cwd, *action.cwd))) return false;
  if (rule.commands.empty()) return true;
  const auto covers = [](const ArgumentMatcher& matcher, const std::string& argument) {
    return Covers(matcher, argument);
  };
  const auto& commands = rule.commands;
  return std::find(commands.begin(), commands.end(), action.command) != commands.end() &&
         (rule.effect == Effect::kAsk || HasItsOwnName(action)) &&
         HasArguments(rule, action.argv, covers);
}

bool ConcernsCommand(const Rule& rule, const Action& action, const Facts& facts) {
  if (rule.cwd && action.cwd && !MayMean(*rule.cwd, *action.cwd, std::nullopt)) return false;
  if (rule.commands.empty()) return true;
  const std::vector<std::string> keys = KeysOfProgram(action, facts);
  const auto is_it = [&](const std::string& path) {
    return keys.empty() || std::binary_search(keys.begin(), keys.end(), FileKey(path));
  };
  const auto may_mean = [&](const ArgumentMatcher& matcher, const std::string& argument) {
    return MayMean(matcher, argument, action.cwd);
  };
  return std::any_of(rule.commands.begin(), rule.commands.end(), is_it) &&
         HasArguments(rule, action.argv, may_mean);
}

bool CoversFiles(const Rule& rule, const Action& action) {
  if (rule.files.empty()) return true;
  const auto covered = [&](const std::string& path) {
    const auto covers = [&](const ArgumentMatcher& file) { return Covers(file, path); };
    return std::any_of(rule.files.begin(), rule.files.end(), covers);
  };
  return !action.files.empty() && std::all_of(action.files.begin(), action.files.end(), covered);
}

bool ConcernsFiles(const Rule& rule, const Action& action) {
  if (rule.files.empty()) return true;
  return std::any_of(action.files.begin(), action.files.end(), [&](const std::string& path) {
    const std::string normal = Resolve(path, action.cwd).value_or(path);
    return std::any_of(rule.files.begin(), rule.files.end(), [&](const ArgumentMatcher& file) {
      return MayMean(file, normal, action.cwd);
    });
  });
}

}  // namespace

std::vector<std::string> KeysOfProgram(const Action& action, const Facts& facts) {
  const std::optional<std::string> command = Resolve(action.command, action.cwd);
  if (!command) return {};
  std::vector<std::string> keys = {FileKey(*command)};
  for (const std::string& path : facts.executable_paths) {
    keys.push_back(FileKey(Resolve(path, std::nullopt).value_or(path)));
  }
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  return keys;
}

bool Concerns(const Rule& rule, const Action& action, const Facts& facts) {
  if (!Includes(rule.kinds, action.kind) || !ConcernsPerson(rule.who, action, facts) ||
      !ConcernsTarget(rule.runas, action) || !HasHost(rule.hosts, action.host)) {
    return false;
  }
  if (action.kind == kSudo) return ConcernsCommand(rule, action, facts);
  return action.kind != kSudoedit || ConcernsFiles(rule, action);
}

bool Covers(const Rule& rule, const Action& action, const Facts& facts) {
  if (!Includes(rule.kinds, action.kind) || !CoversPerson(rule.who, action, facts) ||
      !CoversTarget(rule.runas, action) || !HasHost(rule.hosts, action.host)) {
    return false;
  }
  return action.kind == kSudo ? CoversCommand(rule, action)
                              : action.kind == kSudoedit && CoversFiles(rule, action);
}

Needs NeedsOf(const Action& action, const Facts& facts) {
  // sudoedit's editor runs as the requester, so who can change it does not matter.
  const bool changeable = action.kind == kSudo && !facts.executable_trusted;
  const bool chosen = std::any_of(action.env.begin(), action.env.end(), [](const EnvVar& variable) {
    return variable.value.has_value();
  });
  return {changeable, facts.environment != EnvironmentKind::kClean, chosen,
          changeable && !action.executable_sha256};
}

Needs LeftBy(const Rule& rule, const Needs& needs) {
  return {needs.mutable_executable && (needs.unsealed || !rule.mutable_executable),
          needs.inherited_environment && !rule.inherited_environment,
          needs.chosen_variables && rule.effect == Effect::kPermit && !rule.inherited_environment,
          needs.unsealed};
}

}  // namespace assent
