// A copy of a program that nobody can change any more.
//
// Checking a file that its owner can write is no check: sudo's real uid is the requester's, who can
// stop sudo after the check, write other bytes into the same inode and let it go on. So such a
// program is not run at all; what runs is a sealed copy, and its hash is what was asked about.
#pragma once

#include <optional>
#include <string>

#include "common/base/sha256.h"
#include "sudo_plugin/trust.h"

namespace assent {

inline constexpr std::size_t kMaxCopyBytes = 64 * 1024 * 1024;

struct SealedCopy {
  UniqueFd fd;  // a memfd, for fexecve(3)
  Sha256Digest sha256{};
  Snapshot source;
};

// Copies the regular file at `path` while hashing it, then seals the copy against every change.
// The descriptor is close-on-exec, except for a script: its interpreter opens it by number
// (execveat(2)), so it stays open. A script's interpreter must be trusted.
//
// Errors: kUntrustedFile (not a regular file, over `max_bytes`, interpreter), kSystem.
Result<SealedCopy> MakeSealedCopy(const std::string& path, const ProgramPolicy& policy,
                                  std::size_t max_bytes = kMaxCopyBytes);

// What is at `path` now; nullopt when that cannot be told.
std::optional<Snapshot> LookAt(const std::string& path);

}  // namespace assent
