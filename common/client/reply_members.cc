#include "common/client/reply_members.h"

#include "common/base/escape.h"

namespace assent {

std::string Printable(const std::string& text) { return Unescape(text).ok() ? text : Escape(text); }

Result<std::string> PrintableText(const JsonObject& object, const char* member) {
  ASSENT_ASSIGN_OR_RETURN(const std::string text, object.String(member));
  return Printable(text);
}

Result<std::vector<std::string>> PrintableTexts(const JsonObject& object, const char* member) {
  std::vector<std::string> texts;
  ASSENT_ASSIGN_OR_RETURN(const Json* const array, object.Array(member));
  for (const Json& element : *array) {
    if (!element.is_string()) {
      return Error{Errc::kBadReply, std::string(member) + " must hold strings"};
    }
    texts.push_back(Printable(element.get_ref<const std::string&>()));
  }
  return texts;
}

}  // namespace assent
