#include "sudo_plugin/sealed_copy.h"

#include <fcntl.h>
#include <sys/mman.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <vector>

namespace assent {
namespace {

// Linux 6.3; where vm.memfd_noexec is set, a memfd without it could not be run.
constexpr unsigned kMemfdExec = 0x10;

Error SystemError(const std::string& path, const char* call) {
  return Error{Errc::kSystem, path + ": " + call + ": " + std::strerror(errno)};
}

Error Untrusted(const std::string& path, const std::string& why) {
  return Error{Errc::kUntrustedFile, path + ": " + why};
}

UniqueFd MakeMemfd() {
  constexpr unsigned kFlags = MFD_CLOEXEC | MFD_ALLOW_SEALING;
  UniqueFd fd(::memfd_create("assent", kFlags | kMemfdExec));
  if (!fd.valid() && errno == EINVAL) fd = UniqueFd(::memfd_create("assent", kFlags));
  return fd;
}

Result<Ok> WriteAll(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return SystemError("memfd", "write");
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return Ok{};
}

Result<Sha256Digest> Copy(int from, int to, const std::string& path, std::size_t max_bytes) {
  Sha256Stream hash;
  std::size_t total = 0;
  std::vector<char> buffer(256 * 1024);
  for (;;) {
    const ssize_t got = ::read(from, buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return SystemError(path, "read");
    if (got == 0) return hash.Finish();
    const std::string_view bytes(buffer.data(), static_cast<std::size_t>(got));
    total += bytes.size();
    if (total > max_bytes) {
      return Untrusted(path, "is larger than " + std::to_string(max_bytes) + " bytes");
    }
    hash.Update(bytes);
    ASSENT_RETURN_IF_ERROR(WriteAll(to, bytes));
  }
}

Result<Ok> Seal(int fd) {
  constexpr int kSeals = F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL;
  if (::fcntl(fd, F_ADD_SEALS, kSeals) != 0) return SystemError("memfd", "F_ADD_SEALS");
  if (::fcntl(fd, F_GET_SEALS) != kSeals) return SystemError("memfd", "F_GET_SEALS");
  return Ok{};
}

// Looks at the copy, not at the file, which may be another one by now.
Result<Ok> PrepareScript(int copy, const std::string& path, const ProgramPolicy& policy) {
  ASSENT_ASSIGN_OR_RETURN(const auto interpreter, InterpreterOf(copy, path));
  if (!interpreter) return Ok{};
  ASSENT_ASSIGN_OR_RETURN(const auto trusted,
                          OpenTrustedProgram(*interpreter, std::nullopt, policy));
  static_cast<void>(trusted);
  if (::fcntl(copy, F_SETFD, 0) != 0) return SystemError("memfd", "F_SETFD");
  return Ok{};
}

// The path is the requester's, who may turn it at any moment. With O_PATH nothing happens to what
// it leads to (opening a device can do things), and what was looked at is what is read.
Result<UniqueFd> OpenRegularFile(const std::string& path, struct stat& info) {
  const UniqueFd place(::open(path.c_str(), O_PATH | O_CLOEXEC));
  if (!place.valid() || ::fstat(place.get(), &info) != 0) return SystemError(path, "open");
  if (!S_ISREG(info.st_mode)) return Untrusted(path, "is not a regular file");
  const std::string same = "/proc/self/fd/" + std::to_string(place.get());
  UniqueFd file(::open(same.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
  if (!file.valid()) return SystemError(path, "open");
  return file;
}

}  // namespace

Result<SealedCopy> MakeSealedCopy(const std::string& path, const ProgramPolicy& policy,
                                  std::size_t max_bytes) {
  struct stat info {};
  ASSENT_ASSIGN_OR_RETURN(const UniqueFd file, OpenRegularFile(path, info));
  SealedCopy copy{MakeMemfd(), {}, SnapshotOf(info)};
  if (!copy.fd.valid()) return SystemError(path, "memfd_create");
  ASSENT_ASSIGN_OR_RETURN(copy.sha256, Copy(file.get(), copy.fd.get(), path, max_bytes));
  ASSENT_RETURN_IF_ERROR(Seal(copy.fd.get()));
  ASSENT_RETURN_IF_ERROR(PrepareScript(copy.fd.get(), path, policy));
  return copy;
}

std::optional<Snapshot> LookAt(const std::string& path) {
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0) return std::nullopt;
  return SnapshotOf(info);
}

}  // namespace assent
