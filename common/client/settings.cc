#include "common/client/settings.h"

#include "common/toml/strict_toml.h"

namespace assent {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;

// sun_path of unix(7) holds 108 bytes with the NUL.
constexpr std::size_t kMaxSocketPath = 107;

}  // namespace

Result<ClientSettings> ParseClientSettings(std::string_view text, const std::string& path) {
  ASSENT_ASSIGN_OR_RETURN(const toml::table table, ParseToml(text, path));
  ClientSettings settings;
  TomlReader reader(table, path, "");
  settings.socket = reader.String("socket", settings.socket);
  if (settings.socket.empty() || settings.socket.front() != '/' ||
      settings.socket.size() > kMaxSocketPath) {
    reader.Fail("socket", "must be an absolute path of at most 107 bytes");
  }
  settings.answer_timeout = reader.Duration("answer_timeout", settings.answer_timeout,
                                            milliseconds(100), std::chrono::minutes(1));
  settings.sudo_wait = reader.Duration("sudo_wait", settings.sudo_wait, milliseconds(0), hours(24));
  ASSENT_RETURN_IF_ERROR(reader.Finish());
  return settings;
}

Result<ClientSettings> LoadClientSettings(const std::string& path, const TrustPolicy& policy) {
  ASSENT_ASSIGN_OR_RETURN(const std::optional<std::string> text, ReadTrustedFile(path, policy));
  if (!text) return ClientSettings{};
  return ParseClientSettings(*text, path);
}

}  // namespace assent
