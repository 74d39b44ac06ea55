// alice asks, bob and carol approve, mallory attacks.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "backend/model/person.h"
#include "backend/rules/rule_set.h"

namespace assent {

inline constexpr uid_t kAlice = 1001;
inline constexpr uid_t kBob = 1002;
inline constexpr uid_t kCarol = 1003;
inline constexpr uid_t kMallory = 1004;
inline constexpr gid_t kOps = 27;
inline constexpr gid_t kApprovers = 2000;
inline constexpr gid_t kSecurity = 2001;

inline Peer PeerOfUser(uid_t uid, const std::string& name, std::vector<gid_t> groups = {}) {
  return {uid, std::move(groups), LoginUid::Of(uid), name};
}
inline Peer Alice() { return PeerOfUser(kAlice, "alice", {kOps, kAlice}); }
inline Peer Bob() { return PeerOfUser(kBob, "bob", {kBob, kApprovers}); }
inline Peer Carol() { return PeerOfUser(kCarol, "carol", {kCarol, kApprovers, kSecurity}); }
inline Peer Mallory() { return PeerOfUser(kMallory, "mallory", {kOps, kMallory}); }
// The sudo of alice: uid 0, and who logged in is alice.
inline Peer SudoOf(uid_t login) { return {0, {0}, LoginUid::Of(login), "root"}; }

inline NameService NamesOfPeople() {
  static const std::map<std::string, uid_t> users = {
      {"root", 0}, {"alice", kAlice}, {"bob", kBob}, {"carol", kCarol}, {"mallory", kMallory}};
  static const std::map<std::string, NameService::Group> groups = {
      {"ops", {kOps, {"alice", "mallory"}}},
      {"approvers", {kApprovers, {"bob", "carol"}}},
      {"security", {kSecurity, {"carol"}}}};
  NameService names;
  names.user = [](const std::string& name) -> Result<std::optional<NameService::User>> {
    const auto found = users.find(name);
    if (found == users.end()) return std::optional<NameService::User>();
    return std::optional<NameService::User>({found->second, found->second});
  };
  names.group = [](const std::string& name) -> Result<std::optional<NameService::Group>> {
    const auto found = groups.find(name);
    if (found == groups.end()) return std::optional<NameService::Group>();
    return std::optional<NameService::Group>(found->second);
  };
  return names;
}

}  // namespace assent
