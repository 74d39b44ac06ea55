#include "cli/render_status.h"

#include <fmt/format.h>

#include <limits>

#include "cli/foreign_text.h"

namespace assent {
namespace {

constexpr std::uint64_t kMaxNumber = std::numeric_limits<std::int64_t>::max();

std::string Text(const JsonObject& object, const char* member) {
  const auto text = object.OptionalString(member);
  return text.ok() ? Printable(text.value().value_or("?")) : "?";
}

std::string Number(const JsonObject& object, const char* member) {
  const auto number = object.OptionalUnsigned(member, kMaxNumber);
  return number.ok() && number.value() ? std::to_string(*number.value()) : "?";
}

void AddRules(const JsonObject& rules, Page& page) {
  page.Field("Rules", fmt::format("{} in force, loaded at {}", Number(rules, "loaded"),
                                  Text(rules, "loaded_at")));
  const auto error = rules.OptionalString("error");
  if (error.ok() && !error.value().value_or("").empty()) {
    page.Warning("the last load of the rules failed, older ones are in force: " +
                 Printable(*error.value()));
  }
}

void AddYou(const JsonObject& you, Page& page) {
  const std::string uid = Number(you, "uid");
  const std::string login_uid = Number(you, "login_uid");
  page.Field("You", fmt::format("{} (uid {}, {})", Text(you, "user"), uid,
                                login_uid == "?" ? "no login uid" : "login uid " + login_uid));
  if (login_uid != "?" && login_uid != uid) {
    page.Warning("you came by another account, so you cannot approve; log in as yourself");
  }
}

Result<std::string> Render(const Json& status, Style style) {
  ASSENT_ASSIGN_OR_RETURN(const JsonObject object, JsonObject::From(status, "status"));
  ASSENT_ASSIGN_OR_RETURN(const JsonObject rules, object.Object("rules"));
  ASSENT_ASSIGN_OR_RETURN(const JsonObject you, object.Object("you"));
  Page page(style);
  page.Line(fmt::format("assentd {} on {}, running since {}", Text(object, "version"),
                        Text(object, "host"), Text(object, "started_at")));
  AddRules(rules, page);
  page.Field("Pending", Number(object, "pending"));
  page.Field("Live grants", Number(object, "grants"));
  page.Field("Log", "record " + Number(object, "log_seq") + " is the last");
  AddYou(you, page);
  return std::move(page).Take();
}

}  // namespace

Result<std::string> RenderStatus(const Json& status, Style style) {
  auto text = Render(status, style);
  if (!text.ok()) return Error{Errc::kBadReply, text.error().detail};
  return text;
}

}  // namespace assent
