// /etc/assent/client.toml: what the modules and the command line need to know.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "common/base/result.h"
#include "common/base/trusted_file.h"

namespace assent {

inline constexpr const char* kClientSettingsPath = "/etc/assent/client.toml";

struct ClientSettings {
  std::string socket = "/run/assent/assentd.sock";
  std::chrono::milliseconds answer_timeout{std::chrono::seconds(10)};  // covers a daemon start
  std::chrono::milliseconds sudo_wait{std::chrono::minutes(10)};       // for people to decide
};

// Unknown and repeated keys, wrong types and values out of range are errors.
// Error: kBadConfig, detail "PATH:LINE: what".
Result<ClientSettings> ParseClientSettings(std::string_view text, const std::string& path);

// A missing file means the defaults. Errors: kBadConfig, kUntrustedFile, kSystem.
Result<ClientSettings> LoadClientSettings(const std::string& path = kClientSettingsPath,
                                          const TrustPolicy& policy = {});

}  // namespace assent
