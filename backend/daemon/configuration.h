// Settings and rules, read together: both or neither come into force.
#pragma once

#include <string>
#include <vector>

#include "backend/config/settings.h"
#include "backend/rules/rule_set.h"
#include "backend/service/policy.h"
#include "common/base/result.h"
#include "common/base/trusted_file.h"

namespace assent {

// Errors of both: kBadConfig ("PATH:LINE: what"), kUntrustedFile, kSystem.
// A missing file means the defaults.
Result<DaemonSettings> ReadSettings(const std::string& path, const TrustPolicy& trust);

// Error: kSystem when a group cannot be looked up now.
Result<Policy> PolicyFrom(const DaemonSettings& settings, const NameService& names,
                          std::vector<std::string>& warnings);

// All of it. `warnings`: what loads but looks wrong.
struct Configuration {
  DaemonSettings settings;
  RuleSet rules;
  Policy policy;
  std::vector<std::string> warnings;
};
Result<Configuration> ReadConfiguration(const std::string& path, const TrustPolicy& trust);

// getpwnam_r(3), getgrnam_r(3). The members of a group include those whose own group it is.
NameService SystemNames();

// From settings, else what the kernel says.
std::string HostName(const DaemonSettings& settings);

}  // namespace assent
