// Reading files whose content decides who becomes root.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <optional>
#include <string>

#include "common/base/result.h"

namespace assent {

struct TrustPolicy {
  uid_t owner = 0;  // tests pass geteuid(); the check is never compiled out
  std::size_t max_bytes = 64 * 1024;
};

// Reads `path` if, and only if, nobody but `policy.owner` could have written it: a regular file,
// owned by `policy.owner`, not writable by group or others.
//
// `path` must be absolute. The checks are made on the open descriptor, not on the name, so the file
// cannot be swapped in between. A symbolic link as the last component is refused.
//
// nullopt: there is no such file. Errors: kUntrustedFile (owner, mode, type, size, relative path),
// kSystem (open, fstat, read).
Result<std::optional<std::string>> ReadTrustedFile(const std::string& path,
                                                   const TrustPolicy& policy);

}  // namespace assent
