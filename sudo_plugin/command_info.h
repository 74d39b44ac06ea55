// What goes back to sudo with a yes.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/client/verdict.h"

namespace assent {

// A copy of what sudoers returned, narrowed. Where the grant has a max_runtime: `timeout` at the
// latest at its end, and `use_pty`. `source` with the grant's id, `cwd` as it was asked about, and,
// for a sealed copy, `execfd` in place of any other. Nothing is ever loosened. Error: kBadRequest,
// a timeout that cannot be read.
Result<std::vector<std::string>> NarrowedCommandInfo(const std::vector<std::string>& sudoers,
                                                     const Grant& grant,
                                                     std::optional<int> sealed_copy,
                                                     std::optional<std::string> directory);

// The same, from the parts of the grant that matter.
struct Narrowing {
  std::string grant_id;
  std::optional<std::chrono::seconds> max_runtime;
  std::optional<int> sealed_copy;
  std::optional<std::string> directory = std::nullopt;
};
Result<std::vector<std::string>> Narrow(const std::vector<std::string>& sudoers,
                                        const Narrowing& narrowing);

// The first restriction in `entries` that a sudo of plugin API 1.`minor` would ignore without a
// word, for the key came later; nullopt: none.
std::optional<std::string_view> IgnoredRestriction(const std::vector<std::string>& entries,
                                                   unsigned minor);

// Strings as the NULL-terminated vector that sudo reads. It must outlive every use of pointers().
class OwnedVector {
 public:
  explicit OwnedVector(std::vector<std::string> strings);
  OwnedVector(const OwnedVector&) = delete;
  OwnedVector& operator=(const OwnedVector&) = delete;
  [[nodiscard]] char** pointers() { return pointers_.data(); }

 private:
  std::vector<std::string> strings_;
  std::vector<char*> pointers_;
};

}  // namespace assent
