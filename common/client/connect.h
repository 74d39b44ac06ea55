// Reaching the backend's socket, and only the backend's.
#pragma once

#include <sys/types.h>

#include <string>

#include "common/base/handle.h"
#include "common/base/result.h"
#include "common/client/deadline.h"

namespace assent {

struct SocketPolicy {
  uid_t owner = 0;  // tests pass geteuid()
};

// Connects to the unix stream socket at `path` (absolute) if nobody else could have put it there:
// every component is owned by `policy.owner` and not writable by group or others, except the last
// directory, which may belong to the daemon; the peer (SO_PEERCRED: who called listen) is
// `policy.owner` or the owner of that directory.
//
// The descriptor is non-blocking and close-on-exec.
// Errors: kUnreachable (no such socket, connection refused: nothing else), kUntrustedFile (a
// component or the peer), kTimeout, kInterrupted, kSystem.
Result<UniqueFd> ConnectToBackend(const std::string& path, const SocketPolicy& policy,
                                  const Deadline& deadline);

}  // namespace assent
