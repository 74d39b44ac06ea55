#include "sudo_plugin/program.h"

namespace assent {

Result<Program> Program::Examine(Action& action, Facts& facts, const ProgramPolicy& policy) {
  Program program;
  if (action.kind == "sudoedit") {
    facts.executable_trusted = true;
    return program;
  }
  auto trusted = OpenTrustedProgram(action.command, action.chroot, policy);
  if (!trusted.ok() && trusted.error().code != Errc::kUntrustedFile) return trusted.error();
  facts.executable_trusted = trusted.ok();
  if (trusted.ok()) {
    program.trusted_ = trusted.value().snapshot;
    facts.executable_paths = trusted.value().names;
    return program;
  }
  facts.executable_why = trusted.error().detail;
  // sudo runs the sub-command of an intercepted program by path, whatever we return.
  if (facts.intercepted || action.chroot) return trusted.error();
  ASSENT_ASSIGN_OR_RETURN(program.copy_, MakeSealedCopy(action.command, policy));
  action.executable_sha256 = program.copy_->sha256;
  return program;
}

bool Program::IsUnchanged(const Action& action, const ProgramPolicy& policy) const {
  if (action.kind == "sudoedit") return true;
  if (copy_) return LookAt(action.command) == copy_->source;
  const auto now = OpenTrustedProgram(action.command, action.chroot, policy);
  return now.ok() && trusted_ && now.value().snapshot == *trusted_;
}

}  // namespace assent
