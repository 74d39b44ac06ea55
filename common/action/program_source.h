// Where a command that runs programs takes the program from.
#pragma once

#include <string>

#include "common/action/action.h"

namespace assent {

enum class ProgramSource {
  kFile,           // a script or module, or no interpreter at all
  kStandardInput,  // whatever is typed or fed when it runs: a shell, or an interpreter with a
                   // prompt
  kArgument        // the text of the program is one of the arguments
};

struct ProgramFinding {
  ProgramSource source = ProgramSource::kFile;
  std::string interpreter;  // "bash": the plain name, escaped; empty with kFile
};

// Reads the arguments of the shells and interpreters it knows, also behind programs that start
// another (env, nice, xargs, sudo, ...). For warning only: the list cannot be complete, so kFile
// proves nothing.
ProgramFinding FindProgramSource(const Action& action);

}  // namespace assent
