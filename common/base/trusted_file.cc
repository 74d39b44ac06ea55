#include "common/base/trusted_file.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>

#include "common/base/handle.h"

namespace assent {
namespace {

Error SystemError(const std::string& path, const char* call) {
  return Error{Errc::kSystem, path + ": " + call + ": " + std::strerror(errno)};
}

Error Untrusted(const std::string& path, const std::string& why) {
  return Error{Errc::kUntrustedFile, path + ": " + why};
}

Result<Ok> CheckTrust(int fd, const std::string& path, const TrustPolicy& policy) {
  struct stat info {};
  if (::fstat(fd, &info) != 0) return SystemError(path, "fstat");
  if (!S_ISREG(info.st_mode)) return Untrusted(path, "is not a regular file");
  if (info.st_uid != policy.owner) {
    return Untrusted(path, "must be owned by uid " + std::to_string(policy.owner) +
                               ", not by uid " + std::to_string(info.st_uid));
  }
  if ((info.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
    return Untrusted(path, "must not be writable by group or others (chmod go-w)");
  }
  return Ok{};
}

Result<std::string> ReadAll(int fd, const std::string& path, std::size_t max_bytes) {
  std::string text;
  char buffer[4096];
  for (;;) {
    const ssize_t got = ::read(fd, buffer, sizeof buffer);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return SystemError(path, "read");
    if (got == 0) return text;
    text.append(buffer, static_cast<std::size_t>(got));
    if (text.size() > max_bytes) {
      return Untrusted(path, "is larger than " + std::to_string(max_bytes) + " bytes");
    }
  }
}

}  // namespace

Result<std::optional<std::string>> ReadTrustedFile(const std::string& path,
                                                   const TrustPolicy& policy) {
  if (path.empty() || path.front() != '/') return Untrusted(path, "must be an absolute path");
  // O_NONBLOCK: opening a FIFO must not hang; the type is checked before anything is read.
  const UniqueFd fd(
      ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY | O_NONBLOCK));
  if (!fd.valid()) {
    if (errno == ENOENT) return std::optional<std::string>();
    if (errno == ELOOP) return Untrusted(path, "is a symbolic link");
    return SystemError(path, "open");
  }
  ASSENT_RETURN_IF_ERROR(CheckTrust(fd.get(), path, policy));
  ASSENT_ASSIGN_OR_RETURN(std::string text, ReadAll(fd.get(), path, policy.max_bytes));
  return std::optional<std::string>(std::move(text));
}

}  // namespace assent
