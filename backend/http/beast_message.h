// Between Beast's messages and ours.
#pragma once

#include <utility>

#include <boost/beast/http.hpp>
#include <string>

#include "backend/http/message.h"

namespace assent {

using HttpRequest = boost::beast::http::request<boost::beast::http::string_body>;
using HttpResponse = boost::beast::http::response<boost::beast::http::string_body>;

ApiRequest ToApiRequest(const HttpRequest& request);

// `request`: what is answered, for its version, keep-alive and X-Request-ID.
HttpResponse ToHttpResponse(ApiReply reply, const HttpRequest& request);

}  // namespace assent
