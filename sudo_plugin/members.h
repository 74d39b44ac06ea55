// Whom -u, -g and -U name, by name service. sudoers looked each of them up a moment ago.
#pragma once

#include <sys/types.h>

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace assent {

struct Member {
  uid_t uid = static_cast<uid_t>(-1);
  gid_t gid = static_cast<gid_t>(-1);  // the primary group
  std::string name;
  std::vector<gid_t> groups;  // ascending, unique, the primary one among them
};
// A name, or # and a number.
using MemberLookup = std::function<std::optional<Member>(const std::string&)>;
std::optional<Member> LookUpMember(const std::string& user);
using GroupLookup = std::function<std::optional<gid_t>(const std::string&)>;
std::optional<gid_t> LookUpGroup(const std::string& group);

}  // namespace assent
