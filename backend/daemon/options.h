// The command line of assentd.
#pragma once

#include <optional>
#include <string>

namespace assent {

struct DaemonOptions {
  std::string config = "/etc/assent/assentd.toml";
  bool check = false;  // read configuration and rules, say what is wrong, and end
};

// What main must return at once (--help, --version, a usage error), or the options.
struct ParsedOptions {
  std::optional<int> exit_code;
  DaemonOptions options;
};
ParsedOptions ParseOptions(int argc, char** argv);

}  // namespace assent
