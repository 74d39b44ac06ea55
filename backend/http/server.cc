#include "backend/http/server.h"

#include <sys/socket.h>

#include <utility>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <csignal>
#include <unordered_map>

#include "backend/http/connection.h"
#include "backend/http/peer.h"

namespace assent {
namespace {

namespace net = boost::asio;
using boost::system::error_code;
using std::chrono::milliseconds;

constexpr milliseconds kAcceptPause{50};
// The timer counts CLOCK_MONOTONIC, deadlines are CLOCK_BOOTTIME: look again after a suspend.
constexpr milliseconds kLongestSleep{5000};
constexpr milliseconds kIdleSleep{3'600'000};
constexpr milliseconds kRetry{1000};

// Said to a connection that is not taken, without waiting for it.
constexpr std::string_view kBusy =
    "HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/problem+json\r\n"
    "Content-Length: 61\r\nConnection: close\r\n\r\n"
    "{\"detail\":\"too many connections\",\"status\":503,\"title\":\"Busy\"} ";

}  // namespace

struct Server::Impl {
  Impl(Service& the_service, UniqueFd listener, ServerOptions the_options)
      : service(the_service),
        options(std::move(the_options)),
        acceptor(context, net::local::stream_protocol(), listener.release()),
        api(service, options.started_at),
        names(context.get_executor(), options.name_of_user),
        board{api, room, names, options, [this] { RearmAlarm(); }},
        alarm(context),
        signals(context, SIGTERM, SIGINT, SIGHUP) {
    acceptor.non_blocking(true);
    service.core().on_settled = [this](std::int64_t id) { room.Wake(id); };
    service.core().waiting = [this](std::int64_t id) { return room.CommandsWaitingFor(id); };
    service.core().commands_of = [this](uid_t uid) { return room.CommandsOf(uid); };
  }
  ~Impl() {
    service.core().on_settled = [](std::int64_t) {};
    service.core().waiting = [](std::int64_t) { return std::size_t{0}; };
    service.core().commands_of = [](uid_t) { return std::size_t{0}; };
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  net::awaitable<void> Accept();
  void Take(Connection::Socket socket);
  net::awaitable<void> Serve(Connection::Socket socket, Peer peer);
  net::awaitable<void> RingAlarm();
  net::awaitable<void> HandleSignals();
  void RearmAlarm();
  enum class Room { kNone, kSome };
  [[nodiscard]] Room RoomFor(const Peer& peer) const;

  Service& service;
  ServerOptions options;
  // Before the context: what is left of connections when it goes still signs off here.
  std::size_t connections = 0;
  std::unordered_map<uid_t, std::uint32_t> connections_of;  // of peers that are not root
  WaitingRoom room;
  net::io_context context{1};
  net::local::stream_protocol::acceptor acceptor;
  Api api;
  NameCache names;
  Switchboard board;
  net::steady_timer alarm;
  std::optional<BootTime> armed_for;
  net::signal_set signals;
};

Server::Impl::Room Server::Impl::RoomFor(const Peer& peer) const {
  const ServerLimits& limits = options.limits;
  if (peer.IsRoot()) return connections < limits.connections ? Room::kSome : Room::kNone;
  if (connections + limits.kept_for_root >= limits.connections) return Room::kNone;
  const auto found = connections_of.find(peer.uid);
  const std::uint32_t open = found == connections_of.end() ? 0 : found->second;
  return open < limits.connections_of_one ? Room::kSome : Room::kNone;
}

net::awaitable<void> Server::Impl::Accept() {
  for (;;) {
    error_code ec;
    Connection::Socket socket(context);
    co_await acceptor.async_accept(socket, net::redirect_error(net::use_awaitable, ec));
    if (ec == net::error::operation_aborted) co_return;
    if (!ec) {
      Take(std::move(socket));
      continue;
    }
    // Out of descriptors: whoever leaves makes room.
    net::steady_timer pause(context, kAcceptPause);
    co_await pause.async_wait(net::redirect_error(net::use_awaitable, ec));
  }
}

void Server::Impl::Take(Connection::Socket socket) {
  auto peer = PeerOf(socket.native_handle());
  if (!peer.ok()) return;
  if (RoomFor(peer.value()) == Room::kNone) {
    static_cast<void>(
        ::send(socket.native_handle(), kBusy.data(), kBusy.size(), MSG_DONTWAIT | MSG_NOSIGNAL));
    return;
  }
  net::co_spawn(context, Serve(std::move(socket), std::move(peer).value()), net::detached);
}

net::awaitable<void> Server::Impl::Serve(Connection::Socket socket, Peer peer) {
  // Counted before the first wait, so that a burst cannot slip by.
  struct Counted {
    Counted(Impl& the_server, const Peer& the_peer) : server(the_server), peer_uid(the_peer.uid) {
      ++server.connections;
      if (peer_uid != 0) ++server.connections_of[peer_uid];
    }
    Counted(const Counted&) = delete;
    Counted& operator=(const Counted&) = delete;
    ~Counted() {
      --server.connections;
      if (peer_uid == 0) return;
      const auto found = server.connections_of.find(peer_uid);
      if (--found->second == 0) server.connections_of.erase(found);
    }
    Impl& server;
    uid_t peer_uid;
  };
  const Counted counted(*this, peer);
  Connection connection(std::move(socket), std::move(peer), board);
  co_await connection.Run();
}

void Server::Impl::RearmAlarm() {
  const auto next = service.NextDeadline();
  if (next && (!armed_for || *next < *armed_for)) alarm.cancel();
}

// Ends what is over when it is over, so that whoever waits is told.
net::awaitable<void> Server::Impl::RingAlarm() {
  for (;;) {
    armed_for = service.NextDeadline();
    milliseconds sleep = kIdleSleep;
    if (armed_for) {
      const milliseconds left = *armed_for - service.core().clock.Now().boot;
      sleep = std::clamp(left, milliseconds(0), kLongestSleep);
    }
    alarm.expires_after(sleep);
    error_code ec;
    co_await alarm.async_wait(net::redirect_error(net::use_awaitable, ec));
    const auto caught_up = service.CatchUpNow();
    if (caught_up.ok()) continue;
    service.core().journal(Priority::kError, "assentd: " + caught_up.error().detail);
    net::steady_timer pause(context, kRetry);
    co_await pause.async_wait(net::redirect_error(net::use_awaitable, ec));
  }
}

net::awaitable<void> Server::Impl::HandleSignals() {
  for (;;) {
    error_code ec;
    const int number = co_await signals.async_wait(net::redirect_error(net::use_awaitable, ec));
    if (ec) co_return;
    if (number != SIGHUP) break;
    if (options.reload) options.reload();
    RearmAlarm();
  }
  context.stop();
}

Server::Server(Service& service, UniqueFd listener, ServerOptions options)
    : impl_(std::make_unique<Impl>(service, std::move(listener), std::move(options))) {}
Server::~Server() = default;

void Server::Run(const std::function<void()>& ready) {
  net::co_spawn(impl_->context, impl_->HandleSignals(), net::detached);
  net::co_spawn(impl_->context, impl_->RingAlarm(), net::detached);
  net::co_spawn(impl_->context, impl_->Accept(), net::detached);
  net::post(impl_->context, ready);
  impl_->context.run();
}

void Server::Post(std::function<void()> work) { net::post(impl_->context, std::move(work)); }

void Server::Stop() { impl_->context.stop(); }

void Server::SetConnectionsOfOne(std::uint32_t count) {
  impl_->options.limits.connections_of_one = count;
}

}  // namespace assent
