// Which files a sudoedit will open.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "common/base/result.h"

namespace assent {

enum class FollowLinks { kNo, kYes };  // sudoedit_follow: may the file itself be a symbolic link

// The words behind the first "--" of what sudoers returns (editor words, "--", files): the editor
// has no such word since CVE-2023-22809, and where it has, sudo edits what stands behind the first.
// Relative names are taken from `cwd`. `expected`: sudoedit_nfiles, where sudo says it.
// Error: kBadRequest: none, another number, or a relative one and no cwd.
Result<std::vector<std::string>> FilesToEdit(const std::vector<std::string>& argv,
                                             const std::optional<std::string>& cwd,
                                             std::optional<std::size_t> expected);

// With the directory part canonical (realpath(3)); with kYes the last component too, where it
// exists. Error: kSystem, a directory that is not there.
Result<std::vector<std::string>> CanonicalFiles(const std::vector<std::string>& files,
                                                FollowLinks follow);

}  // namespace assent
