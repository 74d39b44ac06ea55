#include "sudo_plugin/working_directory.h"

#include <sys/stat.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <memory>

#include "common/base/handle.h"

namespace assent {
namespace {

bool IsDirectory(const std::string& path) {
  struct stat info {};
  return ::stat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode);
}

std::optional<std::string> RealPath(const std::string& path) {
  const std::unique_ptr<char, FreeWith<std::free>> real(::realpath(path.c_str(), nullptr));
  if (real == nullptr) return std::nullopt;
  return std::string(real.get());
}

std::string Joined(const std::string& directory, const std::string& name) {
  return (directory == "/" ? "" : directory) + "/" + name;
}

// One that is not there sudo complains about itself, and until then it must mean nothing else.
Result<std::string> Canonical(const std::string& path) {
  if (auto real = RealPath(path)) return *std::move(real);
  const Error error{Errc::kSystem, path + ": " + std::strerror(errno)};
  const std::size_t slash = path.rfind('/');
  const std::string name = path.substr(slash + 1);
  if (errno != ENOENT || name.empty() || name == "." || name == "..") return error;
  const auto parent = RealPath(slash == 0 ? "/" : path.substr(0, slash));
  if (!parent) return error;
  return Joined(*parent, name);
}

bool BelongsTo(const struct stat& info, uid_t runas) {
  return info.st_uid == 0 || info.st_uid == runas;
}

// Whether others than root and `runas` can put something else in the place of `child`.
bool IsFixed(const std::string& directory, const std::string& child, uid_t runas) {
  struct stat above {};
  if (::lstat(directory.c_str(), &above) != 0 || !BelongsTo(above, runas)) return false;
  if ((above.st_mode & (S_IWGRP | S_IWOTH)) == 0) return true;
  struct stat below {};
  return (above.st_mode & S_ISVTX) != 0 && ::lstat(child.c_str(), &below) == 0 &&
         BelongsTo(below, runas);
}

Result<Ok> MustBeFixed(const std::string& path, uid_t runas) {
  for (std::size_t slash = 0; slash != std::string::npos && path.size() > 1;) {
    const std::size_t next = path.find('/', slash + 1);
    const std::string directory = slash == 0 ? "/" : path.substr(0, slash);
    if (!IsFixed(directory, path.substr(0, next), runas)) {
      return Error{Errc::kBadRequest, path + ": others can put another directory in its place; " +
                                          "leave out -D and call sudo there"};
    }
    slash = next;
  }
  return Ok{};
}

}  // namespace

Result<std::optional<std::string>> DirectoryToGoTo(const Invocation& invocation,
                                                   const SudoVector& command_info, uid_t runas) {
  ASSENT_ASSIGN_OR_RETURN(auto cwd, command_info.OptionalPath("cwd"));
  ASSENT_ASSIGN_OR_RETURN(const auto chroot, command_info.OptionalPath("chroot"));
  if (!cwd || chroot) return cwd;
  ASSENT_ASSIGN_OR_RETURN(const Flag optional, command_info.OptionalFlag("cwd_optional"));
  if (optional == Flag::kOn && !IsDirectory(*cwd)) return std::optional<std::string>();
  ASSENT_ASSIGN_OR_RETURN(std::string path, Canonical(*cwd));
  if (invocation.chooses_directory) ASSENT_RETURN_IF_ERROR(MustBeFixed(path, runas));
  return std::optional(std::move(path));
}

}  // namespace assent
