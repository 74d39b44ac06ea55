// assentd.toml. Property: what loads is within the documented bounds, and an error names the file.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "backend/config/settings.h"

namespace {

void Demand(bool holds) {
  if (!holds) std::abort();
}

void DemandBounds(const assent::DaemonSettings& settings) {
  for (const std::string* path : {&settings.socket, &settings.store, &settings.rules_directory}) {
    Demand(!path->empty() && path->front() == '/' && path->find('\0') == std::string::npos);
  }
  Demand(settings.socket.size() <= 107);
  Demand(settings.host.find_first_of("/ \n\x1b") == std::string::npos);
  Demand(settings.request_life >= std::chrono::seconds(10));
  Demand(settings.request_life <= std::chrono::hours(7 * 24));
  Demand(settings.cool_down.count() >= 0 && settings.cool_down <= std::chrono::hours(24));
  for (const std::uint32_t limit : {settings.connections, settings.waiting_requests,
                                    settings.questions_per_second, settings.question_burst}) {
    Demand(limit >= 1 && limit <= 100'000);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto settings = assent::ParseDaemonSettings(text, "/d.toml");
  if (settings.ok()) {
    DemandBounds(settings.value());
  } else {
    Demand(settings.error().code == assent::Errc::kBadConfig);
    Demand(settings.error().detail.rfind("/d.toml:", 0) == 0);
  }
  return 0;
}
