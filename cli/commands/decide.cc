#include <fmt/format.h>

#include <algorithm>

#include "cli/commands/commands.h"
#include "cli/foreign_text.h"
#include "cli/render_request.h"
#include "cli/what.h"
#include "common/base/bytes.h"
#include "common/base/escape.h"

namespace assent {
namespace {

constexpr std::size_t kPromptWidth = 60;
constexpr std::size_t kLinesOfPrompt = 3;  // a blank one, and it may fold
constexpr std::string_view kHashPrefix = "sha256:";

enum class Choice { kStop, kGoOn };

bool IsCommitment(std::string_view text) {
  if (!text.starts_with(kHashPrefix)) return false;
  const auto bytes = FromHex(text.substr(kHashPrefix.size()));
  return bytes.ok() && bytes.value().size() == 32;
}

// What the approver asks for in place of what the rule would give.
void ApplyWishes(const Options& options, BoundsView& bounds) {
  if (options.uses) bounds.uses = *options.uses;
  if (options.start_within) bounds.start_within = *options.start_within;
  if (options.max_runtime) bounds.max_runtime = *options.max_runtime;
}

Json DecisionJson(const Session& session, const char* decision, const std::string& commitment) {
  Json body = {{"decision", decision}, {"commitment", commitment}};
  if (session.options.comment) body["comment"] = Escape(*session.options.comment);
  return body;
}

// The grant that was displayed, whole: nobody approves one and makes another.
Json GrantJson(const BoundsView& bounds) {
  Json grant = {{"uses", bounds.uses}, {"start_within_s", bounds.start_within.count()}};
  if (bounds.max_runtime) grant["max_runtime_s"] = bounds.max_runtime->count();
  return grant;
}

std::string WhyNotApprovable(const RequestView& request) {
  if (request.state != RequestState::kPending) {
    return fmt::format("{} is settled already: {}", request.code, OutcomeOf(request));
  }
  if (!request.may_decide) {
    return fmt::format("you may not decide {}{}", request.code,
                       request.why_not.empty() ? "" : ": " + request.why_not);
  }
  if (!IsCommitment(request.commitment)) {
    return "assentd gave no usable commitment for " + request.code;
  }
  return "";
}

Result<RequestView> FetchRequest(const Session& session) {
  ASSENT_ASSIGN_OR_RETURN(const Json json, session.backend.Get(RequestTarget(session)));
  ASSENT_ASSIGN_OR_RETURN(RequestView request, ReadRequest(json));
  if (request.code != session.options.code) {
    return Error{Errc::kBadReply, "another request than the one asked for"};
  }
  return request;
}

std::string Prompt(const RequestView& request, const char* verb) {
  const Action& action = request.question.action;
  return fmt::format("\n{} {}: {} as {} on {}: {}? [y/N] ", verb, request.code,
                     Escape(action.user_name), Escape(action.runas_user), Escape(action.host),
                     CutTo(WhatOf(action), kPromptWidth));
}

// A person who sees the end alone is told that there is more: what was pushed out of a terminal's
// memory is nowhere to be seen.
std::string SizeOf(const std::string& text, const std::string& code, std::size_t height) {
  const auto lines = std::count(text.begin(), text.end(), '\n');
  if (static_cast<std::size_t>(lines) + kLinesOfPrompt <= height) return "";
  return fmt::format("\nThe request above has {} lines; read it with: assent show {} | less\n",
                     lines, code);
}

// The action goes to where the answer comes from: with standard output in a pipe it would not have
// been seen.
Choice AskThePerson(const Terminal& terminal, const RequestView& request, const char* verb,
                    const Style& style) {
  const Style own{.width = terminal.Width(), .colour = style.colour};
  const std::string text = RenderRequest(request, own);
  const std::string size = SizeOf(text, request.code, terminal.Height());
  const Answer answer = terminal.Ask(text, size + Prompt(request, verb));
  return answer == Answer::kYes ? Choice::kGoOn : Choice::kStop;
}

void ShowUnasked(const Session& session, const RequestView& request) {
  if (!session.options.json) session.out << RenderRequest(request, session.style) << "\n";
}

ExitCode SendApproval(const Session& session, const RequestView& request) {
  Json body = DecisionJson(session, "approve", request.commitment);
  body["grant"] = GrantJson(request.bounds);
  const auto json = session.backend.Post(RequestTarget(session) + "/decision", body);
  if (!json.ok()) return Fail(session, json.error());
  const ExitCode reported = Report(session, json.value());
  // Pending: this approval counts, and the rule wants more of them.
  return reported == ExitCode::kPending ? ExitCode::kDone : reported;
}

Result<std::string> FetchCommitment(const Session& session) {
  ASSENT_ASSIGN_OR_RETURN(const Json json, session.backend.Get(RequestTarget(session)));
  ASSENT_ASSIGN_OR_RETURN(const JsonObject object, JsonObject::From(json, "request"));
  const auto commitment = object.String("commitment");
  if (!commitment.ok() || !IsCommitment(commitment.value())) {
    return Error{Errc::kBadReply, "no usable commitment"};
  }
  return commitment;
}

ExitCode ApproveOne(const Session& session) {
  std::optional<Terminal> terminal;
  if (!session.options.yes) {
    terminal = session.open_terminal();
    if (!terminal) {
      Complain(session, "there is no terminal to ask on; read `assent show " +
                            session.options.code + "`, then approve it with --yes");
      return ExitCode::kUsage;
    }
  }
  const auto fetched = FetchRequest(session);
  if (!fetched.ok()) return Fail(session, fetched.error());
  return ApproveDisplayed(session, fetched.value(), terminal ? &*terminal : nullptr);
}

// Works on a request that this version cannot read, too: saying no needs no understanding.
ExitCode SendDenial(const Session& session, const std::string& commitment) {
  const auto json = session.backend.Post(RequestTarget(session) + "/decision",
                                         DecisionJson(session, "deny", commitment));
  if (!json.ok()) return Fail(session, json.error());
  if (!ReadRequest(json.value()).ok() && !session.options.json) {
    session.out << session.options.code << ": denied\n";
    return ExitCode::kDone;
  }
  const ExitCode reported = Report(session, json.value());
  return reported == ExitCode::kSettledWithoutGrant ? ExitCode::kDone : ExitCode::kError;
}

ExitCode DenyOne(const Session& session) {
  const auto commitment = FetchCommitment(session);
  if (!commitment.ok()) return Fail(session, commitment.error());
  return SendDenial(session, commitment.value());
}

// One after the other, each shown and asked about by itself. A failure does not keep the others
// from being decided; the exit status is that of the first that failed.
ExitCode ForEachCode(const Session& session, ExitCode (*decide)(const Session&)) {
  ExitCode status = ExitCode::kDone;
  for (const std::string& code : session.options.codes) {
    Options options = session.options;
    options.code = code;
    const Session one{options,     session.backend, session.out,
                      session.err, session.style,   session.open_terminal};
    const ExitCode decided = decide(one);
    if (status == ExitCode::kDone) status = decided;
  }
  return status;
}

}  // namespace

ExitCode ApproveDisplayed(const Session& session, RequestView request, const Terminal* terminal) {
  if (const std::string why = WhyNotApprovable(request); !why.empty()) {
    return Complain(session, why);
  }
  ApplyWishes(session.options, request.bounds);
  if (terminal == nullptr) {
    ShowUnasked(session, request);
  } else if (AskThePerson(*terminal, request, "Approve", session.style) != Choice::kGoOn) {
    return Complain(session, "not approved; " + request.code + " stays open");
  }
  return SendApproval(session, request);
}

ExitCode DenyDisplayed(const Session& session, const RequestView& request,
                       const Terminal& terminal) {
  if (AskThePerson(terminal, request, "Deny", session.style) != Choice::kGoOn) {
    return Complain(session, "not denied; " + request.code + " stays open");
  }
  return SendDenial(session, request.commitment);
}

ExitCode Approve(const Session& session) { return ForEachCode(session, ApproveOne); }

ExitCode Deny(const Session& session) { return ForEachCode(session, DenyOne); }

}  // namespace assent
