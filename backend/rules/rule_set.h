// The rules in force: loaded once, then immutable (DESIGN D8, docs/RULES.md).
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "backend/model/terms.h"
#include "common/action/action.h"
#include "common/base/result.h"
#include "common/base/trusted_file.h"

namespace assent {

// How names in rules become ids. Called while loading only, never when a question is answered
// (NSS may hang), so main gives the real one and tests a table.
//
// nullopt: there is no such name, as far as this host can tell now. An error (a directory server
// that does not answer) stops the load: a deny rule for a group must not lose its meaning because
// its members cannot be looked up now.
struct NameService {
  struct User {
    uid_t uid = static_cast<uid_t>(-1);
    gid_t gid = static_cast<gid_t>(-1);  // primary
  };
  struct Group {
    gid_t gid = static_cast<gid_t>(-1);
    std::vector<std::string> members;
  };
  std::function<Result<std::optional<User>>(const std::string&)> user;
  std::function<Result<std::optional<Group>>(const std::string&)> group;
};

struct RuleFile {
  std::string path;  // for messages
  std::string text;
};

class RuleSet {
 public:
  RuleSet();  // no rule: everything is NO_RULE
  ~RuleSet();
  RuleSet(RuleSet&&) noexcept;
  RuleSet& operator=(RuleSet&&) noexcept;

  // The order of files and rules never matters. Errors: kBadConfig, kSystem (a name could not be
  // looked up, or is unknown to a rule that needs it: trying again may help); detail
  // "PATH:LINE: what".
  static Result<RuleSet> Parse(const std::vector<RuleFile>& files, const NameService& names);

  // Precedence: deny; then permit (unless a matching ask rule says overrides_permit); then all
  // matching ask rules together. `reason` is what the requester gave, if anything. Never throws.
  [[nodiscard]] RuleAnswer Evaluate(const Action& action, const Facts& facts,
                                    const std::optional<std::string>& reason) const;

  [[nodiscard]] std::size_t size() const;
  // What loads but looks wrong: "PATH:LINE: user dave does not exist". For the log and --check.
  [[nodiscard]] const std::vector<std::string>& warnings() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// Reads `directory`/*.toml in name order (names that begin with a dot are passed over). Each file
// must be trusted (ReadTrustedFile), and so must the directory, to which nobody else may add one. A
// missing directory is an empty rule set. Errors: kUntrustedFile, kSystem.
Result<std::vector<RuleFile>> ReadRuleFiles(const std::string& directory,
                                            const TrustPolicy& policy);

}  // namespace assent
