#include "sudo_plugin/listing_messages.h"

#include "common/base/escape.h"
#include "sudo_plugin/messages.h"

namespace assent {
namespace {

// "4:58", "2:00:03"
std::string ClockOf(std::chrono::seconds left) {
  const auto two = [](std::int64_t count) {
    return (count < 10 ? "0" : "") + std::to_string(count);
  };
  const std::int64_t seconds = left.count();
  const std::string end = ":" + two(seconds % 60);
  if (seconds < 3600) return std::to_string(seconds / 60) + end;
  return std::to_string(seconds / 3600) + ":" + two(seconds / 60 % 60) + end;
}

std::string As(const std::string& runas, const std::string& cwd) {
  return "as " + runas + (cwd.empty() ? "" : " in " + cwd);
}

std::string UsesOf(const ListedGrant& grant) {
  const std::string uses =
      std::to_string(grant.uses_left) + (grant.uses_left == 1 ? " use" : " uses");
  return grant.id + ", " + uses + ", to be started within " + ClockOf(grant.left);
}

std::string LineOf(const ListedGrant& grant) {
  return "  " + grant.what + "  (" + As(grant.runas, grant.cwd) + "): " + UsesOf(grant);
}

std::string LineOf(const ListedRequest& request) {
  return "  " + request.what + "  (" + As(request.runas, request.cwd) +
         "): " + WaitingFor(request.pending);
}

// "id -u  (alice as root on web-1)"
std::string What(const Action& action) {
  return WhatOf(action) + "  (" + Escape(action.user_name) + " as " + Escape(action.runas_user) +
         " on " + Escape(action.host) + ")";
}

struct OutlookLine {
  std::string what;

  std::string operator()(const WouldRun& run) const {
    const std::string why =
        run.grant ? "granted: " + UsesOf(*run.grant) : "rule \"" + run.rule + "\" permits it";
    return "would run now: " + what + "; " + why;
  }
  std::string operator()(const NeedsPeople& ask) const {
    std::string line = "would need approval: " + what;
    for (const std::string& people : ask.waiting_for) line += "; " + people;
    if (ask.reason_wanted) line += "; with a reason: " + *ask.reason_wanted;
    return line;
  }
  std::string operator()(const Denial& denial) const {
    if (denial.pending) return "would wait: " + what + "; " + WaitingFor(*denial.pending);
    return "would be denied: " + what + "; " + Refusal(denial);
  }
};

}  // namespace

std::vector<std::string> LinesOf(const StandingReply& standing, const std::string& user) {
  std::vector<std::string> lines;
  if (!standing.grants.empty()) lines.push_back("granted to " + Escape(user) + " now:");
  for (const ListedGrant& grant : standing.grants) lines.push_back(LineOf(grant));
  if (!standing.requests.empty()) lines.push_back("asked for by " + Escape(user) + ":");
  for (const ListedRequest& request : standing.requests) lines.push_back(LineOf(request));
  if (standing.more) lines.emplace_back("and more than fits here: assent grants, assent pending");
  return lines;
}

std::string LineOf(const ForecastReply& forecast, const Action& action) {
  return std::visit(OutlookLine{What(action)}, forecast);
}

std::string NotAskedFor(const Denial& why) {
  return "grants and requests could not be asked for: " + Refusal(why);
}

std::string NotForetold(const Denial& why) {
  return "whether this needs approval could not be asked: " + Refusal(why);
}

}  // namespace assent
