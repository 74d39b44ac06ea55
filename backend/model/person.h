// Who speaks to us, as the kernel tells it (DESIGN D9, D10).
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

namespace assent {

// The login uid of a process: who logged in, whatever he became since.
struct LoginUid {
  enum class Kind {
    kUnknown,  // could not be read, or not for certain of this process: never good enough
    kUnset,    // nobody logged in (a container, a service)
    kSet,
  };
  Kind kind = Kind::kUnknown;
  uid_t uid = static_cast<uid_t>(-1);  // meaningful with kSet

  static LoginUid Unset() { return {Kind::kUnset, static_cast<uid_t>(-1)}; }
  static LoginUid Of(uid_t uid) { return {Kind::kSet, uid}; }
  [[nodiscard]] std::optional<uid_t> value() const {
    return kind == Kind::kSet ? std::optional<uid_t>(uid) : std::nullopt;
  }
  bool operator==(const LoginUid&) const = default;
};

// The other end of a connection.
struct Peer {
  uid_t uid = static_cast<uid_t>(-1);
  std::vector<gid_t> groups;  // the effective and the supplementary ones
  LoginUid login;
  std::string name;  // for showing; "uid 1002" when nobody could tell in time

  [[nodiscard]] bool IsRoot() const { return uid == 0; }
};

// Who asked for an action.
struct Requester {
  uid_t uid = static_cast<uid_t>(-1);
  std::string name;
  std::optional<uid_t> login_uid;

  bool operator==(const Requester&) const = default;
};

}  // namespace assent
