#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include "backend/rules/rule_set.h"
#include "common/base/escape.h"
#include "common/base/handle.h"

namespace assent {
namespace {

enum class Presence { kAbsent, kThere };

// Whoever can write the directory can add a file.
Result<Presence> CheckDirectory(const std::string& directory, const TrustPolicy& policy) {
  const UniqueFd fd(::open(directory.c_str(), O_RDONLY | O_CLOEXEC | O_DIRECTORY | O_NOFOLLOW));
  if (!fd.valid() && errno == ENOENT) return Presence::kAbsent;
  struct stat info {};
  if (!fd.valid() || ::fstat(fd.get(), &info) != 0) {
    return Error{Errc::kSystem, directory + ": " + std::strerror(errno)};
  }
  if (info.st_uid == policy.owner && (info.st_mode & (S_IWGRP | S_IWOTH)) == 0) {
    return Presence::kThere;
  }
  return Error{Errc::kUntrustedFile, directory + ": must be owned by uid " +
                                         std::to_string(policy.owner) +
                                         " and not be writable by group or others"};
}

Result<std::vector<std::string>> NamesIn(const std::string& directory) {
  std::vector<std::string> names;
  std::error_code error;
  for (std::filesystem::directory_iterator entry(directory, error), end; !error && entry != end;
       entry.increment(error)) {
    std::string name = entry->path().filename().string();
    if (name.front() != '.' && entry->path().extension() == ".toml") names.push_back(name);
  }
  if (error) return Error{Errc::kSystem, directory + ": " + error.message()};
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace

Result<std::vector<RuleFile>> ReadRuleFiles(const std::string& directory,
                                            const TrustPolicy& policy) {
  std::vector<RuleFile> files;
  ASSENT_ASSIGN_OR_RETURN(const Presence presence, CheckDirectory(directory, policy));
  if (presence == Presence::kAbsent) return files;
  ASSENT_ASSIGN_OR_RETURN(const std::vector<std::string> names, NamesIn(directory));
  for (const std::string& name : names) {
    const std::string path = (std::filesystem::path(directory) / name).string();
    ASSENT_ASSIGN_OR_RETURN(std::optional<std::string> text, ReadTrustedFile(path, policy));
    // Half a set of rules could lack the one that denies.
    if (!text) return Error{Errc::kSystem, Escape(path) + ": vanished while being read"};
    files.push_back({Escape(path), std::move(*text)});
  }
  return files;
}

}  // namespace assent
