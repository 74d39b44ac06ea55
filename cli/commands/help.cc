#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "cli/commands/commands.h"
#include "cli/reason_help.h"
#include "common/action/reason_code.h"
#include "common/base/escape.h"

namespace assent {
namespace {

std::string UpperCase(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  std::replace(text.begin(), text.end(), '-', '_');
  return text;
}

std::string AllInOneLineEach() {
  std::string text = "A refusal ends with its reason code. What each means:\n\n";
  for (const ReasonText& reason : AllReasons()) {
    text += fmt::format("  {:<24}{}\n", reason.name, reason.meaning);
  }
  return text + "\n`assent help NAME` says what to do.\n";
}

std::string Explained(const ReasonText& reason) {
  const ReasonHelp& help = HelpOn(reason.code);
  return fmt::format("{}: {}.\n\n{}\n\nWhat to do: {}.\nAs root: {}.\n", reason.name,
                     reason.meaning, help.why, reason.next_step, help.as_root);
}

}  // namespace

ExitCode ExplainReason(const std::optional<std::string>& topic, std::ostream& out,
                       std::ostream& err) {
  if (!topic) {
    out << AllInOneLineEach();
    return ExitCode::kDone;
  }
  const auto code = ReasonFromName(UpperCase(*topic));
  if (!code) {
    err << "assent: there is no reason code " << Escape(*topic) << "; `assent help` lists them\n";
    return ExitCode::kUsage;
  }
  out << Explained(TextOf(*code));
  return ExitCode::kDone;
}

}  // namespace assent
