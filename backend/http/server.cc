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
#include <cerrno>
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
constexpr int kAcceptAtOnce = 256;
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
        turns(context.get_executor()),
        board{api, room, names, turns, options, [this] { RearmAlarm(); }},
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
  enum class Queue { kStuck, kServed };
  Queue TakeSome();
  void Take(UniqueFd fd);
  // Being counted among the connections, from before there is anything to wait for, so that a burst
  // cannot slip by.
  class Counted {
   public:
    Counted(Impl& server, uid_t uid);
    Counted(Counted&& other) noexcept
        : server_(std::exchange(other.server_, nullptr)), uid_(other.uid_) {}
    Counted& operator=(Counted&&) = delete;
    ~Counted();

   private:
    Impl* server_;
    uid_t uid_;
  };
  net::awaitable<void> Serve(Connection::Socket socket, Peer peer, Counted counted);
  net::awaitable<void> RingAlarm();
  net::awaitable<void> HandleSignals();
  void RearmAlarm();
  enum class Room { kNone, kSome };
  [[nodiscard]] Room RoomFor(uid_t uid) const;

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
  Turns turns;
  Switchboard board;
  net::steady_timer alarm;
  std::optional<BootTime> armed_for;
  net::signal_set signals;
};

Server::Impl::Room Server::Impl::RoomFor(uid_t uid) const {
  const ServerLimits& limits = options.limits;
  if (uid == 0) return connections < limits.connections ? Room::kSome : Room::kNone;
  if (connections + limits.kept_for_root >= limits.connections) return Room::kNone;
  const auto found = connections_of.find(uid);
  const std::uint32_t open = found == connections_of.end() ? 0 : found->second;
  return open < limits.connections_of_one ? Room::kSome : Room::kNone;
}

net::awaitable<void> Server::Impl::Accept() {
  for (;;) {
    error_code ec;
    co_await acceptor.async_wait(net::socket_base::wait_read,
                                 net::redirect_error(net::use_awaitable, ec));
    if (ec == net::error::operation_aborted) co_return;
    if (TakeSome() == Queue::kServed) continue;
    // Out of descriptors: whoever leaves makes room.
    net::steady_timer pause(context, kAcceptPause);
    co_await pause.async_wait(net::redirect_error(net::use_awaitable, ec));
  }
}

// Somebody who connects as fast as he can must not keep the queue full for the others, so it is
// emptied faster than he can fill it: many at a time, and those who get no room at little cost.
Server::Impl::Queue Server::Impl::TakeSome() {
  for (int taken = 0; taken < kAcceptAtOnce; ++taken) {
    UniqueFd fd(
        ::accept4(acceptor.native_handle(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
    if (fd.valid()) {
      Take(std::move(fd));
    } else if (errno != ECONNABORTED && errno != EINTR) {
      return errno == EAGAIN ? Queue::kServed : Queue::kStuck;
    }
  }
  return Queue::kServed;
}

void Server::Impl::Take(UniqueFd fd) {
  const auto uid = UidOfPeer(fd.get());
  if (!uid.ok()) return;
  if (RoomFor(uid.value()) == Room::kNone) {
    static_cast<void>(::send(fd.get(), kBusy.data(), kBusy.size(), MSG_DONTWAIT | MSG_NOSIGNAL));
    return;
  }
  auto peer = PeerOf(fd.get());
  if (!peer.ok()) return;
  Connection::Socket socket(context);
  error_code ec;
  socket.assign(net::local::stream_protocol(), fd.get(), ec);
  if (ec) return;
  static_cast<void>(fd.release());  // the socket owns it now
  Counted counted(*this, uid.value());
  net::co_spawn(context, Serve(std::move(socket), std::move(peer).value(), std::move(counted)),
                net::detached);
}

Server::Impl::Counted::Counted(Impl& server, uid_t uid) : server_(&server), uid_(uid) {
  ++server.connections;
  if (uid != 0) ++server.connections_of[uid];
}

Server::Impl::Counted::~Counted() {
  if (server_ == nullptr) return;
  --server_->connections;
  if (uid_ == 0) return;
  const auto found = server_->connections_of.find(uid_);
  if (--found->second == 0) server_->connections_of.erase(found);
}

net::awaitable<void> Server::Impl::Serve(Connection::Socket socket, Peer peer, Counted counted) {
  const Counted here = std::move(counted);
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

void Server::PostAfter(milliseconds delay, std::function<void()> work) {
  auto timer = std::make_shared<net::steady_timer>(impl_->context, delay);
  timer->async_wait([timer, work = std::move(work)](error_code ec) {
    if (!ec) work();
  });
}

void Server::Stop() { impl_->context.stop(); }

void Server::SetConnectionsOfOne(std::uint32_t count) {
  impl_->options.limits.connections_of_one = count;
}

}  // namespace assent
