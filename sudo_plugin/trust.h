// Is a program one that only root can change (DESIGN D6)?
#pragma once

#include <sys/stat.h>
#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

#include "common/base/handle.h"
#include "common/base/result.h"

namespace assent {

struct ProgramPolicy {
  uid_t owner = 0;         // tests pass geteuid(); the check is never compiled out
  std::string root = "/";  // where the walk begins; tests pass a directory of their own
};

// What must be the same before and after a wait.
struct Snapshot {
  dev_t device = 0;
  ino_t inode = 0;
  off_t size = 0;
  timespec modified{};
  timespec changed{};

  bool operator==(const Snapshot& other) const noexcept;
};
Snapshot SnapshotOf(const struct stat& info);

struct TrustedProgram {
  UniqueFd fd;  // open for reading
  Snapshot snapshot;
  // Each name on the way, the directories real: "/usr/bin/vi", "/etc/alternatives/vi", then the
  // file itself, "/usr/bin/vim.basic". In a chroot as they are called in there.
  std::vector<std::string> names = {};
};

// Walks `path` (absolute; in `chroot`, when there is one) component by component, following
// symbolic links by hand, and demands of each directory and of the file: owned by `policy.owner`,
// not writable by group or others, on a local file system whose contents only this kernel's root
// decides (no FUSE, no network, no vfat, none mounted nosuid). The file is a regular one. A
// script's interpreter is held to the same.
//
// Error: kUntrustedFile, detail "PATH: why"; kSystem, it could not be told.
Result<TrustedProgram> OpenTrustedProgram(const std::string& path,
                                          const std::optional<std::string>& chroot,
                                          const ProgramPolicy& policy);

// The interpreter that "#!" names in the first bytes of the file; nullopt for anything else.
// Error: kUntrustedFile for a line that the kernel would not understand or that names a relative
// path, kSystem.
Result<std::optional<std::string>> InterpreterOf(int fd, const std::string& path);

}  // namespace assent
