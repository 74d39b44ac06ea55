// client.toml. Property: what loads is within the documented bounds, and an error names the file.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "common/client/settings.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto settings = assent::ParseClientSettings(text, "/c.toml");
  if (!settings.ok()) {
    if (settings.error().code != assent::Errc::kBadConfig) std::abort();
    if (settings.error().detail.rfind("/c.toml:", 0) != 0) std::abort();
    return 0;
  }
  const auto& loaded = settings.value();
  if (loaded.socket.empty() || loaded.socket.front() != '/' || loaded.socket.size() > 107)
    std::abort();
  if (loaded.answer_timeout < std::chrono::milliseconds(100)) std::abort();
  if (loaded.answer_timeout > std::chrono::minutes(1)) std::abort();
  if (loaded.sudo_wait.count() < 0 || loaded.sudo_wait > std::chrono::hours(24)) std::abort();
  return 0;
}
