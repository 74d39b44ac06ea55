// alice (web-ops) asks; bob and carol approve; mallory attacks. A table stands in for NSS.
#pragma once

#include <gmock/gmock.h>

#include <map>
#include <string>
#include <vector>

#include "backend/rules/rule_set.h"
#include "tests/unit/common/result_matchers.h"

namespace assent {

constexpr uid_t kAlice = 1001;
constexpr uid_t kBob = 1002;
constexpr uid_t kCarol = 1003;
constexpr uid_t kMallory = 1004;
constexpr uid_t kPostgres = 105;
constexpr gid_t kWebOps = 2001;
constexpr gid_t kOpsLeads = 2002;
constexpr gid_t kDocker = 2003;

inline NameService TableOfNames() {
  NameService names;
  names.user = [](const std::string& name) -> Result<std::optional<NameService::User>> {
    static const std::map<std::string, NameService::User> kUsers = {
        {"root", {0, 0}},          {"alice", {kAlice, 1001}},     {"bob", {kBob, 1002}},
        {"carol", {kCarol, 1003}}, {"mallory", {kMallory, 1004}}, {"postgres", {kPostgres, 115}}};
    if (name == "away") return Error{Errc::kSystem, "directory server does not answer"};
    const auto found = kUsers.find(name);
    return found == kUsers.end() ? std::nullopt : std::optional(found->second);
  };
  names.group = [](const std::string& name) -> Result<std::optional<NameService::Group>> {
    static const std::map<std::string, NameService::Group> kGroups = {
        {"web-ops", {kWebOps, {"alice"}}},
        {"ops-leads", {kOpsLeads, {"carol", "bob"}}},
        {"docker", {kDocker, {}}},
        {"root", {0, {}}}};
    if (name == "away") return Error{Errc::kSystem, "directory server does not answer"};
    const auto found = kGroups.find(name);
    return found == kGroups.end() ? std::nullopt : std::optional(found->second);
  };
  return names;
}

inline Result<RuleSet> ParseRules(const std::string& text) {
  return RuleSet::Parse({{"/r/a.toml", text}}, TableOfNames());
}

// The rules of a test are right, or the test fails here.
inline RuleSet Rules(const std::string& text) {
  auto rules = ParseRules(text);
  EXPECT_THAT(rules, IsOk());
  return rules.ok() ? std::move(rules).value() : RuleSet();
}

// alice runs `argv` by its path as root on web-1; argv[0] is the last component of the path.
inline Action Sudo(std::vector<std::string> argv) {
  Action action;
  action.host = "web-1";
  action.kind = "sudo";
  action.user_uid = kAlice;
  action.user_name = "alice";
  action.runas_uid = 0;
  action.runas_user = "root";
  action.runas_gid = 0;
  action.runas_groups = {0};
  action.command = argv.at(0);
  action.argv = std::move(argv);
  action.argv[0] = action.command.substr(action.command.rfind('/') + 1);
  action.cwd = "/home/alice";
  return action;
}

inline Action Sudoedit(std::vector<std::string> files) {
  Action action = Sudo({"/x"});
  action.kind = "sudoedit";
  action.command.clear();
  action.argv.clear();
  action.cwd.reset();
  action.files = std::move(files);
  return action;
}

inline Facts TrustedFacts() {
  Facts facts;
  facts.user_groups = {1001, kWebOps};
  facts.executable_trusted = true;
  return facts;
}

inline Effect EffectOf(const RuleSet& rules, const Action& action,
                       const Facts& facts = TrustedFacts()) {
  return rules.Evaluate(action, facts, std::nullopt).effect;
}

inline const char* const kPermitHead =
    "[[rule]]\nname = \"p\"\neffect = \"permit\"\nwho = { users = [\"alice\"] }\n"
    "action = [\"sudo\"]\n";
inline const char* const kAskHead =
    "[[rule]]\nname = \"a\"\neffect = \"ask\"\nwho = { users = [\"*\"] }\naction = [\"sudo\"]\n"
    "approvers = { users = [\"bob\"] }\n";
inline const char* const kDenyHead = "[[rule]]\nname = \"d\"\neffect = \"deny\"\n";

}  // namespace assent
