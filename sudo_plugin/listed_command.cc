#include "sudo_plugin/listed_command.h"

#include <algorithm>
#include <array>
#include <iterator>

namespace assent {
namespace {

// What sudoers keeps with env_reset, and what only with a value without these (sudoers(5)).
constexpr std::array<std::string_view, 11> kKeptByDefault = {
    "COLORS", "DISPLAY", "HOSTNAME",   "KRB5CCNAME",     "LS_COLORS",          "PS1",
    "PS2",    "TZ",      "XAUTHORITY", "XAUTHORIZATION", "XDG_CURRENT_DESKTOP"};
constexpr std::array<std::string_view, 5> kCheckedByDefault = {"COLORTERM", "LANG", "LANGUAGE",
                                                               "LINGUAS", "TERM"};
constexpr std::string_view kNotInChecked = "/%";

bool IsKeptByDefault(std::string_view entry) {
  const auto name = NameOfEntry(entry);
  if (!name) return false;
  const auto names = [&](const auto& list) {
    return std::find(list.begin(), list.end(), *name) != list.end();
  };
  if (names(kKeptByDefault)) return true;
  return (names(kCheckedByDefault) || name->starts_with("LC_")) &&
         entry.find_first_of(kNotInChecked) == std::string_view::npos;
}

Error Bad(std::string what) { return Error{Errc::kBadRequest, std::move(what)}; }

// "restart nginx\n" as sudoers prints it: with blanks between, nothing quoted.
std::string ArgumentsAsPrinted(const std::vector<std::string>& argv) {
  std::string text;
  for (std::size_t i = 1; i < argv.size(); ++i) text += " " + argv[i];
  return text + "\n";
}

std::vector<std::string> KeptEnvironment(const std::vector<std::string>& caller) {
  std::vector<std::string> kept;
  std::copy_if(caller.begin(), caller.end(), std::back_inserter(kept), IsKeptByDefault);
  return kept;
}

std::string Joined(const std::vector<gid_t>& groups) {
  std::string text;
  for (const gid_t gid : groups) text += (text.empty() ? "" : ",") + std::to_string(gid);
  return text;
}

// -g without -u runs as the person himself, with that group.
Result<std::vector<std::string>> Target(const Invocation& listed, const Members& members) {
  const std::string user = listed.runas_user    ? *listed.runas_user
                           : listed.runas_group ? "#" + std::to_string(listed.uid)
                                                : "root";
  auto target = members.member(user);
  if (!target) return Bad("user " + user + " is not known");
  gid_t gid = target->gid;
  if (listed.runas_group) {
    const auto group = members.group(*listed.runas_group);
    if (!group) return Bad("group " + *listed.runas_group + " is not known");
    gid = *group;
    target->groups.push_back(gid);
  }
  return std::vector<std::string>{
      "runas_uid=" + std::to_string(target->uid), "runas_gid=" + std::to_string(gid),
      "runas_groups=" + Joined(target->groups), "runas_user=" + target->name};
}

bool IsSudoedit(const std::string& path) {
  return path.substr(path.rfind('/') + 1) == "sudoedit";  // npos + 1 is 0
}

// "./program" stays as it was typed.
bool IsPath(const std::string& text, const std::string& typed) {
  return text == "sudoedit" || text.starts_with('/') ||
         (text == typed && text.find('/') != std::string::npos);
}

}  // namespace

std::optional<std::string> PathInListing(const std::string& printed,
                                         const std::vector<std::string>& argv) {
  const std::string end = ArgumentsAsPrinted(argv);
  if (argv.empty() || !printed.ends_with(end)) return std::nullopt;
  std::string path = printed.substr(0, printed.size() - end.size());
  path = path.substr(path.rfind('\n') + 1);
  if (IsPath(path, argv[0])) return path;
  const std::size_t label = path.find(": ");  // "    Matched: /usr/bin/id"
  if (label == std::string::npos) return std::nullopt;
  path = path.substr(label + 2);
  if (IsPath(path, argv[0])) return path;
  return std::nullopt;
}

Result<Resolved> ResolvedByList(const Invocation& listed, const std::vector<std::string>& argv,
                                const std::string& printed, const Members& members) {
  const auto path = PathInListing(printed, argv);
  if (!path) return Bad("sudoers does not say which program it is");
  ASSENT_ASSIGN_OR_RETURN(auto info, Target(listed, members));
  info.push_back("command=" + *path);
  std::vector<std::string> words = argv;
  if (IsSudoedit(*path)) {
    info.emplace_back("sudoedit=true");
    words.insert(words.begin() + 1, "--");
  }
  return Resolved{SudoVector("list", std::move(info)),
                  std::move(words),
                  KeptEnvironment(listed.environment),
                  {},
                  Stage::kProgram};
}

}  // namespace assent
