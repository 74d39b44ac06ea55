#include "backend/audit/journal.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>

namespace assent {

Journal::Sent Journal::Send(const std::string& text) const {
  const ssize_t sent = ::send(fd_, text.data(), text.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
  if (sent >= 0) return Sent::kWhole;
  if (errno != ENOTSOCK) return Sent::kDropped;
  struct pollfd ready = {fd_, POLLOUT, 0};
  if (::poll(&ready, 1, 0) != 1 || (ready.revents & POLLOUT) == 0) return Sent::kDropped;
  return ::write(fd_, text.data(), text.size()) >= 0 ? Sent::kWhole : Sent::kDropped;
}

void Journal::Write(Priority priority, const std::string& line) {
  if (lost_ > 0) {
    const auto lost = fmt::format("<4>assentd: {} lines could not be written here\n", lost_);
    if (Send(lost) == Sent::kWhole) lost_ = 0;
  }
  const auto text = fmt::format("<{}>{}\n", static_cast<int>(priority), line);
  if (Send(text) == Sent::kDropped) ++lost_;
}

}  // namespace assent
