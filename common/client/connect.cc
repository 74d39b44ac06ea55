#include "common/client/connect.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <cerrno>
#include <cstring>

namespace assent {
namespace {

Error Untrusted(const std::string& path, const std::string& why) {
  return Error{Errc::kUntrustedFile, path + ": " + why};
}

// Only these two mean that nobody is there; every other failure is somebody's fault (DESIGN D13).
Error SystemError(const std::string& path, const char* call, int error) {
  const bool absent = error == ENOENT || error == ECONNREFUSED;
  return Error{absent ? Errc::kUnreachable : Errc::kSystem,
               path + ": " + call + ": " + std::strerror(error)};
}

// Who may own the last directory: it is the daemon's.
struct Directory {
  uid_t owner = 0;
};

Result<Directory> CheckComponent(const std::string& path, bool last_directory, uid_t owner) {
  struct stat info {};
  if (::lstat(path.c_str(), &info) != 0) return SystemError(path, "lstat", errno);
  if (!S_ISDIR(info.st_mode)) return Untrusted(path, "is not a directory");
  if (!last_directory && info.st_uid != owner) {
    return Untrusted(path, "must be owned by uid " + std::to_string(owner));
  }
  // A sticky world-writable directory above would let anybody rename nothing, but put his own
  // directory there first: refused as well.
  if ((info.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
    return Untrusted(path, "must not be writable by group or others");
  }
  return Directory{info.st_uid};
}

Result<Directory> CheckPath(const std::string& path, uid_t owner) {
  const auto last_slash = path.rfind('/');
  Directory directory;
  for (std::size_t slash = 0; slash != std::string::npos && slash <= last_slash;
       slash = path.find('/', slash + 1)) {
    const std::string component = slash == 0 ? "/" : path.substr(0, slash);
    ASSENT_ASSIGN_OR_RETURN(directory,
                            CheckComponent(component, slash == last_slash && slash != 0, owner));
  }
  struct stat info {};
  if (::lstat(path.c_str(), &info) != 0) return SystemError(path, "lstat", errno);
  if (!S_ISSOCK(info.st_mode)) return Untrusted(path, "is not a socket");
  return directory;
}

Result<Ok> CheckPeer(int fd, const std::string& path, uid_t owner, uid_t directory_owner) {
  ucred peer{};
  socklen_t size = sizeof peer;
  if (::getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) {
    return SystemError(path, "SO_PEERCRED", errno);
  }
  if (peer.uid == owner || peer.uid == directory_owner) return Ok{};
  return Untrusted(path, "is served by uid " + std::to_string(peer.uid));
}

// A full listen queue answers EAGAIN to a non-blocking connect(2) on a unix socket: try again until
// the deadline, as a blocking connect would.
Result<Ok> ConnectUntil(int fd, const sockaddr_un& address, const std::string& path,
                        const Deadline& deadline) {
  for (;;) {
    if (::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0)
      return Ok{};
    if (errno != EAGAIN && errno != EINTR) return SystemError(path, "connect", errno);
    const auto pause = std::chrono::steady_clock::now() + std::chrono::milliseconds(10);
    const auto waited = WaitFor(-1, 0, deadline.Earlier(pause));
    if (waited.error().code != Errc::kTimeout) return waited.error();
    if (std::chrono::steady_clock::now() >= deadline.at) return waited.error();
  }
}

}  // namespace

Result<UniqueFd> ConnectToBackend(const std::string& path, const SocketPolicy& policy,
                                  const Deadline& deadline) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.empty() || path.front() != '/' || path.size() >= sizeof address.sun_path) {
    return Untrusted(path, "is not an absolute path that fits a socket address");
  }
  std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
  ASSENT_ASSIGN_OR_RETURN(const Directory directory, CheckPath(path, policy.owner));
  UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!fd.valid()) return Error{Errc::kSystem, std::string("socket: ") + std::strerror(errno)};
  ASSENT_RETURN_IF_ERROR(ConnectUntil(fd.get(), address, path, deadline));
  ASSENT_RETURN_IF_ERROR(CheckPeer(fd.get(), path, policy.owner, directory.owner));
  return fd;
}

}  // namespace assent
