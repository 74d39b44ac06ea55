// `sudo -l COMMAND`: what sudoers would resolve it to. sudoers' list() returns no command_info, so
// part of this is an estimate; docs/DECISIONS.md says which part.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sudo_plugin/action_from_sudo.h"
#include "sudo_plugin/invocation.h"
#include "sudo_plugin/members.h"

namespace assent {

// The path in "PATH ARGUMENTS\n", which sudoers prints for `argv`; with -ll more stands before it.
// nullopt when what it printed is anything else.
std::optional<std::string> PathInListing(const std::string& printed,
                                         const std::vector<std::string>& argv);

struct Members {
  MemberLookup member = LookUpMember;
  GroupLookup group = LookUpGroup;
};

// What check_policy would return: the path exactly as sudoers printed it; the target of -u and -g,
// root without them; no chroot, no other directory; of the caller's variables those that sudoers
// keeps by default. `listed` is whose rights are shown.
// Error: kBadRequest when a target is unknown or `printed` is not understood.
Result<Resolved> ResolvedByList(const Invocation& listed, const std::vector<std::string>& argv,
                                const std::string& printed, const Members& members);

}  // namespace assent
