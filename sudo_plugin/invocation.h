// Who called sudo, and how: what sudo tells a policy plugin at open().
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

#include "sudo_plugin/vectors.h"

namespace assent {

struct Invocation {
  uid_t uid = static_cast<uid_t>(-1);
  std::string user;
  std::string host;
  std::vector<gid_t> groups;               // ascending, unique, the primary one among them
  std::optional<std::string> cwd;          // nullopt: sudo could not tell
  std::optional<std::string> tty;          // nullopt: no terminal
  bool noninteractive = false;             // -n
  bool inherits_environment = false;       // -E
  bool chooses_directory = false;          // -D
  bool asks_for_other_host = false;        // -h with another host
  std::optional<std::string> runas_user;   // -u, as it was typed
  std::optional<std::string> runas_group;  // -g
  std::vector<std::string> environment;    // the caller's own, "NAME=value"
  std::optional<std::string> reason;       // ASSENT_REASON
  bool request_only = false;               // ASSENT_REQUEST_ONLY=1

  [[nodiscard]] bool CanTalk() const { return tty.has_value() && !noninteractive; }
};

// `environment` is the vector that sudo hands over; the process environment is never read.
// Error: kBadRequest, something about the person is missing or malformed.
Result<Invocation> ReadInvocation(const SudoVector& settings, const SudoVector& user_info,
                                  std::vector<std::string> environment);

}  // namespace assent
