#include "common/action/program_source.h"

#include <algorithm>
#include <array>
#include <span>
#include <string_view>

#include "common/base/escape.h"

namespace assent {
namespace {

using Arguments = std::span<const std::string>;

// How one interpreter reads its options, by its manual. Letters of short options, which may stand
// together ("-lc"); long ones separated by spaces.
struct Interpreter {
  std::string_view name;
  std::string_view text;                 // the program text follows
  std::string_view value = {};           // a value follows, in this argument or the next
  std::string_view attached = {};        // a value follows in this argument only
  std::string_view file = {};            // a script or module follows
  std::string_view long_text = {};       // like `text`
  std::string_view long_value = {};      // like `value`
  bool operand_is_text = false;          // awk 'program'
  std::string_view standard_input = {};  // read the program from standard input
};

constexpr std::string_view kShellFiles = "rcfile init-file";

constexpr Interpreter Shell(std::string_view name) {
  return {.name = name,
          .text = "c",
          .value = "oO",
          .long_text = "command",
          .long_value = kShellFiles,
          .standard_input = "s"};
}

constexpr Interpreter Awk(std::string_view name) {
  return {.name = name,
          .text = "e",
          .value = "Fvil",
          .file = "fE",
          .long_text = "source",
          .long_value = "field-separator assign include load",
          .operand_is_text = true};
}

constexpr Interpreter Python(std::string_view name) {
  return {.name = name, .text = "c", .value = "WX", .file = "m"};
}

constexpr std::array kInterpreters = {
    Shell("sh"),
    Shell("bash"),
    Shell("dash"),
    Shell("ash"),
    Shell("zsh"),
    Shell("ksh"),
    Shell("mksh"),
    Shell("oksh"),
    Shell("yash"),
    Shell("posh"),
    Shell("fish"),
    Shell("csh"),
    Shell("tcsh"),
    Shell("rbash"),
    Shell("rksh"),
    Shell("rzsh"),
    Shell("sash"),
    Shell("rc"),
    Shell("xonsh"),
    Shell("elvish"),
    Shell("pwsh"),
    Awk("awk"),
    Awk("gawk"),
    Awk("mawk"),
    Awk("nawk"),
    Awk("original-awk"),
    Python("python"),
    Python("pypy"),
    Python("ipython"),
    Interpreter{.name = "perl", .text = "eE", .value = "I", .attached = "MmxiFDdC"},
    Interpreter{.name = "ruby", .text = "e", .value = "ICr", .attached = "iFKEx"},
    Interpreter{.name = "irb", .text = "", .value = "Ir"},
    Interpreter{.name = "node",
                .text = "ep",
                .value = "rC",
                .long_text = "eval print",
                .long_value = "require import"},
    Interpreter{.name = "nodejs",
                .text = "ep",
                .value = "rC",
                .long_text = "eval print",
                .long_value = "require import"},
    Interpreter{.name = "php",
                .text = "rBRE",
                .value = "cdgz",
                .file = "fF",
                .long_text = "run process-begin process-code process-end"},
    Interpreter{.name = "lua", .text = "e", .value = "l"},
    Interpreter{.name = "luajit", .text = "e", .value = "lj"},
    Interpreter{.name = "tclsh", .text = ""},
    Interpreter{.name = "expect", .text = "c", .file = "fb"},
    Interpreter{.name = "R", .text = "e", .file = "f"},
    Interpreter{.name = "Rscript", .text = "e"},
    Interpreter{.name = "julia", .text = "eE", .long_text = "eval print"},
    Interpreter{.name = "guile", .text = "c", .value = "Ll", .file = "s"},
    Interpreter{.name = "racket", .text = "e", .long_text = "eval"},
    Interpreter{.name = "ocaml", .text = "e", .value = "I"},
    Interpreter{.name = "elixir", .text = "e", .long_text = "eval"},
    Interpreter{.name = "groovy", .text = "e"},
    Interpreter{.name = "scala", .text = "e"},
};

// Programs that run the program that their arguments name.
constexpr std::array<std::string_view, 44> kStarters = {
    "busybox",     "capsh",       "catchsegv",
    "choom",       "chroot",      "chrt",
    "docker",      "doas",        "env",
    "fakeroot",    "faketime",    "find",
    "flock",       "ionice",      "kubectl",
    "ltrace",      "lxc",         "machinectl",
    "nice",        "nohup",       "nsenter",
    "numactl",     "parallel",    "podman",
    "prlimit",     "proxychains", "run0",
    "script",      "setarch",     "setpriv",
    "setsid",      "ssh",         "start-stop-daemon",
    "stdbuf",      "strace",      "sudo",
    "systemd-run", "taskset",     "time",
    "timeout",     "toybox",      "unshare",
    "watch",       "xargs"};

// Without a command of their own these give a shell.
constexpr std::array<std::string_view, 7> kLogins = {"su",   "runuser", "login", "newgrp",
                                                     "tmux", "screen",  "sg"};

template <std::size_t N>
bool IsIn(const std::array<std::string_view, N>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool HasWord(std::string_view words, std::string_view word) {
  while (!words.empty()) {
    const std::size_t end = std::min(words.find(' '), words.size());
    if (words.substr(0, end) == word) return true;
    words.remove_prefix(std::min(end + 1, words.size()));
  }
  return false;
}

bool Has(std::string_view letters, char letter) {
  return letters.find(letter) != std::string_view::npos;
}

// /usr/bin/python3.11 -> python
std::string_view PlainName(std::string_view path) {
  std::string_view name = path.substr(path.rfind('/') + 1);
  name = name.substr(0, name.find('.'));
  const std::size_t last = name.find_last_not_of("0123456789-");
  return last == std::string_view::npos ? name : name.substr(0, last + 1);
}

const Interpreter* FindInterpreter(std::string_view path) {
  const std::string_view name = PlainName(path);
  const auto found = std::find_if(kInterpreters.begin(), kInterpreters.end(),
                                  [&](const Interpreter& known) { return known.name == name; });
  return found == kInterpreters.end() ? nullptr : &*found;
}

enum class Meaning { kNothing, kValueFollows, kText, kScript, kStandardInput };

Meaning MeaningOfLong(const Interpreter& interpreter, std::string_view option) {
  const std::size_t equals = option.find('=');
  const std::string_view name = option.substr(0, equals);
  if (HasWord(interpreter.long_text, name)) return Meaning::kText;
  const bool separate = equals == std::string_view::npos;
  if (separate && HasWord(interpreter.long_value, name)) return Meaning::kValueFollows;
  return Meaning::kNothing;
}

Meaning MeaningOfShort(const Interpreter& interpreter, std::string_view letters) {
  Meaning meaning = Meaning::kNothing;
  for (std::size_t i = 0; i < letters.size(); ++i) {
    const char letter = letters[i];
    if (Has(interpreter.text, letter)) return Meaning::kText;
    if (Has(interpreter.file, letter)) return Meaning::kScript;
    if (Has(interpreter.standard_input, letter)) meaning = Meaning::kStandardInput;
    if (Has(interpreter.attached, letter)) return meaning;
    if (Has(interpreter.value, letter)) {
      return i + 1 == letters.size() ? Meaning::kValueFollows : meaning;
    }
  }
  return meaning;
}

bool NamesStandardInput(std::string_view operand) {
  return operand == "-" || operand == "/dev/stdin" || operand == "/dev/fd/0" ||
         operand == "/proc/self/fd/0";
}

Meaning MeaningOfOperand(const Interpreter& interpreter, std::string_view operand) {
  if (interpreter.operand_is_text) return Meaning::kText;
  return NamesStandardInput(operand) ? Meaning::kStandardInput : Meaning::kScript;
}

Meaning MeaningOf(const Interpreter& interpreter, std::string_view argument) {
  const bool option = argument.size() > 1 && (argument[0] == '-' || argument[0] == '+');
  if (!option) return MeaningOfOperand(interpreter, argument);
  if (argument.substr(0, 2) == "--") return MeaningOfLong(interpreter, argument.substr(2));
  return MeaningOfShort(interpreter, argument.substr(1));
}

ProgramSource SourceFrom(const Interpreter& interpreter, Arguments arguments) {
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (arguments[i] == "--" && i + 1 < arguments.size()) {
      const Meaning operand = MeaningOfOperand(interpreter, arguments[i + 1]);
      if (operand == Meaning::kText) return ProgramSource::kArgument;
      if (operand == Meaning::kScript) return ProgramSource::kFile;
      break;
    }
    switch (MeaningOf(interpreter, arguments[i])) {
      case Meaning::kText:
        return ProgramSource::kArgument;
      case Meaning::kScript:
        return ProgramSource::kFile;
      case Meaning::kStandardInput:
        return ProgramSource::kStandardInput;
      case Meaning::kValueFollows:
        ++i;
        break;
      case Meaning::kNothing:
        break;
    }
  }
  return ProgramSource::kStandardInput;
}

bool IsCommandOption(const std::string& argument) {
  return argument == "-c" || argument.starts_with("--command") ||
         argument.starts_with("--session-command");
}

bool IsShellOption(const std::string& argument) {
  return argument == "-i" || argument == "-s" || argument == "--login" || argument == "--shell";
}

ProgramFinding Found(ProgramSource source, std::string_view path) {
  if (source == ProgramSource::kFile) return {};
  return {source, Escape(path.substr(path.rfind('/') + 1))};
}

ProgramFinding FindFrom(std::string_view program, Arguments arguments) {
  if (const Interpreter* const interpreter = FindInterpreter(program)) {
    return Found(SourceFrom(*interpreter, arguments), program);
  }
  const std::string_view name = PlainName(program);
  if (IsIn(kLogins, name)) {
    const bool command = std::any_of(arguments.begin(), arguments.end(), IsCommandOption);
    return Found(command ? ProgramSource::kArgument : ProgramSource::kStandardInput, program);
  }
  if (!IsIn(kStarters, name)) return {};
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (FindInterpreter(arguments[i]) == nullptr && !IsIn(kLogins, PlainName(arguments[i]))) {
      continue;
    }
    return FindFrom(arguments[i], arguments.subspan(i + 1));
  }
  const bool shell = (name == "sudo" || name == "doas") &&
                     std::any_of(arguments.begin(), arguments.end(), IsShellOption);
  return shell ? Found(ProgramSource::kStandardInput, program) : ProgramFinding{};
}

}  // namespace

ProgramFinding FindProgramSource(const Action& action) {
  if (action.argv.empty()) return {};
  return FindFrom(action.command, Arguments(action.argv).subspan(1));
}

}  // namespace assent
