// Where a command will start when that is not where it was called.
#pragma once

#include <optional>
#include <string>

#include "sudo_plugin/invocation.h"
#include "sudo_plugin/vectors.h"

namespace assent {

// The directory that sudo goes to for the command (`-D`, `-i`, runcwd): canonical (realpath(3)), so
// that no link is left that could be turned after a look at it; in a chroot as sudoers said.
// nullopt: it stays where it is (also when an optional directory is not there).
//
// What the caller chose must be a name that only root and `runas`, as whom the command runs, can
// give another meaning. Errors: kBadRequest, it is not; kSystem, it could not be told.
Result<std::optional<std::string>> DirectoryToGoTo(const Invocation& invocation,
                                                   const SudoVector& command_info, uid_t runas);

}  // namespace assent
