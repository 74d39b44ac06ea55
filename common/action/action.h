// The exact action: what somebody wants to do (docs/PROTOCOL.md, "The action").
//
// An `Action` is a value. Its members are its identity: change one and it is another action, which
// needs another approval. What is only shown, logged or matched by rules stands in `Facts`.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/base/sha256.h"

namespace assent {

inline constexpr int kActionVersion = 1;

// A variable that the user chose. `value` for one written on the command line (VAR=value,
// --preserve-env=VAR); else only the SHA-256 of the value of one that was passed on.
struct EnvVar {
  std::string name;
  std::optional<std::string> value;
  Sha256Digest value_sha256{};  // meaningful when there is no value

  bool operator==(const EnvVar&) const = default;
};

struct Action {
  std::string host;                         // as the host names itself
  std::string kind;                         // sudo, sudoedit, later login, su, ...
  uid_t user_uid = static_cast<uid_t>(-1);  // who asks; -1 is never valid
  std::string user_name;
  uid_t runas_uid = static_cast<uid_t>(-1);  // as whom; -1 is never valid
  std::string runas_user;
  gid_t runas_gid = static_cast<gid_t>(-1);
  std::vector<gid_t> runas_groups;  // ascending, unique
  std::string command;              // absolute path; empty for sudoedit
  std::vector<std::string> argv;    // bytes; argv[0] as the program will see it; empty for sudoedit
  std::optional<std::string> cwd;   // nullopt: unknown, and for sudoedit
  std::optional<std::string> chroot;
  std::vector<EnvVar> env;         // ascending by name, names unique
  std::vector<std::string> files;  // sudoedit: absolute, in the order given
  std::optional<Sha256Digest>
      executable_sha256;  // of the sealed copy; nullopt for a trusted program

  bool operator==(const Action&) const = default;
};

enum class StdinKind { kUnknown, kTty, kPipe, kFile, kNull };
enum class EnvironmentKind {
  kClean,
  kInherited
};  // kInherited: the whole of it was passed on (sudo -E)

// Beside the identity: shown and logged, matched by rules.
struct Facts {
  std::vector<gid_t> user_groups;  // of the person who asks
  std::optional<std::string> tty;
  StdinKind stdin_kind = StdinKind::kUnknown;
  EnvironmentKind environment = EnvironmentKind::kClean;
  bool executable_trusted = false;
  std::string executable_why;  // when not trusted: which path, and why
  // When trusted: the names on the way to it, links followed, directories real. The file is the
  // last.
  std::vector<std::string> executable_paths;
  bool intercepted = false;  // a program started by one that sudo started (Defaults intercept)

  bool operator==(const Facts&) const = default;
};

}  // namespace assent
