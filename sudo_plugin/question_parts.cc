#include "sudo_plugin/question_parts.h"

#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <array>
#include <cstdint>

#include "common/base/bytes.h"
#include "common/base/escape.h"

namespace assent {
namespace {

StdinKind StandardInput() {
  struct stat info {};
  if (::fstat(STDIN_FILENO, &info) != 0) return StdinKind::kUnknown;
  if (S_ISFIFO(info.st_mode) || S_ISSOCK(info.st_mode)) return StdinKind::kPipe;
  if (S_ISREG(info.st_mode)) return StdinKind::kFile;
  if (!S_ISCHR(info.st_mode)) return StdinKind::kUnknown;
  if (info.st_rdev == makedev(1, 3)) return StdinKind::kNull;
  return ::isatty(STDIN_FILENO) == 1 ? StdinKind::kTty : StdinKind::kUnknown;
}

}  // namespace

Facts FactsOf(const Invocation& invocation, Stage stage) {
  Facts facts;
  facts.user_groups = invocation.groups;
  facts.tty = invocation.tty;
  facts.intercepted = stage == Stage::kSubcommand;
  if (stage == Stage::kProgram) facts.stdin_kind = StandardInput();
  if (invocation.inherits_environment) facts.environment = EnvironmentKind::kInherited;
  return facts;
}

Result<std::string> NewInvocationId() {
  std::array<std::uint8_t, 16> bytes{};
  ASSENT_RETURN_IF_ERROR(RandomBytes(bytes));
  return ToHex(bytes);
}

Denial CannotTell(const Error& error) {
  return {ReasonCode::kBackendError, "cannot tell exactly what would run: " + Escape(error.detail),
          std::nullopt};
}

Denial NotTrusted(const Error& error) {
  if (error.code != Errc::kUntrustedFile) return CannotTell(error);
  return {ReasonCode::kExecutableNotTrusted,
          "somebody other than root can change this program: " + Escape(error.detail),
          std::nullopt};
}

}  // namespace assent
