#include "backend/http/beast_message.h"

#include <algorithm>

namespace assent {
namespace {

namespace http = boost::beast::http;

constexpr std::size_t kMaxRequestId = 128;

std::string FieldOf(const HttpRequest& request, http::field field) {
  const auto value = request[field];
  return {value.data(), value.size()};
}

// Echoed only when it is what a request id looks like: it goes into our own header.
std::string RequestId(const HttpRequest& request) {
  const auto value = request["X-Request-ID"];
  std::string id(value.data(), value.size());
  const bool printable =
      std::all_of(id.begin(), id.end(), [](char c) { return c > 0x20 && c < 0x7f; });
  return printable && id.size() <= kMaxRequestId ? id : std::string();
}

}  // namespace

ApiRequest ToApiRequest(const HttpRequest& request) {
  const auto method = request.method_string();
  const auto target = request.target();
  return {std::string(method.data(), method.size()), std::string(target.data(), target.size()),
          FieldOf(request, http::field::content_type), FieldOf(request, http::field::prefer),
          request.body()};
}

HttpResponse ToHttpResponse(ApiReply reply, const HttpRequest& request) {
  HttpResponse response(static_cast<http::status>(reply.status), request.version());
  response.set(http::field::content_type, reply.content_type);
  response.set(http::field::cache_control, "no-store");
  if (!reply.allow.empty()) response.set(http::field::allow, reply.allow);
  if (const std::string id = RequestId(request); !id.empty()) response.set("X-Request-ID", id);
  response.keep_alive(request.keep_alive());
  response.body() = std::move(reply.body);
  response.prepare_payload();
  return response;
}

}  // namespace assent
