// Members of the backend's answers that a root process prints to a terminal.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "common/json/strict_json.h"

namespace assent {

// The answer's texts are escaped already; whatever is not in escaped form is escaped here.
std::string Printable(const std::string& text);
Result<std::string> PrintableText(const JsonObject& object, const char* member);
Result<std::vector<std::string>> PrintableTexts(const JsonObject& object, const char* member);

// Errors of the JSON readers are about a request; here they are about the reply: kBadReply.
template <typename T>
Result<T> AsReply(Result<T> result) {
  if (result.ok()) return result;
  return Error{Errc::kBadReply, result.error().detail};
}

}  // namespace assent
