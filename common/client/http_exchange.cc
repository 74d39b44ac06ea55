#include "common/client/http_exchange.h"

#include <sys/socket.h>
#include <sys/uio.h>

#include <utility>

#include <array>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <cerrno>
#include <cstring>

namespace assent {
namespace {

namespace beast = boost::beast;
namespace http = beast::http;
using ErrorCode = boost::system::error_code;

// Beast's SyncReadStream and SyncWriteStream over a non-blocking socket and one deadline. The first
// failure is kept as our own Error, since an error_code cannot say kInterrupted and why.
class DeadlineStream {
 public:
  DeadlineStream(int fd, const Deadline& deadline) : fd_(fd), deadline_(deadline) {}

  template <class Buffers>
  std::size_t read_some(const Buffers& buffers, ErrorCode& ec) {
    const boost::asio::mutable_buffer first = *boost::asio::buffer_sequence_begin(buffers);
    const std::size_t got =
        Move(POLLIN, ec, [&] { return ::recv(fd_, first.data(), first.size(), 0); });
    if (!ec && got == 0) ec = boost::asio::error::eof;
    return got;
  }
  template <class Buffers>
  std::size_t write_some(const Buffers& buffers, ErrorCode& ec) {
    // One system call for head and body: Beast hands over many small pieces.
    std::array<iovec, 16> pieces{};
    std::size_t count = 0;
    const auto end = boost::asio::buffer_sequence_end(buffers);
    for (auto it = boost::asio::buffer_sequence_begin(buffers); it != end && count < pieces.size();
         ++it) {
      const boost::asio::const_buffer piece = *it;
      if (piece.size() > 0) pieces[count++] = {const_cast<void*>(piece.data()), piece.size()};
    }
    if (count == 0) return 0;
    msghdr message{};
    message.msg_iov = pieces.data();
    message.msg_iovlen = count;
    return Move(POLLOUT, ec, [&] { return ::sendmsg(fd_, &message, MSG_NOSIGNAL); });
  }
  template <class Buffers>
  std::size_t read_some(const Buffers& buffers) {
    return ThrowOnError([&](ErrorCode& ec) { return read_some(buffers, ec); });
  }
  template <class Buffers>
  std::size_t write_some(const Buffers& buffers) {
    return ThrowOnError([&](ErrorCode& ec) { return write_some(buffers, ec); });
  }

  [[nodiscard]] const std::optional<Error>& error() const { return error_; }

 private:
  template <class Call>
  std::size_t Move(short event, ErrorCode& ec, Call call) {
    ec = {};
    for (;;) {
      const ssize_t moved = call();
      if (moved >= 0) return static_cast<std::size_t>(moved);
      if (errno == EINTR) continue;
      if (errno != EAGAIN)
        return Fail(ec, Error{Errc::kSystem, std::string("socket: ") + std::strerror(errno)});
      const auto ready = WaitFor(fd_, event, deadline_);
      if (!ready.ok()) return Fail(ec, ready.error());
    }
  }
  std::size_t Fail(ErrorCode& ec, Error error) {
    error_ = std::move(error);
    ec = boost::asio::error::operation_aborted;
    return 0;
  }
  template <class Call>
  static std::size_t ThrowOnError(Call call) {
    ErrorCode ec;
    const std::size_t moved = call(ec);
    if (ec) throw boost::system::system_error(ec);
    return moved;
  }

  int fd_;
  const Deadline& deadline_;
  std::optional<Error> error_;
};

http::request<http::string_body> Message(const HttpQuestion& question) {
  http::request<http::string_body> message;
  message.version(11);
  message.method_string(question.method);
  message.target(question.target);
  message.set(http::field::host, "assent");
  if (question.wait)
    message.set(http::field::prefer, "wait=" + std::to_string(question.wait->count()));
  if (!question.body.empty()) {
    message.set(http::field::content_type, "application/json");
    message.body() = question.body;
  }
  message.prepare_payload();
  return message;
}

Error Failure(const DeadlineStream& stream, const char* what, const ErrorCode& ec) {
  if (stream.error()) return *stream.error();
  if (ec == http::error::end_of_stream) return Error{Errc::kSystem, "the connection was closed"};
  return Error{Errc::kBadReply, std::string(what) + ": " + ec.message()};
}

}  // namespace

Result<HttpReply> Exchange(int fd, const HttpQuestion& question, const Deadline& deadline,
                           std::size_t max_reply) {
  DeadlineStream stream(fd, deadline);
  ErrorCode ec;
  const auto message = Message(question);
  http::write(stream, message, ec);
  if (ec) return Failure(stream, "writing the question", ec);

  beast::flat_buffer buffer(max_reply + 1);
  http::response_parser<http::string_body> parser;
  parser.header_limit(8 * 1024);
  parser.body_limit(max_reply);
  http::read(stream, buffer, parser, ec);
  if (ec) return Failure(stream, "reading the answer", ec);
  auto response = parser.release();
  return HttpReply{static_cast<int>(response.result_int()),
                   std::string(response[http::field::content_type]), std::move(response.body())};
}

}  // namespace assent
