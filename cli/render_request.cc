#include "cli/render_request.h"

#include <fmt/format.h>

#include <array>

#include "cli/foreign_text.h"
#include "cli/what.h"
#include "common/action/risks.h"
#include "common/base/bytes.h"
#include "common/base/duration.h"
#include "common/base/escape.h"

namespace assent {
namespace {

std::string_view StdinInWords(StdinKind kind) {
  switch (kind) {
    case StdinKind::kUnknown:
      break;
    case StdinKind::kTty:
      return "a terminal";
    case StdinKind::kPipe:
      return "a pipe";
    case StdinKind::kFile:
      return "a file";
    case StdinKind::kNull:
      return "nothing";
  }
  return "not known";
}

std::string Quoted(const std::string& bytes) { return ShowArguments({bytes}); }

std::string GroupsInWords(const Action& action) {
  std::string text = fmt::format("group {}", action.runas_gid);
  if (action.runas_groups.empty()) return text;
  text += ", groups";
  for (const gid_t group : action.runas_groups) text += fmt::format(" {}", group);
  return text;
}

std::string LoginInWords(const std::optional<std::uint64_t>& login_uid) {
  return login_uid ? fmt::format("login uid {}", *login_uid) : "no login uid";
}

void AddHead(const RequestView& request, Page& page) {
  const Action& action = request.question.action;
  page.Line(fmt::format("Request {}: {}", request.code, OutcomeOf(request)));
  page.Line(fmt::format("{} wants to {} as {} on {}", Escape(action.user_name),
                        action.kind == "sudoedit" ? "edit files" : "run a command",
                        Escape(action.runas_user), Escape(action.host)));
  page.Blank();
  page.Summary("Command", WhatOf(action));
}

void AddCommand(const Action& action, Page& page) {
  if (!action.command.empty()) page.Field("Program", Quoted(action.command));
  if (action.executable_sha256) page.Field("SHA-256", ToHex(*action.executable_sha256));
  if (!action.argv.empty()) {
    page.Field("Arguments", Counted(action.argv.size() - 1, "argument") + ", [0] is the name");
  }
  for (std::size_t i = 0; i < action.argv.size(); ++i) {
    page.Item(fmt::format("[{}]", i), Quoted(action.argv[i]));
  }
  if (!action.files.empty()) page.Field("Files", Counted(action.files.size(), "file"));
  for (std::size_t i = 0; i < action.files.size(); ++i) {
    page.Item(fmt::format("[{}]", i + 1), Quoted(action.files[i]));
  }
}

void AddEnvironment(const Question& question, Page& page) {
  const auto& env = question.action.env;
  if (question.facts.environment == EnvironmentKind::kInherited) {
    page.Field("Environment", "all of the person's own environment is passed on");
  } else if (!env.empty()) {
    page.Field("Environment", Counted(env.size(), "variable"));
  }
  for (const EnvVar& variable : env) {
    page.Item("-", variable.value ? Escape(variable.name) + "=" + Quoted(*variable.value)
                                  : Escape(variable.name) + " (passed on; SHA-256 of its value " +
                                        ToHex(variable.value_sha256) + ")");
  }
}

void AddPlace(const RequestView& request, Page& page) {
  const Action& action = request.question.action;
  const Facts& facts = request.question.facts;
  page.Field("Asked by", fmt::format("{} (uid {}, {})", Escape(action.user_name), action.user_uid,
                                     LoginInWords(request.login_uid)));
  page.Field("Runs as", fmt::format("{} (uid {}), {}", Escape(action.runas_user), action.runas_uid,
                                    GroupsInWords(action)));
  page.Field("Host", Escape(action.host));
  if (action.cwd) page.Field("Directory", Quoted(*action.cwd));
  if (action.chroot) page.Field("Root directory", Quoted(*action.chroot));
  page.Field("Terminal", facts.tty ? Escape(*facts.tty) : "none");
  page.Field("Standard input", fmt::format("{} now; it can be another when this runs",
                                           StdinInWords(facts.stdin_kind)));
  if (facts.intercepted) page.Field("Started by", "a program that sudo runs already");
}

void AddDecisions(const RequestView& request, Page& page) {
  page.Field("Reason", request.reason.empty() ? "none given" : request.reason);
  for (const QuorumView& quorum : request.quorums) {
    page.Field("Approval by", fmt::format("{}; {} of {} approved (rule {})", quorum.waiting_for,
                                          quorum.approved, quorum.needed, quorum.rule));
  }
  for (const DecisionView& decision : request.decisions) {
    page.Field("Decision",
               fmt::format("{}: {} at {}{}", decision.user, decision.decision, decision.at,
                           decision.comment.empty() ? "" : ": " + decision.comment));
  }
  if (request.waiting > 0) page.Field("Waiting now", Counted(request.waiting, "command"));
}

void AddGrant(const RequestView& request, Page& page) {
  if (request.state == RequestState::kPending) {
    page.Field("Would grant", BoundsInWords(request.bounds));
  }
  if (!request.grant) return;
  const GrantView& grant = *request.grant;
  page.Field("Grant", fmt::format("{}: {}, used {} of {}, {} left", grant.id, grant.state_name,
                                  grant.used, grant.uses, MinutesAndSeconds(grant.left)));
}

void AddRisks(const RequestView& request, Page& page) {
  const RiskContext context{.has_time_limit = request.bounds.max_runtime.has_value(),
                            .first_time = request.first_time};
  const auto risks = RisksOf(request.question.action, request.question.facts, context);
  page.Blank();
  page.Line(risks.empty() ? "No risk that stands out." : "Risks:");
  for (const std::string& risk : risks) page.Warning(risk);
}

// " by bob, carol: "deploy window"", with the comment of the last who gave one.
std::string DecidedBy(const RequestView& request, std::string_view decision) {
  std::string people;
  std::string comment;
  for (const DecisionView& made : request.decisions) {
    if (made.decision != decision) continue;
    people += (people.empty() ? " by " : ", ") + made.user;
    if (!made.comment.empty()) comment = ": \"" + made.comment + "\"";
  }
  return people + comment;
}

std::string WaitingFor(const RequestView& request) {
  std::string text;
  for (const QuorumView& quorum : request.quorums) {
    if (quorum.approved >= quorum.needed) continue;
    text += (text.empty() ? ", waiting for " : " and ") + quorum.waiting_for;
  }
  return text;
}

}  // namespace

std::string OutcomeOf(const RequestView& request) {
  switch (request.state) {
    case RequestState::kPending:
      return fmt::format("pending{}, {} old, {} left", WaitingFor(request),
                         MinutesAndSeconds(request.age), MinutesAndSeconds(request.left));
    case RequestState::kApproved:
      return "approved" + DecidedBy(request, "approve");
    case RequestState::kDenied:
      return "denied" + DecidedBy(request, "deny");
    case RequestState::kExpired:
      return "expired: nobody decided in time";
    case RequestState::kCancelled:
      return "cancelled";
    case RequestState::kUnknown:
      break;
  }
  return request.state_name;
}

std::string BoundsInWords(const BoundsView& bounds) {
  std::string text = Counted(bounds.uses, "use");
  if (bounds.max_uses > bounds.uses) text += fmt::format(" (at most {})", bounds.max_uses);
  text += ", to start within " + FormatDuration(bounds.start_within);
  if (bounds.max_start_within > bounds.start_within) {
    text += " (at most " + FormatDuration(bounds.max_start_within) + ")";
  }
  if (!bounds.max_runtime) return text + ", no time limit";
  return text + ", ended after " + FormatDuration(*bounds.max_runtime);
}

std::string RenderRequest(const RequestView& request, Style style) {
  Page page(style);
  AddHead(request, page);
  AddCommand(request.question.action, page);
  AddEnvironment(request.question, page);
  AddPlace(request, page);
  AddDecisions(request, page);
  AddGrant(request, page);
  page.Field("Commitment", "the name of this very action in the log");
  page.Item("=", request.commitment);
  AddRisks(request, page);
  return std::move(page).Take();
}

}  // namespace assent
