#include "sudo_plugin/trust.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <sys/statvfs.h>
#include <sys/vfs.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <deque>
#include <string_view>

namespace assent {
namespace {

constexpr int kMaxLinks = 40;             // as the kernel
constexpr int kMaxInterpreters = 4;       // BINPRM recursion of the kernel
constexpr std::size_t kScriptLine = 256;  // BINPRM_BUF_SIZE

// Not in <linux/magic.h> of every kernel that we build on.
constexpr std::uint64_t kXfs = 0x58465342;
constexpr std::uint64_t kZfs = 0x2fc12fc1;
constexpr std::uint64_t kBcachefs = 0xca451a4e;
constexpr std::uint64_t kJfs = 0x3153464a;
constexpr std::uint64_t kErofs = 0xe0f5e1e2;
constexpr std::uint64_t kRamfs = 0x858458f6;

constexpr std::array<std::uint64_t, 13> kLocal = {
    EXT4_SUPER_MAGIC, kXfs, BTRFS_SUPER_MAGIC,   OVERLAYFS_SUPER_MAGIC, TMPFS_MAGIC,
    kRamfs,           kZfs, F2FS_SUPER_MAGIC,    SQUASHFS_MAGIC,        kErofs,
    kBcachefs,        kJfs, REISERFS_SUPER_MAGIC};

Error Untrusted(const std::string& path, const std::string& why) {
  return Error{Errc::kUntrustedFile, path + ": " + why};
}

// The kernel's answer about `path`. Trouble of the machine's (a descriptor too many, a read error)
// says nothing about who may change the file, and must not make another question of it.
Error Unseen(const std::string& path, int error) {
  constexpr std::array kAboutTheFile = {ENOENT, ENOTDIR, ELOOP, EACCES, EPERM, ENAMETOOLONG};
  const bool about_the_file =
      std::find(kAboutTheFile.begin(), kAboutTheFile.end(), error) != kAboutTheFile.end();
  return Error{about_the_file ? Errc::kUntrustedFile : Errc::kSystem,
               path + ": " + std::strerror(error)};
}

Result<Ok> CheckFileSystem(int fd, const std::string& path) {
  struct statfs info {};
  if (::fstatfs(fd, &info) != 0) return Unseen(path, errno);
  // Where nobody's setuid bit is believed, somebody else may have made the files: so desktops mount
  // the disks of whoever is at the seat. sudo itself runs from no such file system.
  if ((info.f_flags & ST_NOSUID) != 0) return Untrusted(path, "is on a file system mounted nosuid");
  const auto magic = static_cast<std::uint64_t>(info.f_type) & 0xffffffffU;
  for (const std::uint64_t local : kLocal) {
    if (magic == local) return Ok{};
  }
  return Untrusted(path, "is not on a known local file system");
}

// An ACL that lets anybody write shows here too: the group bits then hold its mask (acl(5)).
Result<Ok> CheckOwnership(int fd, const struct stat& info, const std::string& path, uid_t owner) {
  if (info.st_uid != owner) {
    return Untrusted(path, "is owned by uid " + std::to_string(info.st_uid));
  }
  if ((info.st_mode & S_IWGRP) != 0) return Untrusted(path, "can be written by its group");
  if ((info.st_mode & S_IWOTH) != 0) return Untrusted(path, "can be written by everybody");
  return CheckFileSystem(fd, path);
}

std::vector<std::string> Split(std::string_view path) {
  std::vector<std::string> parts;
  while (!path.empty()) {
    const std::size_t slash = std::min(path.find('/'), path.size());
    if (slash > 0) parts.emplace_back(path.substr(0, slash));
    path.remove_prefix(std::min(slash + 1, path.size()));
  }
  return parts;
}

// One walk below one root directory.
class Walk {
 public:
  Walk(uid_t owner, std::string label) : owner_(owner), label_(std::move(label)) {}

  Result<Ok> Start(UniqueFd root) {
    directories_.clear();
    ASSENT_RETURN_IF_ERROR(CheckDirectory(root.get(), "/"));
    directories_.push_back({std::move(root), ""});
    return Ok{};
  }

  // The object that `path` names, checked, never a symbolic link. A regular file is open for
  // reading, anything else with O_PATH only (opening a device can do things).
  Result<UniqueFd> To(const std::string& path) {
    if (path.empty() || path.front() != '/') return Untrusted(path, "is not an absolute path");
    const auto parts = Split(path);
    left_.assign(parts.begin(), parts.end());
    while (!left_.empty()) {
      const std::string name = std::move(left_.front());
      left_.pop_front();
      ASSENT_ASSIGN_OR_RETURN(std::optional<UniqueFd> last, Step(name));
      if (last) return *std::move(last);
    }
    UniqueFd here(::openat(directories_.back().fd.get(), ".", O_PATH | O_CLOEXEC));
    if (!here.valid()) return Unseen(path, errno);
    return here;
  }

  // What the last component was called, at each link and at the end.
  [[nodiscard]] const std::vector<std::string>& names() const { return names_; }

 private:
  struct Directory {
    UniqueFd fd;
    std::string path;  // without a slash at the end
  };

  Result<Ok> CheckDirectory(int fd, const std::string& path) const {
    struct stat info {};
    if (::fstat(fd, &info) != 0) return Unseen(path, errno);
    return CheckOwnership(fd, info, label_ + path, owner_);
  }

  // nullopt while the walk goes on; it ends at something that is not a directory.
  Result<std::optional<UniqueFd>> Step(const std::string& name) {
    if (name == ".") return std::optional<UniqueFd>();
    if (name == "..") {
      if (directories_.size() > 1) directories_.pop_back();
      return std::optional<UniqueFd>();
    }
    std::string below = directories_.back().path + "/" + name;
    const std::string path = label_ + below;
    if (left_.empty()) names_.push_back(below);
    UniqueFd fd(
        ::openat(directories_.back().fd.get(), name.c_str(), O_PATH | O_NOFOLLOW | O_CLOEXEC));
    struct stat info {};
    if (!fd.valid() || ::fstat(fd.get(), &info) != 0) return Unseen(path, errno);
    if (S_ISLNK(info.st_mode)) return FollowLink(fd.get(), path);
    ASSENT_RETURN_IF_ERROR(CheckOwnership(fd.get(), info, path, owner_));
    if (!S_ISDIR(info.st_mode)) {
      if (!left_.empty()) return Untrusted(path, "is not a directory");
      if (!S_ISREG(info.st_mode)) return std::optional(std::move(fd));
      UniqueFd file = OpenForReading(name);
      if (!file.valid()) return Unseen(path, errno);
      return std::optional(std::move(file));
    }
    directories_.push_back({std::move(fd), std::move(below)});
    return std::optional<UniqueFd>();
  }

  // By name again: nobody but the owner can change what the name means in a directory that was
  // checked.
  UniqueFd OpenForReading(const std::string& name) const {
    return UniqueFd(::openat(directories_.back().fd.get(), name.c_str(),
                             O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
  }

  // Who may write the directory decides where the link leads: that was checked already.
  Result<std::optional<UniqueFd>> FollowLink(int fd, const std::string& path) {
    std::array<char, 4096> target{};
    const ssize_t size = ::readlinkat(fd, "", target.data(), target.size());
    if (size < 0) return Unseen(path, errno);
    if (size == 0 || static_cast<std::size_t>(size) == target.size() || ++links_ > kMaxLinks) {
      return Untrusted(path, "is a symbolic link that leads nowhere");
    }
    const std::string_view text(target.data(), static_cast<std::size_t>(size));
    if (text.front() == '/') directories_.resize(1);
    const auto parts = Split(text);
    left_.insert(left_.begin(), parts.begin(), parts.end());
    return std::optional<UniqueFd>();
  }

  uid_t owner_;
  std::string label_;
  std::vector<Directory> directories_;
  std::deque<std::string> left_;
  std::vector<std::string> names_;
  int links_ = 0;
};

Result<TrustedProgram> OnlyRegular(UniqueFd file, const std::string& path) {
  struct stat info {};
  if (::fstat(file.get(), &info) != 0) return Unseen(path, errno);
  if (!S_ISREG(info.st_mode)) return Untrusted(path, "is not a regular file");
  const Snapshot snapshot = SnapshotOf(info);
  return TrustedProgram{std::move(file), snapshot};
}

Result<TrustedProgram> OpenOne(const std::string& path, const std::optional<std::string>& chroot,
                               const ProgramPolicy& policy) {
  UniqueFd root(::open(policy.root.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!root.valid()) return Unseen(policy.root, errno);
  if (chroot) {
    Walk outside(policy.owner, "");
    ASSENT_RETURN_IF_ERROR(outside.Start(std::move(root)));
    ASSENT_ASSIGN_OR_RETURN(root, outside.To(*chroot));
  }
  Walk walk(policy.owner, chroot.value_or(""));
  ASSENT_RETURN_IF_ERROR(walk.Start(std::move(root)));
  ASSENT_ASSIGN_OR_RETURN(UniqueFd file, walk.To(path));
  ASSENT_ASSIGN_OR_RETURN(TrustedProgram program, OnlyRegular(std::move(file), path));
  program.names = walk.names();
  return program;
}

}  // namespace

bool Snapshot::operator==(const Snapshot& other) const noexcept {
  const auto same = [](const timespec& a, const timespec& b) {
    return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec;
  };
  return device == other.device && inode == other.inode && size == other.size &&
         same(modified, other.modified) && same(changed, other.changed);
}

Snapshot SnapshotOf(const struct stat& info) {
  return {info.st_dev, info.st_ino, info.st_size, info.st_mtim, info.st_ctim};
}

Result<std::optional<std::string>> InterpreterOf(int fd, const std::string& path) {
  std::array<char, kScriptLine> head{};
  const ssize_t size = ::pread(fd, head.data(), head.size(), 0);
  if (size < 0) return Error{Errc::kSystem, path + ": read: " + std::strerror(errno)};
  std::string_view line(head.data(), static_cast<std::size_t>(size));
  if (line.substr(0, 2) != "#!") return std::optional<std::string>();
  line.remove_prefix(2);
  line = line.substr(0, line.find('\n'));
  const std::size_t begin = std::min(line.find_first_not_of(" \t"), line.size());
  line.remove_prefix(begin);
  const std::string_view name = line.substr(0, line.find_first_of(std::string_view(" \t\0", 3)));
  if (name.empty() || name.front() != '/') {
    return Untrusted(path, "is a script whose interpreter is not an absolute path");
  }
  return std::optional<std::string>(name);
}

Result<TrustedProgram> OpenTrustedProgram(const std::string& path,
                                          const std::optional<std::string>& chroot,
                                          const ProgramPolicy& policy) {
  ASSENT_ASSIGN_OR_RETURN(TrustedProgram program, OpenOne(path, chroot, policy));
  ASSENT_ASSIGN_OR_RETURN(auto interpreter, InterpreterOf(program.fd.get(), path));
  for (int depth = 0; interpreter; ++depth) {
    if (depth == kMaxInterpreters) return Untrusted(path, "has too many interpreters");
    const std::string name = *interpreter;
    ASSENT_ASSIGN_OR_RETURN(const TrustedProgram next, OpenOne(name, chroot, policy));
    ASSENT_ASSIGN_OR_RETURN(interpreter, InterpreterOf(next.fd.get(), name));
  }
  return program;
}

}  // namespace assent
