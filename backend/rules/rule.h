// One rule, as docs/RULES.md describes it: parsed, checked, its names resolved.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "backend/model/terms.h"
#include "backend/rules/argument_matcher.h"
#include "backend/rules/rule_set.h"

namespace assent {

struct Requesters {
  bool everybody = false;
  std::vector<NamedId> users;
  std::vector<NamedId> groups;
};

struct TargetUser {
  std::string name;
  std::optional<NameService::User> ids;
};

// As whom. Neither `anybody` nor a name: the rule leaves it open, which only a deny rule may.
struct Targets {
  bool anybody = false;
  std::vector<TargetUser> users;
  std::vector<NamedId> groups;
};

// Which actions the rule speaks about.
struct Kinds {
  bool sudo = false;
  bool sudoedit = false;
  bool other = false;  // also kinds that this version does not know: deny rules without `action`
};

struct ReasonDemand {
  bool required = false;
  std::optional<Pattern> pattern;
};

struct Rule {
  std::string name;
  Effect effect = Effect::kNone;
  Requesters who;
  Kinds kinds;
  Targets runas;
  std::vector<std::string> hosts;                    // empty: every host
  std::vector<std::string> commands;                 // normal paths; empty: every command
  std::optional<std::vector<ArgumentMatcher>> args;  // nullopt: any arguments
  bool rest_any = false;                             // any further arguments
  std::vector<ArgumentMatcher> files;  // for each file one must match; empty: any file
  std::optional<ArgumentMatcher> cwd;  // nullopt: any directory; sudo only
  bool ignores_cwd = false;            // cwd = "any": approvals leave it out
  bool mutable_executable = false;
  bool inherited_environment = false;

  // ask
  bool overrides_permit = false;
  Quorum quorum;
  ReasonDemand reason;
  GrantBounds bounds;

  // permit
  bool shell_capable = false;
  std::optional<std::chrono::seconds> max_runtime;
};

}  // namespace assent
