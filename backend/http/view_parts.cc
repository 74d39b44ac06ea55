#include "backend/http/view_parts.h"

#include <algorithm>
#include <ctime>

namespace assent {

std::int64_t WholeSeconds(std::chrono::milliseconds duration) {
  return std::max<std::int64_t>(0, std::chrono::floor<std::chrono::seconds>(duration).count());
}

std::string ClockFace(WallTime time) {
  const std::time_t when = std::chrono::system_clock::to_time_t(time);
  std::tm local{};
  char text[16] = "";
  if (::localtime_r(&when, &local) == nullptr) return "";
  const std::size_t length = std::strftime(text, sizeof text, "%H:%M", &local);
  return {text, length};
}

}  // namespace assent
