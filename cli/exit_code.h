// What the command line says to scripts (docs/man/assent.1).
#pragma once

namespace assent {

enum class ExitCode {
  kDone = 0,
  kError = 1,
  kUsage = 2,
  kPending = 4,  // not settled yet: try again
  kSettledWithoutGrant = 6,
};

}  // namespace assent
