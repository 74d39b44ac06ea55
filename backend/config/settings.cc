#include "backend/config/settings.h"

#include <algorithm>

#include "common/toml/strict_toml.h"

namespace assent {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;

// sun_path of unix(7) holds 108 bytes with the NUL.
constexpr std::size_t kMaxSocketPath = 107;
constexpr std::size_t kMaxHostName = 253;

std::string ReadPath(TomlReader& reader, const char* key, const std::string& fallback,
                     std::size_t max_bytes) {
  std::string path = reader.String(key, fallback);
  if (path.empty() || path.front() != '/' || path.size() > max_bytes) {
    reader.Fail(key, "must be an absolute path of at most " + std::to_string(max_bytes) + " bytes");
  }
  return path;
}

bool IsHostCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '.' || c == '_';
}

std::string ReadHost(TomlReader& reader) {
  std::string host = reader.String("host", "");
  if (host.size() > kMaxHostName || !std::all_of(host.begin(), host.end(), IsHostCharacter)) {
    reader.Fail("host", "must be a host name");
  }
  return host;
}

std::uint32_t ReadCount(TomlReader& reader, const char* key, std::uint32_t fallback,
                        std::uint32_t max) {
  return static_cast<std::uint32_t>(reader.Integer(key, fallback, 1, max));
}

Result<Ok> ReadRequests(const toml::table& table, const std::string& path,
                        DaemonSettings& settings) {
  TomlReader reader(table, path, "requests.");
  settings.request_life =
      reader.Duration("life", settings.request_life, seconds(10), hours(7 * 24));
  settings.cool_down = reader.Duration("cool_down", settings.cool_down, seconds(0), hours(24));
  return reader.Finish();
}

Result<Ok> ReadApproval(const toml::table& table, const std::string& path,
                        DaemonSettings& settings) {
  TomlReader reader(table, path, "approval.");
  settings.without_loginuid = reader.Flag("without_loginuid", settings.without_loginuid);
  return reader.Finish();
}

Result<Ok> ReadLog(const toml::table& table, const std::string& path, DaemonSettings& settings) {
  TomlReader reader(table, path, "log.");
  settings.log_reader_groups = reader.Strings("reader_groups", settings.log_reader_groups);
  const auto& groups = settings.log_reader_groups;
  if (std::any_of(groups.begin(), groups.end(), [](const auto& name) { return name.empty(); })) {
    reader.Fail("reader_groups", "has an empty name");
  }
  return reader.Finish();
}

Result<Ok> ReadLimits(const toml::table& table, const std::string& path, DaemonSettings& settings) {
  TomlReader reader(table, path, "limits.");
  settings.connections = ReadCount(reader, "connections", settings.connections, 4096);
  settings.waiting_requests =
      ReadCount(reader, "waiting_requests", settings.waiting_requests, 1000);
  settings.questions_per_second =
      ReadCount(reader, "questions_per_second", settings.questions_per_second, 10'000);
  settings.question_burst = ReadCount(reader, "question_burst", settings.question_burst, 100'000);
  return reader.Finish();
}

struct Section {
  const char* name;
  Result<Ok> (*read)(const toml::table&, const std::string& path, DaemonSettings&);
};
constexpr Section kSections[] = {{"requests", ReadRequests},
                                 {"approval", ReadApproval},
                                 {"log", ReadLog},
                                 {"limits", ReadLimits}};

}  // namespace

Result<DaemonSettings> ParseDaemonSettings(std::string_view text, const std::string& path) {
  ASSENT_ASSIGN_OR_RETURN(const toml::table table, ParseToml(text, path));
  DaemonSettings settings;
  TomlReader reader(table, path, "");
  settings.socket = ReadPath(reader, "socket", settings.socket, kMaxSocketPath);
  settings.store = ReadPath(reader, "store", settings.store, 4095);
  settings.rules_directory = ReadPath(reader, "rules_directory", settings.rules_directory, 4095);
  settings.host = ReadHost(reader);
  for (const Section& section : kSections) {
    const toml::table* const found = reader.Table(section.name);
    if (found == nullptr) continue;
    ASSENT_RETURN_IF_ERROR(section.read(*found, path, settings));
  }
  ASSENT_RETURN_IF_ERROR(reader.Finish());
  return settings;
}

}  // namespace assent
