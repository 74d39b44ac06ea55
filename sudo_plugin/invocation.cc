#include "sudo_plugin/invocation.h"

#include <algorithm>

namespace assent {
namespace {

std::optional<std::string> ValueIn(const std::vector<std::string>& environment,
                                   std::string_view name) {
  for (const std::string& entry : environment) {
    if (NameOfEntry(entry) == name) return entry.substr(name.size() + 1);
  }
  return std::nullopt;
}

// Older releases say "unknown" where newer ones say nothing.
std::optional<std::string> IfAbsolute(std::optional<std::string> path) {
  if (path && (path->empty() || path->front() != '/')) return std::nullopt;
  return path;
}

Result<std::vector<gid_t>> GroupsOf(const SudoVector& user_info) {
  ASSENT_ASSIGN_OR_RETURN(const gid_t gid, user_info.Id("gid"));
  ASSENT_ASSIGN_OR_RETURN(auto listed, user_info.OptionalGroups("groups"));
  std::vector<gid_t> groups = std::move(listed).value_or(std::vector<gid_t>());
  const auto place = std::lower_bound(groups.begin(), groups.end(), gid);
  if (place == groups.end() || *place != gid) groups.insert(place, gid);
  return groups;
}

Result<Ok> ReadSettings(const SudoVector& settings, Invocation& invocation) {
  ASSENT_ASSIGN_OR_RETURN(const Flag noninteractive, settings.OptionalFlag("noninteractive"));
  ASSENT_ASSIGN_OR_RETURN(const Flag inherits, settings.OptionalFlag("preserve_environment"));
  ASSENT_ASSIGN_OR_RETURN(const auto remote_host, settings.OptionalText("remote_host"));
  ASSENT_ASSIGN_OR_RETURN(invocation.runas_user, settings.OptionalText("runas_user"));
  ASSENT_ASSIGN_OR_RETURN(invocation.runas_group, settings.OptionalText("runas_group"));
  ASSENT_ASSIGN_OR_RETURN(const auto directory, settings.OptionalText("cmnd_cwd"));
  invocation.chooses_directory = directory.has_value();
  invocation.noninteractive = noninteractive == Flag::kOn;
  invocation.inherits_environment = inherits == Flag::kOn;
  invocation.asks_for_other_host = remote_host && *remote_host != invocation.host;
  return Ok{};
}

}  // namespace

Result<Invocation> ReadInvocation(const SudoVector& settings, const SudoVector& user_info,
                                  std::vector<std::string> environment) {
  Invocation invocation;
  ASSENT_ASSIGN_OR_RETURN(invocation.uid, user_info.Id("uid"));
  ASSENT_ASSIGN_OR_RETURN(invocation.user, user_info.Text("user"));
  ASSENT_ASSIGN_OR_RETURN(invocation.host, user_info.Text("host"));
  ASSENT_ASSIGN_OR_RETURN(invocation.groups, GroupsOf(user_info));
  ASSENT_ASSIGN_OR_RETURN(auto cwd, user_info.OptionalText("cwd"));
  ASSENT_ASSIGN_OR_RETURN(auto tty, user_info.OptionalText("tty"));
  invocation.cwd = IfAbsolute(std::move(cwd));
  invocation.tty = IfAbsolute(std::move(tty));
  ASSENT_RETURN_IF_ERROR(ReadSettings(settings, invocation));
  invocation.reason = ValueIn(environment, "ASSENT_REASON");
  invocation.request_only = std::find(environment.begin(), environment.end(),
                                      "ASSENT_REQUEST_ONLY=1") != environment.end();
  invocation.environment = std::move(environment);
  return invocation;
}

}  // namespace assent
