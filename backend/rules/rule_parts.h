// The parts of a rule, read one by one. Only rule_reader.cc puts them together.
#pragma once

#include <string>
#include <vector>

#include "backend/rules/rule.h"
#include "common/base/result.h"
#include "common/toml/strict_toml.h"

namespace assent {

// What a name that nobody knows does. A directory server that is not running answers the same for
// all of its names, and a rule that says no would then match nobody.
enum class UnknownNames { kStopTheLoad, kWarn };

// Where a rule comes from, and what reading it needs.
struct RuleSource {
  const std::string& path;
  const NameService& names;
  std::vector<std::string>& warnings;
  UnknownNames unknown_names = UnknownNames::kStopTheLoad;
};

// A list of names as ids. "*" is no name. Error: kSystem, a name that could not be looked up, or is
// unknown where that stops the load.
Result<std::vector<TargetUser>> ResolveUsers(const std::vector<std::string>& names,
                                             const toml::node& where, const RuleSource& source);
struct ResolvedGroups {
  std::vector<NamedId> groups;
  std::vector<std::string> members;  // of all of them, ascending, unique
};
Result<ResolvedGroups> ResolveGroups(const std::vector<std::string>& names, const toml::node& where,
                                     const RuleSource& source);

// who = { users, groups }
Result<Requesters> ReadWho(const toml::table& who, const RuleSource& source);
// runas = { users, groups }
Result<Targets> ReadRunas(const toml::table& runas, const RuleSource& source);
// where = { hosts }
Result<std::vector<std::string>> ReadHosts(const toml::table& where, const RuleSource& source);

// command, args, rest, cwd and files of `table` into `rule`, whose effect is known.
Result<Ok> ReadCommand(const toml::table& table, const RuleSource& source, Rule& rule);

// approvers = { users, groups, count }; the quorum's rule is left empty.
Result<Quorum> ReadApprovers(const toml::table& approvers, const RuleSource& source);
// reason = { required, pattern }
Result<ReasonDemand> ReadReason(const toml::table& reason, const RuleSource& source);
// grant = { uses, start_within, max_uses, max_start_within, max_runtime } of an ask rule
Result<GrantBounds> ReadGrantBounds(const toml::table& grant, const RuleSource& source);
// grant = { max_runtime } of a permit rule
Result<std::optional<std::chrono::seconds>> ReadPermitRuntime(const toml::table& grant,
                                                              const RuleSource& source);

}  // namespace assent
