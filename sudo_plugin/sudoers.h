// The policy below: sudo's own sudoers.so, loaded as sudo itself would load it.
#pragma once

#include <string>

#include "common/base/result.h"
#include "sudo_plugin/sudo_api.h"

namespace assent {

// sudo 1.9.0: errstr, close() always called, event_alloc. What came before is not supported.
inline constexpr unsigned kOldestApiMinor = 15;

enum class ApiSupport { kTooOld, kSupported };
ApiSupport SupportOf(unsigned version);

// Loads `path` and finds `symbol`, a policy plugin of a supported version. It stays loaded.
// Error: kSystem, detail says what is wrong with which file.
Result<policy_plugin*> LoadPolicy(const std::string& path, const char* symbol);

}  // namespace assent
