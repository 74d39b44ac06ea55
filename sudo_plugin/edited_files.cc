#include "sudo_plugin/edited_files.h"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <memory>

#include "common/base/handle.h"

namespace assent {
namespace {

Error Bad(const char* what) { return Error{Errc::kBadRequest, std::string("sudoedit: ") + what}; }

std::optional<std::string> RealPath(const std::string& path) {
  const std::unique_ptr<char, FreeWith<std::free>> real(::realpath(path.c_str(), nullptr));
  if (real == nullptr) return std::nullopt;
  return std::string(real.get());
}

Result<std::string> Canonical(const std::string& file, FollowLinks follow) {
  if (follow == FollowLinks::kYes) {
    if (const auto target = RealPath(file)) return *target;
  }
  const std::size_t slash = file.rfind('/');
  const std::string name = file.substr(slash + 1);
  if (name.empty() || name == "." || name == "..") return Bad("that is not the name of a file");
  const auto directory = RealPath(slash == 0 ? "/" : file.substr(0, slash));
  if (!directory) return Error{Errc::kSystem, file + ": " + std::strerror(errno)};
  return (*directory == "/" ? "" : *directory) + "/" + name;
}

}  // namespace

Result<std::vector<std::string>> FilesToEdit(const std::vector<std::string>& argv,
                                             const std::optional<std::string>& cwd,
                                             std::optional<std::size_t> expected) {
  const auto dashes = std::find(argv.begin(), argv.end(), "--");
  if (dashes == argv.begin() || dashes == argv.end()) return Bad("no editor, or no --");
  std::vector<std::string> files(dashes + 1, argv.end());
  if (files.empty()) return Bad("no file");
  if (expected && *expected != files.size()) return Bad("sudoedit_nfiles says another number");
  for (std::string& file : files) {
    if (!file.empty() && file.front() == '/') continue;
    if (!cwd || file.empty()) return Bad("a relative file, and no working directory");
    file = *cwd + "/" + file;
  }
  return files;
}

Result<std::vector<std::string>> CanonicalFiles(const std::vector<std::string>& files,
                                                FollowLinks follow) {
  std::vector<std::string> canonical;
  for (const std::string& file : files) {
    ASSENT_ASSIGN_OR_RETURN(std::string path, Canonical(file, follow));
    canonical.push_back(std::move(path));
  }
  return canonical;
}

}  // namespace assent
