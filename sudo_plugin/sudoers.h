// The policy below: sudo's own sudoers.so, loaded as sudo itself would load it.
#pragma once

#include <string>

#include "common/base/result.h"
#include "sudo_plugin/sudo_api.h"

namespace assent {

// sudo 1.9.0: errstr, close() always called, event_alloc. What came before is not supported.
inline constexpr unsigned kOldestApiMinor = 15;

enum class ApiSupport { kNone, kSupported };
ApiSupport SupportOf(unsigned version);

// Loads `path` and finds `symbol`, a policy plugin of a supported version. It stays loaded.
// Error: kSystem, detail says what is wrong with which file.
Result<policy_plugin*> LoadPolicy(const std::string& path, const char* symbol);

// Who said no. What sudoers refuses it logs itself, and its audit plugin leaves out each no that
// sudo reports of a policy plugin "sudoers_...". Under our name sudoers would log its own no twice.
enum class Refuser { kAssent, kSudoers };
class SudoersAudit {
 public:
  SudoersAudit() = default;  // there is none
  explicit SudoersAudit(audit_plugin* audit);

  // From now on sudo tells sudoers' audit plugin what `refuser` refuses, or does not.
  void Hear(Refuser refuser);

 private:
  audit_plugin* audit_ = nullptr;
  decltype(audit_plugin::reject) reject_ = nullptr;
  decltype(audit_plugin::error) error_ = nullptr;
};

// The audit plugin in `path`, which LoadPolicy has loaded.
SudoersAudit FindAudit(const std::string& path, const char* symbol);

}  // namespace assent
