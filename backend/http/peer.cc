#include "backend/http/peer.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <string>
#include <string_view>

#include "common/base/handle.h"

#ifndef SO_PEERPIDFD
#define SO_PEERPIDFD 77  // Linux 6.5; the libraries of Debian 12 are older
#endif

namespace assent {
namespace {

constexpr uid_t kDefaultOverflowUid = 65534;
constexpr std::string_view kUnsetLoginUid = "4294967295";

Error Failed(const char* what) {
  return Error{Errc::kSystem, std::string(what) + ": " + std::strerror(errno)};
}

// A file of /proc, whole; "" when it cannot be read.
std::string ReadSmall(const std::string& path) {
  const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY));
  if (!fd.valid()) return {};
  std::array<char, 1024> buffer{};
  const ssize_t got = ::read(fd.get(), buffer.data(), buffer.size());
  return got > 0 ? std::string(buffer.data(), static_cast<std::size_t>(got)) : std::string();
}

LoginUid ParseLoginUid(std::string text) {
  while (!text.empty() && text.back() == '\n') text.pop_back();
  if (text == kUnsetLoginUid) return LoginUid::Unset();
  uid_t uid = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, ec] = std::from_chars(text.data(), end, uid);
  if (text.empty() || ec != std::errc{} || rest != end) return {};
  return LoginUid::Of(uid);
}

std::string ProcPath(pid_t pid, const char* name) {
  return "/proc/" + std::to_string(pid) + "/" + name;
}

LoginUid ReadLoginUid(pid_t pid) {
  // A kernel without login uids has the file for nobody, not even for us.
  static const bool kernel_has_them = ::access("/proc/self/loginuid", F_OK) == 0;
  if (!kernel_has_them) return LoginUid::Unset();
  return ParseLoginUid(ReadSmall(ProcPath(pid, "loginuid")));
}

// Field 22 of /proc/PID/stat; the name in field 2 may hold anything, so count from its end.
std::string StartTime(pid_t pid) {
  const std::string stat = ReadSmall(ProcPath(pid, "stat"));
  std::size_t at = stat.rfind(')');
  if (at == std::string::npos) return {};
  for (int field = 2; field < 22; ++field) {
    at = stat.find(' ', at + 1);
    if (at == std::string::npos) return {};
  }
  return stat.substr(at + 1, stat.find(' ', at + 1) - at - 1);
}

LoginUid PinnedByStartTime(pid_t pid) {
  const std::string before = StartTime(pid);
  const LoginUid login = ReadLoginUid(pid);
  if (before.empty() || StartTime(pid) != before) return {};
  return login;
}

LoginUid LoginUidOfPeer(int socket, pid_t pid) {
  if (pid <= 0) return {};  // it is in another pid namespace
  int raw = -1;
  socklen_t size = sizeof raw;
  if (::getsockopt(socket, SOL_SOCKET, SO_PEERPIDFD, &raw, &size) != 0) {
    return errno == ENOPROTOOPT ? PinnedByStartTime(pid) : LoginUid{};
  }
  const UniqueFd pidfd(raw);
  const LoginUid login = ReadLoginUid(pid);
  // Readable once the process has ended: the number may be another's by now.
  struct pollfd ended = {pidfd.get(), POLLIN, 0};
  if (::poll(&ended, 1, 0) != 0) return {};
  return login;
}

Result<std::vector<gid_t>> GroupsOfPeer(int socket) {
  std::vector<gid_t> groups(64);
  for (;;) {
    auto size = static_cast<socklen_t>(groups.size() * sizeof(gid_t));
    const int code = ::getsockopt(socket, SOL_SOCKET, SO_PEERGROUPS, groups.data(), &size);
    const std::size_t count = size / sizeof(gid_t);
    if (code == 0) {
      groups.resize(count);
      return groups;
    }
    if (errno != ERANGE || count <= groups.size()) return Failed("SO_PEERGROUPS");
    groups.resize(count);
  }
}

Result<ucred> CredentialsOf(int socket) {
  ucred credentials{};
  socklen_t size = sizeof credentials;
  if (::getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &credentials, &size) != 0) {
    return Failed("SO_PEERCRED");
  }
  if (credentials.uid == static_cast<uid_t>(-1)) return Error{Errc::kSystem, "a peer without uid"};
  return credentials;
}

}  // namespace

Result<uid_t> UidOfPeer(int socket) {
  ASSENT_ASSIGN_OR_RETURN(const ucred credentials, CredentialsOf(socket));
  return credentials.uid;
}

Result<Peer> PeerOf(int socket) {
  ASSENT_ASSIGN_OR_RETURN(const ucred credentials, CredentialsOf(socket));
  Peer peer;
  peer.uid = credentials.uid;
  ASSENT_ASSIGN_OR_RETURN(peer.groups, GroupsOfPeer(socket));
  peer.groups.push_back(credentials.gid);
  peer.login = LoginUidOfPeer(socket, credentials.pid);
  return peer;
}

uid_t OverflowUid() {
  const LoginUid read = ParseLoginUid(ReadSmall("/proc/sys/kernel/overflowuid"));
  return read.value().value_or(kDefaultOverflowUid);
}

}  // namespace assent
