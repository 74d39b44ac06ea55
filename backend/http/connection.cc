#include "backend/http/connection.h"

#include <sys/socket.h>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace assent {
namespace {

namespace net = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using boost::system::error_code;
using std::chrono::steady_clock;

constexpr std::uint32_t kHeadLimit = 8 * 1024;
constexpr std::size_t kFirstRead = 4096;

auto Into(error_code& ec) { return net::redirect_error(net::use_awaitable, ec); }

bool HasHungUp(Connection::Socket& socket) {
  char byte = 0;
  return ::recv(socket.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT) == 0;
}

// The peer sent something that is not a request of ours, and is still there to be told.
bool IsMalformed(const error_code& ec) {
  return ec.category() == http::make_error_code(http::error::bad_method).category() &&
         ec != http::error::end_of_stream && ec != http::error::partial_message;
}

ApiReply RefusalOf(const error_code& ec) {
  if (ec == http::error::body_limit) return Problem(413, "the body is too large");
  if (ec == http::error::header_limit) return Problem(400, "the head is too large");
  return Problem(400, "this is not HTTP/1.1");
}

}  // namespace

Connection::Connection(Socket socket, Peer peer, Switchboard& board)
    : stream_(std::move(socket)), peer_(std::move(peer)), board_(board) {}

net::awaitable<void> Connection::Run() {
  if (!peer_.IsRoot()) peer_.name = co_await board_.names.NameOf(peer_.uid);
  if (peer_.IsRoot()) peer_.name = "root";
  for (bool open = true; open;) {
    HttpRequest request;
    ApiReply refusal;
    const Read read = co_await ReadRequest(request, refusal);
    if (read == Read::kGone) co_return;
    std::optional<HttpResponse> response;
    if (read == Read::kRefused) {
      response = ToHttpResponse(std::move(refusal), request);
      response->keep_alive(false);
    } else {
      response = co_await AnswerTo(request);
    }
    if (!response) co_return;
    open = response->keep_alive();
    const error_code failed = co_await Write(std::move(*response));
    if (failed) co_return;
  }
  error_code ignored;
  stream_.socket().shutdown(Socket::shutdown_send, ignored);
}

net::awaitable<Connection::Read> Connection::ReadRequest(HttpRequest& request, ApiReply& refusal) {
  error_code ec = co_await WaitForFirstByte();
  if (ec) co_return Read::kGone;
  Parser parser;
  parser.header_limit(kHeadLimit);
  parser.body_limit(BodyLimit(peer_));
  stream_.expires_after(board_.options.limits.head_within);
  co_await http::async_read_header(stream_, buffer_, parser, Into(ec));
  if (!ec) ec = co_await ReadBodyOf(parser);
  if (!ec) {
    request = parser.release();
    co_return Read::kRequest;
  }
  if (!IsMalformed(ec)) co_return Read::kGone;
  refusal = RefusalOf(ec);
  co_return Read::kRefused;
}

// A connection that is kept open may be idle for long, but once it speaks it must go on. A new one
// must speak at once.
net::awaitable<error_code> Connection::WaitForFirstByte() {
  error_code ec;
  if (std::exchange(first_, false) || buffer_.size() > 0) co_return ec;
  stream_.expires_after(board_.options.limits.idle);
  const std::size_t got = co_await stream_.async_read_some(buffer_.prepare(kFirstRead), Into(ec));
  buffer_.commit(got);
  co_return ec;
}

net::awaitable<error_code> Connection::ReadBodyOf(Parser& parser) {
  error_code ec;
  stream_.expires_after(board_.options.limits.body_within);
  if (beast::iequals(parser.get()[http::field::expect], "100-continue")) {
    http::response<http::empty_body> go_on(http::status::continue_, 11);
    co_await http::async_write(stream_, go_on, Into(ec));
    if (ec) co_return ec;
  }
  co_await http::async_read(stream_, buffer_, parser, Into(ec));
  co_return ec;
}

net::awaitable<std::optional<HttpResponse>> Connection::AnswerTo(const HttpRequest& request) {
  if (peer_.uid == board_.options.overflow_uid) {
    co_return ToHttpResponse(Problem(403, "you are of another user namespace"), request);
  }
  const ApiRequest asked = ToApiRequest(request);
  const auto wait = WaitFrom(asked.prefer);
  const auto until = steady_clock::now() + wait.value_or(std::chrono::seconds(0));
  ApiReply reply = co_await AnswerInTurn(asked);
  while (reply.pending && steady_clock::now() < until) {
    const bool here = co_await WaitForChange(*reply.pending, until);
    if (!here) co_return std::nullopt;
    reply = co_await AnswerInTurn(asked);
  }
  HttpResponse response = ToHttpResponse(std::move(reply), request);
  if (wait) response.set("Preference-Applied", "wait=" + std::to_string(wait->count()));
  co_return response;
}

net::awaitable<ApiReply> Connection::AnswerInTurn(const ApiRequest& asked) {
  std::optional<Turns::Turn> turn;  // root asks for everybody
  if (!peer_.IsRoot()) turn.emplace(co_await board_.turns.Take(peer_.uid));
  ApiReply reply = board_.api.Answer(asked, peer_);
  board_.answered();
  co_return reply;
}

net::awaitable<bool> Connection::WaitForChange(const ApiReply::Pending& pending,
                                               steady_clock::time_point until) {
  const auto seat = WaitingRoom::TakeSeat(stream_.get_executor());
  stream_.expires_never();
  // Readable means that the peer is gone, or that he sends his next request already.
  stream_.socket().async_wait(Socket::wait_read, [this, seat](const error_code& ec) {
    if (!ec && !seat->finished() && HasHungUp(stream_.socket())) seat->Leave();
  });
  co_await board_.room.Wait(seat, pending.request_id, pending.subject, until);
  seat->Finish();  // what was seen on the socket may only be told later, when we are gone
  error_code ignored;
  stream_.socket().cancel(ignored);
  co_return !seat->left();
}

net::awaitable<error_code> Connection::Write(HttpResponse response) {
  error_code ec;
  stream_.expires_after(board_.options.limits.written_within);
  co_await http::async_write(stream_, response, Into(ec));
  co_return ec;
}

}  // namespace assent
