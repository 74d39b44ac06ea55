// What the person asked for on the command line.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "cli/exit_code.h"
#include "common/base/result.h"

namespace assent {

enum class Command {
  kPending,
  kShow,
  kApprove,
  kDeny,
  kStatus,
  kWait,
  kCancel,
  kGrants,
  kRevoke,
  kLog,
  kWatch,
  kHelp
};

struct Options {
  Command command = Command::kPending;
  bool json = false;
  std::optional<std::string> socket;  // nullopt: as client.toml says
  std::optional<std::string> config;  // nullopt: /etc/assent/client.toml
  std::string code;                   // WDJB-MJHT; empty with `status` alone
  std::vector<std::string> codes;     // of `approve` and `deny`, without repetitions
  std::optional<std::string> topic;   // of `help`: a reason code such as NO_RULE
  std::string grant_id;
  std::optional<std::string> comment;
  std::optional<std::uint64_t> uses;
  std::optional<std::chrono::seconds> start_within;
  std::optional<std::chrono::seconds> max_runtime;
  std::optional<std::chrono::seconds> timeout;
  bool yes = false;
  bool all = false;
  bool quiet = false;  // codes or ids alone
  std::optional<std::uint64_t> after;
  std::optional<std::uint64_t> limit;
};

// Nothing to run: help or the version was asked for (kDone), or a mistake (kUsage).
struct NothingToRun {
  ExitCode code = ExitCode::kUsage;
  std::string text;  // printable, with its newline
};

std::variant<NothingToRun, Options> ParseOptions(int argc, const char* const* argv);

// "wdjbmjht", "WDJB-MJHT" -> "WDJB-MJHT". Error: kBadRequest for what is no code, so that nothing
// else ever gets into the path of a resource.
Result<std::string> NormalCode(std::string_view text);

}  // namespace assent
