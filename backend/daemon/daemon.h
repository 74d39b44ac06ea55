// assentd put together.
#pragma once

#include "backend/daemon/options.h"

namespace assent {

// sysexits(3), so that the journal of the service manager says what kind of failure it was.
enum ExitCode : int { kDone = 0, kFailed = 1, kBadConfiguration = 78 };

ExitCode CheckConfiguration(const DaemonOptions& options);
ExitCode RunDaemon(const DaemonOptions& options);

}  // namespace assent
