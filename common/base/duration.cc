#include "common/base/duration.h"

#include <array>
#include <charconv>
#include <cstdint>
#include <ctime>

namespace assent {
namespace {

using std::chrono::milliseconds;

struct Unit {
  std::string_view name;
  std::int64_t millis;
};

constexpr std::array<Unit, 5> kUnits = {
    {{"d", 86'400'000}, {"h", 3'600'000}, {"m", 60'000}, {"s", 1'000}, {"ms", 1}}};
constexpr std::int64_t kMaxMillis = 10LL * 366 * 86'400'000;

Error Expected(std::string_view text) {
  return Error{Errc::kBadConfig, "expected a duration such as \"10s\", \"5m\" or \"24h\", not \"" +
                                     std::string(text) + "\""};
}

}  // namespace

Result<milliseconds> ParseDuration(std::string_view text) {
  std::int64_t count = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, ec] = std::from_chars(text.data(), end, count);
  if (ec != std::errc{} || count < 0 || text.front() == '-') return Expected(text);
  const std::string_view unit_name(rest, static_cast<std::size_t>(end - rest));
  for (const Unit& unit : kUnits) {
    if (unit.name != unit_name) continue;
    if (count > kMaxMillis / unit.millis) return Expected(text);
    return milliseconds(count * unit.millis);
  }
  return Expected(text);
}

std::string FormatDuration(milliseconds duration) {
  std::int64_t left = duration.count() < 0 ? 0 : duration.count();
  std::string text;
  int parts = 0;
  for (const Unit& unit : kUnits) {
    if (unit.name == "ms" || parts == 2) break;
    const std::int64_t count = left / unit.millis;
    left %= unit.millis;
    if (count == 0 && parts == 0) continue;
    ++parts;
    if (count > 0) text += std::to_string(count) + std::string(unit.name);
  }
  return text.empty() ? "0s" : text;
}

std::string FormatTime(std::chrono::system_clock::time_point time) {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(time);
  std::tm utc{};
  char text[32] = "";
  if (::gmtime_r(&seconds, &utc) != nullptr)
    std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc);
  return text;
}

}  // namespace assent
