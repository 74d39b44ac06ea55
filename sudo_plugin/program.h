// The program that a grant would let run: trusted by its place, or a sealed copy (DESIGN D6).
#pragma once

#include <optional>
#include <string>

#include "common/action/action.h"
#include "sudo_plugin/sealed_copy.h"
#include "sudo_plugin/trust.h"

namespace assent {

class Program {
 public:
  // Fills `action.executable_sha256`, `facts.executable_trusted`, `executable_why` and
  // `executable_paths`.
  // sudoedit has no program: the editor runs as the person who asks. Error: kUntrustedFile, others
  // can change it and no copy can stand in for it (a chroot, a script with a foreign interpreter,
  // too large, an intercepted sub-command); kSystem.
  static Result<Program> Examine(Action& action, Facts& facts, const ProgramPolicy& policy);

  // True when the file still is what it was when it was examined.
  [[nodiscard]] bool IsUnchanged(const Action& action, const ProgramPolicy& policy) const;

  // What sudo shall run by descriptor; nullptr: by path.
  [[nodiscard]] const SealedCopy* copy() const { return copy_ ? &*copy_ : nullptr; }

 private:
  std::optional<Snapshot> trusted_;
  std::optional<SealedCopy> copy_;
};

}  // namespace assent
