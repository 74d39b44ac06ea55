// The client's end of HTTP: whatever a peer sends, Exchange gives a reply within its bounds or an
// Error, and never waits beyond its deadline.
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>

#include "common/base/handle.h"
#include "common/client/http_exchange.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends) != 0) std::abort();
  const assent::UniqueFd ours(ends[0]);
  assent::UniqueFd peer(ends[1]);
  // More than the socket holds is cut: a peer that went away.
  if (size > 0 && ::send(peer.get(), data, size, MSG_NOSIGNAL) < 0) return 0;
  ::shutdown(peer.get(), SHUT_WR);
  assent::HttpQuestion question;
  question.target = "/access/v1/evaluation";
  question.body = "{}";
  const assent::Deadline deadline{std::chrono::steady_clock::now() + std::chrono::seconds(1)};
  constexpr std::size_t kMax = 4096;
  const auto reply = assent::Exchange(ours.get(), question, deadline, kMax);
  if (!reply.ok()) {
    if (reply.error().code == assent::Errc::kTimeout) std::abort();
    return 0;
  }
  if (reply.value().body.size() > kMax) std::abort();
  if (reply.value().status < 0 || reply.value().status > 999) std::abort();
  return 0;
}
