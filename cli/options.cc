#include "cli/options.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cctype>
#include <sstream>

#include "assent/version.h"
#include "common/base/duration.h"
#include "common/base/escape.h"

namespace assent {
namespace {

using std::chrono::seconds;

constexpr std::string_view kCodeLetters = "BCDFGHJKLMNPQRSTVWXZ";
constexpr std::size_t kCodeLength = 8;
constexpr std::size_t kLongestGrantId = 64;
constexpr const char* kExamples =
    "Examples:\n"
    "  assent pending                        what waits\n"
    "  assent approve WDJB-MJHT              see it all, then say yes\n"
    "  assent deny WDJB-MJHT --reason \"not before Monday\"\n"
    "  assent help NO_RULE                   what a refusal means, and what to do";
constexpr std::uint64_t kMaxNumber = 1'000'000'000;

Result<std::string> GrantId(const std::string& text) {
  const bool plain = std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '-' || c == '_';
  });
  if (plain && !text.empty() && text.size() <= kLongestGrantId) return text;
  return Error{Errc::kBadRequest, "a grant has an id like G-…; `assent grants` lists them"};
}

Result<seconds> WholeSeconds(const std::string& text, seconds least) {
  const auto duration = ParseDuration(text);
  if (!duration.ok()) return duration.error();
  const auto whole = std::chrono::duration_cast<seconds>(duration.value());
  if (whole != duration.value() || whole < least) {
    return Error{Errc::kBadRequest,
                 "must be whole seconds, at least " + std::to_string(least.count()) + "s"};
  }
  return whole;
}

// What CLI11 throws for its own checks, so that ours look the same.
template <typename T>
T OrComplain(const std::string& option, const Result<T>& value) {
  if (!value.ok()) throw CLI::ValidationError(option, Escape(value.error().detail));
  return value.value();
}

void AddCode(CLI::App& app, Options& options, bool needed) {
  app.add_option_function<std::string>(
         "CODE",
         [&options](const std::string& text) {
           options.code = OrComplain("CODE", NormalCode(text));
         },
         "the request, like WDJB-MJHT; small letters and no dash are fine")
      ->required(needed)
      ->type_name("");
}

void AddCodes(CLI::App& app, Options& options) {
  app.add_option_function<std::vector<std::string>>(
         "CODE",
         [&options](const std::vector<std::string>& texts) {
           for (const std::string& text : texts) {
             const std::string code = OrComplain("CODE", NormalCode(text));
             const auto found = std::find(options.codes.begin(), options.codes.end(), code);
             if (found == options.codes.end()) options.codes.push_back(code);
           }
         },
         "the requests, like WDJB-MJHT; small letters and no dash are fine")
      ->required()
      ->type_name("");
}

void AddComment(CLI::App& app, Options& options) {
  app.add_option("--reason,--comment", options.comment, "why, in one line; it is kept in the log");
}

void AddDuration(CLI::App& app, const std::string& name, std::optional<seconds>& target,
                 seconds least, const std::string& help) {
  app.add_option_function<std::string>(
         name,
         [name, &target, least](const std::string& text) {
           target = OrComplain(name, WholeSeconds(text, least));
         },
         help)
      ->type_name("DURATION");
}

void AddNumber(CLI::App& app, const std::string& name, std::optional<std::uint64_t>& target,
               std::uint64_t least, const std::string& help) {
  app.add_option(name, target, help)->check(CLI::Range(least, kMaxNumber))->type_name("N");
}

CLI::App& AddCommand(CLI::App& app, Options& options, Command command, const std::string& name,
                     const std::string& help) {
  CLI::App& added = *app.add_subcommand(name, help);
  added.add_flag("--json", options.json, "print what the server answered, as JSON");
  added.callback([&options, command] { options.command = command; });
  return added;
}

void AddQuiet(CLI::App& app, Options& options, const std::string& help) {
  app.add_flag("-q,--quiet", options.quiet, help)->excludes("--json");
}

void AddHelp(CLI::App& app, Options& options) {
  CLI::App& help = *app.add_subcommand("help", "explain a reason code, e.g. NO_RULE");
  help.callback([&options] { options.command = Command::kHelp; });
  help.add_option("REASON", options.topic, "as printed in brackets at the end of a refusal")
      ->type_name("");
}

void AddDecisions(CLI::App& app, Options& options) {
  CLI::App& approve = AddCommand(app, options, Command::kApprove, "approve",
                                 "show a request in full, ask, and approve it");
  AddCodes(approve, options);
  AddComment(approve, options);
  AddNumber(approve, "--uses", options.uses, 1, "how often it may run");
  AddDuration(approve, "--start-within", options.start_within, seconds(1),
              "how long it may be started, e.g. 10m");
  AddDuration(approve, "--max-runtime", options.max_runtime, seconds(1),
              "end it when it has run this long");
  approve.add_flag("--yes", options.yes, "do not ask");

  CLI::App& deny =
      AddCommand(app, options, Command::kDeny, "deny", "deny a request; that is final");
  AddCodes(deny, options);
  AddComment(deny, options);
  deny.add_flag("--yes", options.yes, "as for approve; a denial is never asked about");
}

void AddRequests(CLI::App& app, Options& options) {
  AddQuiet(AddCommand(app, options, Command::kPending, "pending", "list what waits for a decision"),
           options, "print codes alone, one in a line");
  AddCommand(app, options, Command::kWatch, "watch",
             "a live list, to decide from; with --json a line for each event");
  AddCode(AddCommand(app, options, Command::kShow, "show", "show a request in full"), options,
          true);
  AddCode(AddCommand(app, options, Command::kStatus, "status",
                     "say how a request stands, or how the server does"),
          options, false);
  CLI::App& wait =
      AddCommand(app, options, Command::kWait, "wait", "wait until a request is settled");
  AddCode(wait, options, true);
  AddDuration(wait, "--timeout", options.timeout, seconds(0), "wait no longer, e.g. 5m");
  AddCode(AddCommand(app, options, Command::kCancel, "cancel", "withdraw a request of your own"),
          options, true);
}

void AddGrants(CLI::App& app, Options& options) {
  CLI::App& grants =
      AddCommand(app, options, Command::kGrants, "grants", "list the grants that are live");
  grants.add_flag("--all", options.all, "also those that are used, expired or revoked");
  AddQuiet(grants, options, "print ids alone, one in a line");
  CLI::App& revoke = AddCommand(app, options, Command::kRevoke, "revoke", "take a grant back");
  revoke
      .add_option_function<std::string>(
          "ID",
          [&options](const std::string& text) {
            options.grant_id = OrComplain("ID", GrantId(text));
          },
          "the grant, as `assent grants` lists it")
      ->required()
      ->type_name("");
  AddComment(revoke, options);
}

void AddLog(CLI::App& app, Options& options) {
  CLI::App& log = AddCommand(app, options, Command::kLog, "log", "show the log");
  AddNumber(log, "--after", options.after, 0, "only records behind this number");
  AddNumber(log, "--limit", options.limit, 1, "at most so many records");
}

NothingToRun Stopped(const CLI::App& app, const CLI::ParseError& error) {
  std::ostringstream out;
  std::ostringstream err;
  if (app.exit(error, out, err) == 0) return {ExitCode::kDone, out.str()};
  return {ExitCode::kUsage, "assent: " + Escape(error.what()) + "; see `assent --help`\n"};
}

}  // namespace

Result<std::string> NormalCode(std::string_view text) {
  std::string letters;
  for (const char c : text) {
    if (c == '-' && letters.size() == kCodeLength / 2 && text.size() == kCodeLength + 1) continue;
    letters += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  }
  if (letters.size() != kCodeLength ||
      letters.find_first_not_of(kCodeLetters) != std::string::npos) {
    return Error{Errc::kBadRequest, "a request has a code like WDJB-MJHT"};
  }
  return letters.insert(kCodeLength / 2, "-");
}

std::variant<NothingToRun, Options> ParseOptions(int argc, const char* const* argv) {
  Options options;
  CLI::App app("Look at requests for privileged commands, and decide them.", "assent");
  app.set_version_flag("--version", "assent " ASSENT_VERSION);
  app.add_option("--socket", options.socket, "the socket of assentd")->type_name("PATH");
  app.add_option("--config", options.config, "instead of /etc/assent/client.toml")
      ->type_name("PATH");
  app.require_subcommand(1);
  app.fallthrough();
  AddRequests(app, options);
  AddDecisions(app, options);
  AddGrants(app, options);
  AddLog(app, options);
  AddHelp(app, options);
  app.footer(kExamples);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return Stopped(app, error);
  }
  return options;
}

}  // namespace assent
