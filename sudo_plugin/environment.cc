#include "sudo_plugin/environment.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string_view>

#include "sudo_plugin/vectors.h"

namespace assent {
namespace {

// By every release, over whatever was there. SUDO_HOME and SUDO_TTY only newer ones set.
constexpr std::array<std::string_view, 4> kSetBySudo = {"SUDO_COMMAND", "SUDO_USER", "SUDO_UID",
                                                        "SUDO_GID"};

constexpr std::array<std::string_view, 7> kSystemDirectories = {
    "/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin", "/snap/bin"};

template <std::size_t N>
bool OneOf(const std::array<std::string_view, N>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool NamesSystemDirectoriesOnly(std::string_view path) {
  for (;;) {
    const std::size_t colon = std::min(path.find(':'), path.size());
    if (!OneOf(kSystemDirectories, path.substr(0, colon))) return false;
    if (colon == path.size()) return true;
    path.remove_prefix(colon + 1);
  }
}

bool IsFromAccount(std::string_view name, std::string_view value, const Account& target) {
  if (name == "HOME") return value == target.home;
  if (name == "SHELL") return value == target.shell;
  if (name == "USER" || name == "LOGNAME") return value == target.name;
  if (name != "MAIL") return false;
  return value == "/var/mail/" + target.name || value == "/var/spool/mail/" + target.name;
}

bool IsSetBySudo(std::string_view name, std::string_view value,
                 const std::optional<Account>& target) {
  if (OneOf(kSetBySudo, name)) return true;
  if (name == "PATH") return NamesSystemDirectoriesOnly(value);
  return target && IsFromAccount(name, value, *target);
}

using Names = std::set<std::string, std::less<>>;
using Variables = std::map<std::string, std::string, std::less<>>;

Error Bad(const std::string& what) { return Error{Errc::kBadRequest, "environment: " + what}; }

Result<Names> NamesOf(const std::vector<std::string>& entries) {
  Names names;
  for (const std::string& entry : entries) {
    const auto name = NameOfEntry(entry);
    if (!name) return Bad("an added entry is not NAME=value");
    names.emplace(*name);
  }
  return names;
}

Result<Variables> VariablesOf(const std::vector<std::string>& entries) {
  Variables variables;
  for (const std::string& entry : entries) {
    const auto name = NameOfEntry(entry);
    if (!name) return Bad("an entry is not NAME=value");
    const std::string value = entry.substr(name->size() + 1);
    const auto [place, is_new] = variables.emplace(*name, value);
    // The very same entry twice (sudo -i does that with SHELL) is one to every program.
    if (!is_new && place->second != value) return Bad(std::string(*name) + " has two values");
  }
  return variables;
}

// sudo makes the command's PS1 from the caller's SUDO_PS1, and a shell runs what is in it.
Names CallersEntries(const std::vector<std::string>& caller) {
  constexpr std::string_view kPromptSource = "SUDO_PS1=";
  Names entries(caller.begin(), caller.end());
  for (const std::string& entry : caller) {
    if (entry.rfind(kPromptSource, 0) == 0) {
      entries.insert("PS1=" + entry.substr(kPromptSource.size()));
    }
  }
  return entries;
}

}  // namespace

Result<std::vector<EnvVar>> ChosenEnvironment(const EnvironmentSources& sources) {
  ASSENT_ASSIGN_OR_RETURN(const Names added, NamesOf(sources.added));
  ASSENT_ASSIGN_OR_RETURN(const Variables variables, VariablesOf(sources.final));
  const Names callers = CallersEntries(sources.caller);
  std::vector<EnvVar> chosen;
  for (const auto& [name, value] : variables) {
    if (added.count(name) != 0) {
      chosen.push_back({name, value, {}});
    } else if (callers.count(name + "=" + value) != 0 && !IsHarmless(name, value, sources.place) &&
               !IsSetBySudo(name, value, sources.target)) {
      chosen.push_back({name, std::nullopt, Sha256(value)});
    }
  }
  return chosen;
}

}  // namespace assent
