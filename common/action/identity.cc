#include "common/action/identity.h"

#include "common/action/cbor.h"
#include "common/base/bytes.h"

namespace assent {
namespace {

constexpr std::string_view kFormat = "assent.action/1";

void OptionalBytes(CborWriter& cbor, const std::optional<std::string>& bytes) {
  if (bytes) {
    cbor.Bytes(*bytes);
  } else {
    cbor.Null();
  }
}

void Groups(CborWriter& cbor, const std::vector<gid_t>& groups) {
  cbor.Array(groups.size());
  for (const gid_t gid : groups) cbor.Unsigned(gid);
}

// `sudo systemctl` and `sudo /usr/bin/systemctl` are one action; `busybox` called `sh` is another.
bool NamesTheCommand(const std::string& argv0, const std::string& command) {
  return argv0 == command || (command.find('/') != std::string::npos &&
                              argv0 == command.substr(command.rfind('/') + 1));
}

void Arguments(CborWriter& cbor, const Action& action) {
  cbor.Array(action.argv.size());
  for (std::size_t i = 0; i < action.argv.size(); ++i) {
    if (i == 0 && NamesTheCommand(action.argv[0], action.command)) {
      cbor.Null();
    } else {
      cbor.Bytes(action.argv[i]);
    }
  }
}

void Environment(CborWriter& cbor, const std::vector<EnvVar>& env) {
  cbor.Array(env.size());
  for (const EnvVar& variable : env) {
    cbor.Array(variable.value ? 2 : 3).Bytes(variable.name);
    OptionalBytes(cbor, variable.value);
    if (!variable.value) cbor.Bytes(AsText(variable.value_sha256));
  }
}

void Files(CborWriter& cbor, const Action& action) {
  if (action.kind != "sudoedit") {
    cbor.Null();
    return;
  }
  cbor.Array(action.files.size());
  for (const std::string& file : action.files) cbor.Bytes(file);
}

std::string DigestText(const Sha256Digest& bytes) { return "sha256:" + ToHex(bytes); }

}  // namespace

std::string EncodeAction(const Action& action) {
  CborWriter cbor;
  cbor.Array(16).Text(kFormat).Bytes(action.host).Text(action.kind);
  cbor.Unsigned(action.user_uid).Bytes(action.user_name);
  cbor.Unsigned(action.runas_uid).Bytes(action.runas_user).Unsigned(action.runas_gid);
  Groups(cbor, action.runas_groups);
  OptionalBytes(cbor, action.command.empty() ? std::nullopt : std::optional(action.command));
  Arguments(cbor, action);
  OptionalBytes(cbor, action.cwd);
  OptionalBytes(cbor, action.chroot);
  Environment(cbor, action.env);
  Files(cbor, action);
  OptionalBytes(cbor, action.executable_sha256
                          ? std::optional<std::string>(AsText(*action.executable_sha256))
                          : std::nullopt);
  return std::move(cbor).Take();
}

ActionDigest DigestOf(const Action& action) { return {Sha256(EncodeAction(action))}; }
std::string ToText(const ActionDigest& digest) { return DigestText(digest.bytes); }

LookupKey LookupKeyOf(std::string_view host_key, const ActionDigest& digest) {
  return {HmacSha256(host_key, AsText(digest.bytes))};
}

Commitment CommitmentOf(std::string_view salt, const Action& action) {
  return {Sha256(std::string(salt) + EncodeAction(action))};
}
std::string ToText(const Commitment& commitment) { return DigestText(commitment.bytes); }

}  // namespace assent
