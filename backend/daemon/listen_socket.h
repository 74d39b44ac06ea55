// The socket that assentd answers on.
#pragma once

#include <string>

#include "common/base/handle.h"
#include "common/base/result.h"

namespace assent {

// The one that the service manager hands over (sd_listen_fds(3)); else `path` is bound, mode 0666,
// in a directory that belongs to us. A socket file that nobody listens on is replaced.
// Errors: kBadConfig (more than one handed over, not a unix stream socket, path too long, somebody
// else listens), kUntrustedFile (the directory is another's), kSystem.
Result<UniqueFd> ListeningSocket(const std::string& path);

// For tests: without looking at what was handed over.
Result<UniqueFd> BindSocket(const std::string& path);

}  // namespace assent
