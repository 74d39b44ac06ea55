// /etc/assent/assentd.toml: everything that only the daemon needs to know.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.h"

namespace assent {

struct DaemonSettings {
  // Bound by assentd itself when systemd hands none over.
  std::string socket = "/run/assent/assentd.sock";
  std::string store = "/var/lib/assent/assent.db";
  std::string rules_directory = "/etc/assent/rules.d";
  std::string host;  // empty: the kernel's host name
  // [requests] life, cool_down
  std::chrono::milliseconds request_life{std::chrono::minutes(10)};
  std::chrono::milliseconds cool_down{std::chrono::minutes(10)};
  // [approval]
  bool without_loginuid = false;
  // [log] reader_groups
  std::vector<std::string> log_reader_groups;  // may read the whole log
  // [limits], per subject uid (uid 0 as a peer is exempt from the first)
  std::uint32_t connections = 32;
  std::uint32_t waiting_requests = 8;
  std::uint32_t questions_per_second = 5;
  std::uint32_t question_burst = 20;

  bool operator==(const DaemonSettings&) const = default;
};

// Strict: unknown and repeated keys, wrong types, values out of range.
// Error: kBadConfig, detail "PATH:LINE: what".
Result<DaemonSettings> ParseDaemonSettings(std::string_view text, const std::string& path);

}  // namespace assent
