#include "sudo_plugin/harmless_variables.h"

#include <algorithm>
#include <array>

namespace assent {
namespace {

// A name, and what may be in its value beside letters and digits.
struct Form {
  std::string_view name;
  std::string_view marks;
};

constexpr std::string_view kTerminal = "+-._";
constexpr std::string_view kLocale = "-._@";

// XAUTHORITY and COLORS name files of the person's choice: they are not here.
constexpr std::array<Form, 20> kForms = {{{"TERM", kTerminal},
                                          {"COLORTERM", kTerminal},
                                          {"LANG", kLocale},
                                          {"LANGUAGE", "-._@:"},
                                          {"DISPLAY", "-._:"},
                                          {"XDG_CURRENT_DESKTOP", "-._:"},
                                          {"LS_COLORS", "=:;*._~#+@-"},
                                          // locale(7). Any name that begins so reaches a server
                                          // by ssh, and is a channel for anything.
                                          {"LC_ALL", kLocale},
                                          {"LC_ADDRESS", kLocale},
                                          {"LC_COLLATE", kLocale},
                                          {"LC_CTYPE", kLocale},
                                          {"LC_IDENTIFICATION", kLocale},
                                          {"LC_MEASUREMENT", kLocale},
                                          {"LC_MESSAGES", kLocale},
                                          {"LC_MONETARY", kLocale},
                                          {"LC_NAME", kLocale},
                                          {"LC_NUMERIC", kLocale},
                                          {"LC_PAPER", kLocale},
                                          {"LC_TELEPHONE", kLocale},
                                          {"LC_TIME", kLocale}}};
constexpr std::string_view kTimeZone = "/,+-_:<>.";  // Europe/Berlin, CET-1CEST,M3.5.0,M10.5.0/3

bool IsLetterOrDigit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool HasForm(std::string_view value, std::string_view marks) {
  constexpr std::string_view kNotFirst = "-./~";
  if (!value.empty() && kNotFirst.find(value.front()) != std::string_view::npos) return false;
  if (value.find("..") != std::string_view::npos) return false;
  return std::all_of(value.begin(), value.end(), [&](char c) {
    return IsLetterOrDigit(c) || marks.find(c) != std::string_view::npos;
  });
}

bool IsTimeZone(std::string_view value) {
  if (!value.empty() && value.front() == ':') value.remove_prefix(1);
  return HasForm(value, kTimeZone);
}

}  // namespace

bool IsHarmless(std::string_view name, std::string_view value, const CallersPlace& place) {
  if (name == "HOSTNAME") return value == place.host;
  if (name == "SUDO_TTY") return value == place.tty;
  if (name == "TZ") return IsTimeZone(value);
  return std::any_of(kForms.begin(), kForms.end(), [&](const Form& form) {
    return form.name == name && HasForm(value, form.marks);
  });
}

}  // namespace assent
