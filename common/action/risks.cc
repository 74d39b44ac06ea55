#include "common/action/risks.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <set>
#include <string_view>

#include "common/action/program_source.h"
#include "common/action/shell_capable.h"
#include "common/base/bytes.h"
#include "common/base/escape.h"

namespace assent {
namespace {

using Sentences = std::vector<std::string>;

// Where people other than root usually may write. By the path alone: the host that decides about an
// action need not be the one that looks at it.
constexpr std::array<std::string_view, 7> kSharedPlaces = {
    "/home/", "/tmp/", "/var/tmp/", "/dev/shm/", "/run/user/", "/mnt/", "/media/"};

// What a path within an argument stands behind.
constexpr std::string_view kBeforePath = "=:,;@<>|&()'\"` \t\n";

// Variables that turn a program into another one (environ(7), ld.so(8), bash(1) and others).
constexpr std::array<std::string_view, 9> kSteeringNames = {
    "ENV", "PATH", "IFS", "PAGER", "EDITOR", "VISUAL", "SHELLOPTS", "LESSOPEN", "BROWSER"};
constexpr std::array<std::string_view, 10> kSteeringPrefixes = {
    "LD_", "PYTHON", "PERL", "RUBY", "GIT_", "BASH_", "NODE_", "JAVA_", "GCONV_", "SYSTEMD_"};

// Take their work from standard input, without being interpreters of a language.
constexpr std::array<std::string_view, 21> kFedByInput = {"xargs",
                                                          "parallel",
                                                          "at",
                                                          "batch",
                                                          "crontab",
                                                          "patch",
                                                          "ed",
                                                          "ex",
                                                          "psql",
                                                          "mysql",
                                                          "mariadb",
                                                          "sqlite3",
                                                          "gdb",
                                                          "fdisk",
                                                          "tee",
                                                          "sfdisk",
                                                          "chpasswd",
                                                          "chgpasswd",
                                                          "newusers",
                                                          "iptables-restore",
                                                          "ip6tables-restore"};

// Whatever it was when the request was filed: the action does not hold it.
constexpr std::string_view kNotBound = "which is not shown here and can be another when it runs";

std::string NameOfProgram(const Action& action) {
  return Escape(action.command.substr(action.command.rfind('/') + 1));
}

std::string Joined(const std::set<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

bool IsSteering(const std::string& name) {
  return std::find(kSteeringNames.begin(), kSteeringNames.end(), name) != kSteeringNames.end() ||
         std::any_of(kSteeringPrefixes.begin(), kSteeringPrefixes.end(),
                     [&](std::string_view prefix) { return name.starts_with(prefix); });
}

// Every character beside the backslash, which is only doubled.
bool HidesSomething(std::string text) {
  std::erase(text, '\\');
  return !IsPlain(text);
}

bool HoldsMoreThanAscii(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) > 0x7f; });
}

// All that whoever asks can have chosen and that is shown.
Sentences TextsOf(const Action& action) {
  Sentences texts = action.argv;
  texts.insert(texts.end(), action.files.begin(), action.files.end());
  texts.push_back(action.command);
  texts.push_back(action.cwd.value_or(""));
  texts.push_back(action.chroot.value_or(""));
  for (const EnvVar& variable : action.env) {
    texts.push_back(variable.name);
    texts.push_back(variable.value.value_or(""));
  }
  return texts;
}

// "/home/alice" for a path below it; "/tmp" for one below that; empty for another place.
std::string SharedPlaceOf(std::string_view path) {
  const std::string normal = std::filesystem::path(path).lexically_normal().string();
  for (const std::string_view place : kSharedPlaces) {
    if (!normal.starts_with(place)) continue;
    const bool personal = place == "/home/" || place == "/run/user/";
    const std::size_t end = personal ? normal.find('/', place.size()) : place.size() - 1;
    return Escape(normal.substr(0, end));
  }
  return {};
}

// A path stands at the beginning of an argument, after an option ("-f/tmp/x", "--file=/tmp/x"), or
// inside program text.
void AddSharedPlaces(const std::string& argument, std::set<std::string>& places) {
  for (std::size_t at = argument.find('/'); at != std::string::npos;
       at = argument.find('/', at + 1)) {
    const bool starts = at == 0 || kBeforePath.find(argument[at - 1]) != std::string_view::npos ||
                        (at == 2 && argument[0] == '-');
    const bool url = at > 0 && argument[at - 1] == ':' && argument.compare(at, 2, "//") == 0;
    if (!starts || url) continue;
    const std::size_t end = argument.find_first_of(":,;<>|&()'\"` \t\n", at);
    const std::string place = SharedPlaceOf(
        std::string_view(argument).substr(at, end == std::string::npos ? end : end - at));
    if (!place.empty()) places.insert(place);
  }
}

bool IsRelativePath(const std::string& argument) {
  const std::size_t slash = argument.find('/');
  return slash != std::string::npos && slash != 0 && argument.front() != '-' &&
         argument.find_first_of(kBeforePath) == std::string::npos;
}

std::set<std::string> SharedPlaces(const Action& action) {
  std::set<std::string> places;
  AddSharedPlaces(action.command, places);
  for (std::size_t i = 1; i < action.argv.size(); ++i) {
    const std::string& argument = action.argv[i];
    AddSharedPlaces(argument, places);
    if (action.cwd && IsRelativePath(argument)) {
      AddSharedPlaces(*action.cwd + "/" + argument, places);
    }
  }
  for (const std::string& file : action.files) AddSharedPlaces(file, places);
  return places;
}

void AddProgram(const Action& action, Sentences& out) {
  const std::string as = " as " + Escape(action.runas_user);
  const ProgramFinding found = FindProgramSource(action);
  switch (found.source) {
    case ProgramSource::kStandardInput:
      out.push_back("gives a full shell" + as + " (" + found.interpreter +
                    "): it reads its program from standard input, " + std::string(kNotBound));
      return;
    case ProgramSource::kArgument:
      out.push_back("program text in an argument: " + found.interpreter + " runs it" + as +
                    ", so read it to its end");
      return;
    case ProgramSource::kFile:
      break;
  }
  if (IsShellCapable(action.command)) {
    out.push_back(NameOfProgram(action) + " can start other programs" + as);
  }
}

void AddInput(const Action& action, Sentences& out) {
  const std::string name = NameOfProgram(action);
  if (std::find(kFedByInput.begin(), kFedByInput.end(), name) == kFedByInput.end()) return;
  out.push_back(name + " takes its work from standard input, " + std::string(kNotBound));
}

void AddExecutable(const Action& action, const Facts& facts, Sentences& out) {
  if (action.kind == "sudoedit" || facts.executable_trusted) return;
  const std::string why =
      facts.executable_why.empty() ? "" : " (" + Escape(facts.executable_why) + ")";
  out.push_back("other people than root can change this program" + why +
                (action.executable_sha256
                     ? "; a sealed copy runs, SHA-256 " + ToHex(*action.executable_sha256)
                     : ""));
}

void AddEnvironment(const Action& action, const Facts& facts, Sentences& out) {
  if (facts.environment == EnvironmentKind::kInherited) {
    out.push_back("runs with the whole environment of " + Escape(action.user_name) +
                  ", which can make another command of it");
  }
  std::set<std::string> steering;
  std::set<std::string> others;
  for (const EnvVar& variable : action.env) {
    (IsSteering(variable.name) ? steering : others).insert(Escape(variable.name));
  }
  if (!steering.empty()) {
    out.push_back("environment passed on that can make another command of it: " + Joined(steering));
  }
  if (!others.empty()) out.push_back("environment passed on: " + Joined(others));
}

void AddFiles(const Action& action, Sentences& out) {
  if (action.kind == "sudoedit") {
    out.push_back("edits files: the editor runs as " + Escape(action.user_name) +
                  ", and whatever it leaves replaces them; the new text is not shown here");
  }
  const std::set<std::string> places = SharedPlaces(action);
  if (places.empty()) return;
  out.push_back("names files under " + Joined(places) + " that other people than " +
                Escape(action.runas_user) + " may change");
}

void AddIdentity(const Action& action, Sentences& out) {
  if (action.runas_uid == 0 && action.runas_gid != 0) {
    out.push_back("runs as another group: " + std::to_string(action.runas_gid));
  } else if (action.runas_uid == action.user_uid) {
    out.push_back("runs as " + Escape(action.user_name) +
                  " with another group: " + std::to_string(action.runas_gid));
  }
  if (action.chroot) out.push_back("runs inside the root directory " + Escape(*action.chroot));
}

void AddCharacters(const Action& action, Sentences& out) {
  const Sentences texts = TextsOf(action);
  if (std::any_of(texts.begin(), texts.end(), HidesSomething)) {
    out.push_back("holds characters that are invisible or could mislead, shown as \\xHH");
  }
  if (std::any_of(texts.begin(), texts.end(), HoldsMoreThanAscii)) {
    out.push_back("holds characters beyond ASCII, which can look like others");
  }
}

}  // namespace

std::vector<std::string> RisksOf(const Action& action, const Facts& facts,
                                 const RiskContext& context) {
  Sentences out;
  AddProgram(action, out);
  AddInput(action, out);
  AddExecutable(action, facts, out);
  AddEnvironment(action, facts, out);
  AddFiles(action, out);
  AddCharacters(action, out);
  AddIdentity(action, out);
  if (facts.intercepted) out.push_back("started by a program that sudo runs already");
  if (!context.has_time_limit && action.kind != "sudoedit") {
    out.push_back("no time limit: once started, nothing ends it");
  }
  if (context.first_time) {
    out.push_back("the first time that " + Escape(action.user_name) + " asks for this program");
  }
  return out;
}

}  // namespace assent
