// The three derived values of an action (DESIGN D5). They are never mixed up, so each has a type.
#pragma once

#include <string>
#include <string_view>

#include "common/action/action.h"
#include "common/base/sha256.h"

namespace assent {

// Deterministic CBOR (RFC 8949 4.2.1) of the identity; docs/PROTOCOL.md gives the array, and
// tests/vectors/action.json known answers. Total: never fails for any value.
std::string EncodeAction(const Action& action);

// SHA-256 of EncodeAction. Lives in memory and in the module's exchange only.
struct ActionDigest {
  Sha256Digest bytes{};
  bool operator==(const ActionDigest&) const = default;
};
ActionDigest DigestOf(const Action& action);
std::string ToText(const ActionDigest& digest);  // "sha256:" and 64 lower-case hex digits

// HMAC-SHA-256(host key, action digest). Stored; finds requests and grants.
struct LookupKey {
  Sha256Digest bytes{};
  bool operator==(const LookupKey&) const = default;
};
LookupKey LookupKeyOf(std::string_view host_key, const ActionDigest& digest);

// SHA-256(salt, CBOR). The only one in the log and off the host. `salt` is 32 random bytes.
struct Commitment {
  Sha256Digest bytes{};
  bool operator==(const Commitment&) const = default;
};
Commitment CommitmentOf(std::string_view salt, const Action& action);
std::string ToText(const Commitment& commitment);  // "sha256:" and 64 lower-case hex digits

}  // namespace assent
