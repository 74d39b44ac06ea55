#include "backend/http/message.h"

#include <algorithm>
#include <charconv>
#include <string_view>
#include <vector>

namespace assent {
namespace {

constexpr std::chrono::seconds kLongestWait{30};

const char* TitleOf(int status) {
  switch (status) {
    case 400:
      return "Bad Request";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 409:
      return "Conflict";
    case 413:
      return "Content Too Large";
    case 503:
      return "Service Unavailable";
    default:
      return "Internal Server Error";
  }
}

std::string_view Trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::string Lower(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return lower;
}

std::vector<std::string_view> Split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (;;) {
    const auto at = text.find(separator);
    parts.push_back(text.substr(0, at));
    if (at == std::string_view::npos) return parts;
    text.remove_prefix(at + 1);
  }
}

int HexValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

Result<std::string> PercentDecoded(std::string_view text) {
  std::string decoded;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '%') {
      decoded += text[at];
      continue;
    }
    const int high = at + 2 < text.size() ? HexValue(text[at + 1]) : -1;
    const int low = at + 2 < text.size() ? HexValue(text[at + 2]) : -1;
    if (high < 0 || low < 0) return Error{Errc::kBadRequest, "a bad % in the query"};
    decoded += static_cast<char>(high * 16 + low);
    at += 2;
  }
  return decoded;
}

}  // namespace

ApiReply JsonReply(const Json& body) { return JsonTextReply(DumpJson(body)); }

ApiReply JsonTextReply(std::string body) {
  ApiReply reply;
  reply.status = 200;
  reply.content_type = "application/json";
  reply.body = std::move(body);
  return reply;
}

ApiReply Problem(int status, const std::string& detail, const std::string& reason_code) {
  Json body = {{"title", TitleOf(status)}, {"status", status}, {"detail", detail}};
  if (!reason_code.empty()) body["reason_code"] = reason_code;
  ApiReply reply;
  reply.status = status;
  reply.body = DumpJson(body);
  return reply;
}

ApiReply Problem(const Refused& refused) {
  switch (refused.kind) {
    case Refusal::kMalformed:
      return Problem(400, refused.detail);
    case Refusal::kForbidden:
      return Problem(403, refused.detail);
    case Refusal::kNotFound:
      return Problem(404, refused.detail);
    case Refusal::kConflict:
      return Problem(409, refused.detail);
    case Refusal::kFailed:
      break;
  }
  // What failed is for the journal; who asks could do nothing with it.
  return Problem(500, "assentd could not do this; see its journal", "BACKEND_ERROR");
}

std::optional<std::chrono::seconds> WaitFrom(const std::string& prefer) {
  for (const std::string_view preference : Split(prefer, ',')) {
    const std::string_view main_part = Trimmed(Split(preference, ';').front());
    const auto equals = main_part.find('=');
    if (equals == std::string_view::npos) continue;
    if (Lower(Trimmed(main_part.substr(0, equals))) != "wait") continue;
    const std::string_view value = Trimmed(main_part.substr(equals + 1));
    std::uint32_t seconds = 0;
    const auto [end, ec] = std::from_chars(value.data(), value.data() + value.size(), seconds);
    if (ec != std::errc{} || end != value.data() + value.size()) return std::nullopt;
    return std::min(std::chrono::seconds(seconds), kLongestWait);
  }
  return std::nullopt;
}

BodyType BodyTypeOf(const std::string& content_type) {
  const std::string type = Lower(Trimmed(Split(content_type, ';').front()));
  return type == "application/json" ? BodyType::kJson : BodyType::kOther;
}

Target SplitTarget(const std::string& target) {
  const auto question_mark = target.find('?');
  if (question_mark == std::string::npos) return {target, ""};
  return {target.substr(0, question_mark), target.substr(question_mark + 1)};
}

Result<std::optional<std::string>> Target::Parameter(const std::string& name) const {
  std::optional<std::string> found;
  for (const std::string_view member : Split(query, '&')) {
    const auto equals = member.find('=');
    if (member.substr(0, equals) != name) continue;
    if (found) return Error{Errc::kBadRequest, name + " is there twice"};
    const auto value = equals == std::string_view::npos ? "" : member.substr(equals + 1);
    ASSENT_ASSIGN_OR_RETURN(found, PercentDecoded(value));
  }
  return found;
}

}  // namespace assent
