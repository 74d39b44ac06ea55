// The system calls that the plugin makes, as it finds them: the real ones, or ones that fail.
#include <dlfcn.h>
#include <fcntl.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdarg>
#include <cstring>

#include "tests/driver/faults.h"

namespace {

using assent::Fate;
using assent::Moves;
using assent::NextFate;

template <typename Function>
Function* Next(const char* name) {
  return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

bool Fails() { return NextFate(Moves::kNothing) == Fate::kFails; }

// The first byte of it, when that is what shall happen.
std::size_t Size(Fate fate, std::size_t size) {
  return fate == Fate::kMovesOneByte ? std::min<std::size_t>(size, 1) : size;
}

const char* Redirected(const char* path, const char* from, const std::string& to) {
  return assent::IsInside() && !to.empty() && std::strcmp(path, from) == 0 ? to.c_str() : path;
}

}  // namespace

extern "C" {

void* dlopen(const char* path, int flags) noexcept {
  static auto* const real = Next<decltype(::dlopen)>("dlopen");
  return real(
      path == nullptr ? path : Redirected(path, ASSENT_SUDOERS, assent::TheRedirection().sudoers),
      flags);
}

int open(const char* path, int flags, ...) {
  static auto* const real = Next<decltype(::open)>("open");
  va_list more;
  va_start(more, flags);
  const auto mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(more, mode_t) : 0;
  va_end(more);
  if (Fails()) return -1;
  return real(Redirected(path, "/etc/assent/client.toml", assent::TheRedirection().settings), flags,
              mode);
}

int openat(int directory, const char* path, int flags, ...) {
  static auto* const real = Next<decltype(::openat)>("openat");
  va_list more;
  va_start(more, flags);
  const auto mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(more, mode_t) : 0;
  va_end(more);
  return Fails() ? -1 : real(directory, path, flags, mode);
}

int fcntl(int fd, int command, ...) {
  static auto* const real = Next<decltype(::fcntl)>("fcntl");
  va_list more;
  va_start(more, command);
  const long argument = va_arg(more, long);
  va_end(more);
  return Fails() ? -1 : real(fd, command, argument);
}

ssize_t read(int fd, void* buffer, std::size_t size) {
  static auto* const real = Next<decltype(::read)>("read");
  const Fate fate = NextFate(Moves::kBytes);
  return fate == Fate::kFails ? -1 : real(fd, buffer, Size(fate, size));
}

ssize_t pread(int fd, void* buffer, std::size_t size, off_t offset) {
  static auto* const real = Next<decltype(::pread)>("pread");
  const Fate fate = NextFate(Moves::kBytes);
  return fate == Fate::kFails ? -1 : real(fd, buffer, Size(fate, size), offset);
}

ssize_t write(int fd, const void* buffer, std::size_t size) {
  static auto* const real = Next<decltype(::write)>("write");
  const Fate fate = NextFate(Moves::kBytes);
  return fate == Fate::kFails ? -1 : real(fd, buffer, Size(fate, size));
}

ssize_t recv(int fd, void* buffer, std::size_t size, int flags) {
  static auto* const real = Next<decltype(::recv)>("recv");
  const Fate fate = NextFate(Moves::kBytes);
  return fate == Fate::kFails ? -1 : real(fd, buffer, Size(fate, size), flags);
}

ssize_t sendmsg(int fd, const msghdr* message, int flags) {
  static auto* const real = Next<decltype(::sendmsg)>("sendmsg");
  const Fate fate = NextFate(Moves::kBytes);
  if (fate == Fate::kFails) return -1;
  if (fate == Fate::kAsUsual) return real(fd, message, flags);
  msghdr one = *message;
  iovec piece{message->msg_iov->iov_base, 1};
  one.msg_iov = &piece;
  one.msg_iovlen = 1;
  return real(fd, &one, flags);
}

ssize_t getrandom(void* buffer, std::size_t size, unsigned flags) {
  static auto* const real = Next<decltype(::getrandom)>("getrandom");
  const Fate fate = NextFate(Moves::kBytes);
  return fate == Fate::kFails ? -1 : real(buffer, Size(fate, size), flags);
}

int socket(int domain, int type, int protocol) noexcept {
  static auto* const real = Next<decltype(::socket)>("socket");
  return Fails() ? -1 : real(domain, type, protocol);
}

int connect(int fd, const sockaddr* address, socklen_t size) {
  static auto* const real = Next<decltype(::connect)>("connect");
  return Fails() ? -1 : real(fd, address, size);
}

int getsockopt(int fd, int level, int name, void* value, socklen_t* size) noexcept {
  static auto* const real = Next<decltype(::getsockopt)>("getsockopt");
  return Fails() ? -1 : real(fd, level, name, value, size);
}

int ppoll(pollfd* fds, nfds_t count, const timespec* timeout, const sigset_t* mask) {
  static auto* const real = Next<decltype(::ppoll)>("ppoll");
  return Fails() ? -1 : real(fds, count, timeout, mask);
}

int stat(const char* path, struct stat* info) noexcept {
  static auto* const real = Next<int(const char*, struct stat*)>("stat");
  return Fails() ? -1 : real(path, info);
}

int lstat(const char* path, struct stat* info) noexcept {
  static auto* const real = Next<decltype(::lstat)>("lstat");
  return Fails() ? -1 : real(path, info);
}

int fstat(int fd, struct stat* info) noexcept {
  static auto* const real = Next<decltype(::fstat)>("fstat");
  return Fails() ? -1 : real(fd, info);
}

int fstatfs(int fd, struct statfs* info) noexcept {
  static auto* const real = Next<decltype(::fstatfs)>("fstatfs");
  return Fails() ? -1 : real(fd, info);
}

ssize_t readlinkat(int directory, const char* path, char* buffer, std::size_t size) noexcept {
  static auto* const real = Next<decltype(::readlinkat)>("readlinkat");
  return Fails() ? -1 : real(directory, path, buffer, size);
}

char* realpath(const char* path, char* resolved) noexcept {
  static auto* const real = Next<decltype(::realpath)>("realpath");
  return Fails() ? nullptr : real(path, resolved);
}

int memfd_create(const char* name, unsigned flags) noexcept {
  static auto* const real = Next<decltype(::memfd_create)>("memfd_create");
  return Fails() ? -1 : real(name, flags);
}

// Putting sudo's handlers back cannot fail: they are known to be good. They have SA_RESTART.
int sigaction(int signal, const struct sigaction* action, struct sigaction* before) noexcept {
  static auto* const real = Next<int(int, const struct sigaction*, struct sigaction*)>("sigaction");
  const bool puts_back = action != nullptr && (action->sa_flags & SA_RESTART) != 0;
  return !puts_back && Fails() ? -1 : real(signal, action, before);
}

// CLOCK_MONOTONIC cannot fail, and nobody could be told: std::chrono has no way to say so.
int clock_gettime(clockid_t clock, timespec* time) noexcept {
  static auto* const real = Next<decltype(::clock_gettime)>("clock_gettime");
  return clock == CLOCK_BOOTTIME && Fails() ? -1 : real(clock, time);
}

int setresuid(uid_t real_uid, uid_t effective, uid_t saved) noexcept {
  static auto* const real = Next<decltype(::setresuid)>("setresuid");
  return Fails() ? -1 : real(real_uid, effective, saved);
}

int getpwuid_r(uid_t uid, passwd* entry, char* buffer, std::size_t size, passwd** found) {
  static auto* const real = Next<decltype(::getpwuid_r)>("getpwuid_r");
  if (Fails()) {
    *found = nullptr;
    return errno;
  }
  return real(uid, entry, buffer, size, found);
}
}
