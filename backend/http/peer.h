// Who is at the other end of a unix socket: from the kernel, never from what is said.
#pragma once

#include <sys/types.h>

#include <optional>

#include "backend/model/person.h"
#include "common/base/result.h"

namespace assent {

// uid, groups and login uid of the process that connected. The name is left empty.
//
// The login uid is read from /proc/PID/loginuid. PID is pinned by SO_PEERPIDFD where the kernel has
// it (6.5), else by its start time before and after; when that fails the kind is kUnknown.
// Error: kSystem when the kernel does not say who it is.
Result<Peer> PeerOf(int socket);

// The uid alone, which costs one system call.
Result<uid_t> UidOfPeer(int socket);

// The uid that stands for everybody of another user namespace.
uid_t OverflowUid();

}  // namespace assent
