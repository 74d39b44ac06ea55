// One connection: requests in, answers out, one after the other.
#pragma once

#include <utility>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/beast/core/basic_stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <functional>

#include "backend/http/api.h"
#include "backend/http/beast_message.h"
#include "backend/http/name_cache.h"
#include "backend/http/server.h"
#include "backend/http/turns.h"
#include "backend/http/waiting_room.h"

namespace assent {

// What all connections share.
struct Switchboard {
  Api& api;
  WaitingRoom& room;
  NameCache& names;
  Turns& turns;
  const ServerOptions& options;
  std::function<void()> answered;  // after each answer: deadlines may have changed
};

class Connection {
 public:
  using Socket = boost::asio::local::stream_protocol::socket;

  Connection(Socket socket, Peer peer, Switchboard& board);

  // Until the peer goes, is too slow, or says something that is not HTTP.
  boost::asio::awaitable<void> Run();

 private:
  using Parser = boost::beast::http::request_parser<boost::beast::http::string_body>;
  enum class Read { kGone, kRequest, kRefused };

  boost::asio::awaitable<Read> ReadRequest(HttpRequest& request, ApiReply& refusal);
  boost::asio::awaitable<boost::system::error_code> WaitForFirstByte();
  boost::asio::awaitable<boost::system::error_code> ReadBodyOf(Parser& parser);
  // nullopt: the peer went away while he waited.
  boost::asio::awaitable<std::optional<HttpResponse>> AnswerTo(const HttpRequest& request);
  boost::asio::awaitable<ApiReply> AnswerInTurn(const ApiRequest& asked);
  boost::asio::awaitable<bool> WaitForChange(const ApiReply::Pending& pending,
                                             std::chrono::steady_clock::time_point until);
  boost::asio::awaitable<boost::system::error_code> Write(HttpResponse response);

  boost::beast::basic_stream<boost::asio::local::stream_protocol> stream_;
  boost::beast::flat_buffer buffer_;
  Peer peer_;
  Switchboard& board_;
  bool first_ = true;
};

}  // namespace assent
