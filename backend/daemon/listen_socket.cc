#include "backend/daemon/listen_socket.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <systemd/sd-daemon.h>

#include <cerrno>
#include <cstring>

namespace assent {
namespace {

constexpr int kBacklog = 128;  // as in assentd.socket
constexpr mode_t kEverybodyMayConnect = 0666;

Error Failed(const std::string& what) {
  return Error{Errc::kSystem, what + ": " + std::strerror(errno)};
}

Result<sockaddr_un> AddressOf(const std::string& path) {
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  if (path.empty() || path.front() != '/' || path.size() >= sizeof address.sun_path) {
    return Error{Errc::kBadConfig, path + ": not an absolute path of at most 107 bytes"};
  }
  std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
  return address;
}

const sockaddr* Generic(const sockaddr_un& address) {
  return reinterpret_cast<const sockaddr*>(&address);
}

// Who owns the directory can swap the socket: the clients accept root and the daemon only.
Result<Ok> CheckDirectory(const std::string& path) {
  const std::string directory = path.substr(0, path.rfind('/') + 1);
  struct stat found = {};
  if (::lstat(directory.c_str(), &found) != 0) return Failed(directory);
  const bool ours = found.st_uid == ::geteuid() || found.st_uid == 0;
  if (!S_ISDIR(found.st_mode) || !ours || (found.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
    return Error{Errc::kUntrustedFile,
                 directory + ": must be a directory that only its owner, assentd, can change"};
  }
  return Ok{};
}

// Removes a socket file that nobody listens on; nothing else.
Result<Ok> RemoveStale(const std::string& path, const sockaddr_un& address) {
  struct stat found = {};
  if (::lstat(path.c_str(), &found) != 0) return errno == ENOENT ? Result<Ok>(Ok{}) : Failed(path);
  if (!S_ISSOCK(found.st_mode)) return Error{Errc::kBadConfig, path + ": is there, and no socket"};
  const UniqueFd probe(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!probe.valid()) return Failed("socket");
  const int code = ::connect(probe.get(), Generic(address), sizeof address);
  if (code == 0 || errno != ECONNREFUSED) {
    return Error{Errc::kBadConfig, path + ": somebody listens there already"};
  }
  if (::unlink(path.c_str()) != 0) return Failed(path);
  return Ok{};
}

Result<UniqueFd> HandedOver(int count) {
  if (count != 1) {
    return Error{Errc::kBadConfig, "the service manager handed over " + std::to_string(count) +
                                       " sockets instead of one"};
  }
  UniqueFd fd(SD_LISTEN_FDS_START);
  if (sd_is_socket_unix(fd.get(), SOCK_STREAM, 1, nullptr, 0) <= 0) {
    return Error{Errc::kBadConfig,
                 "what the service manager handed over is not a listening unix "
                 "stream socket"};
  }
  return fd;
}

}  // namespace

Result<UniqueFd> BindSocket(const std::string& path) {
  ASSENT_ASSIGN_OR_RETURN(const sockaddr_un address, AddressOf(path));
  ASSENT_RETURN_IF_ERROR(CheckDirectory(path));
  ASSENT_RETURN_IF_ERROR(RemoveStale(path, address));
  UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!fd.valid()) return Failed("socket");
  if (::bind(fd.get(), Generic(address), sizeof address) != 0) return Failed(path);
  // Who may say what is decided for each peer (DESIGN D10), not by the mode of the socket.
  if (::chmod(path.c_str(), kEverybodyMayConnect) != 0) return Failed(path);
  if (::listen(fd.get(), kBacklog) != 0) return Failed(path);
  return fd;
}

Result<UniqueFd> ListeningSocket(const std::string& path) {
  const int count = sd_listen_fds(/*unset_environment=*/1);
  if (count < 0) return Error{Errc::kBadConfig, "LISTEN_FDS makes no sense"};
  if (count > 0) return HandedOver(count);
  return BindSocket(path);
}

}  // namespace assent
