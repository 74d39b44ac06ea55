#include "sudo_plugin/environment.h"

#include <gmock/gmock.h>

#include "tests/unit/common/result_matchers.h"

namespace assent {
namespace {

using testing::HasSubstr;
using Entries = std::vector<std::string>;

const Account kRoot{"root", "/root", "/bin/bash"};
const CallersPlace kPlace{"web-1", "/dev/pts/0"};

EnvVar Value(std::string name, std::string value) {
  return {std::move(name), std::move(value), {}};
}
EnvVar Hashed(std::string name, const std::string& value) {
  return {std::move(name), std::nullopt, Sha256(value)};
}

std::vector<EnvVar> Chosen(const Entries& caller, const Entries& added, const Entries& final) {
  auto chosen = ChosenEnvironment({caller, added, final, kRoot, kPlace});
  EXPECT_THAT(chosen, IsOk());
  return chosen.ok() ? chosen.value() : std::vector<EnvVar>{Value("FAILED", "")};
}

struct Case {
  const char* name;
  Entries caller, added, final;
  std::vector<EnvVar> chosen;
};

class ChosenEnvironmentTable : public testing::TestWithParam<Case> {};

TEST_P(ChosenEnvironmentTable, Holds) {
  const Case& c = GetParam();
  EXPECT_EQ(Chosen(c.caller, c.added, c.final), c.chosen);
}

INSTANTIATE_TEST_SUITE_P(
    Environment, ChosenEnvironmentTable,
    testing::Values(
        Case{"NothingPassedOn", {"FOO=1"}, {}, {"PATH=/usr/bin:/bin", "HOME=/root"}, {}},
        Case{"AddedHasNameAndValue", {}, {"A=1"}, {"A=1"}, {Value("A", "1")}},
        Case{"AddedHarmlessNameStillCounts",
             {"LANG=C"},
             {"LANG=C"},
             {"LANG=C"},
             {Value("LANG", "C")}},
        Case{"AddedTwiceCountsAsItEndsUp", {}, {"A=1", "A=2"}, {"A=2"}, {Value("A", "2")}},
        Case{"AddedButNotPassedHasNoEffect", {}, {"A=1"}, {}, {}},
        Case{"PassedOnIsHashed", {"GIT_DIR=/x"}, {}, {"GIT_DIR=/x"}, {Hashed("GIT_DIR", "/x")}},
        Case{"ChangedByThePolicyIsNotTheCallers", {"FOO=1"}, {}, {"FOO=2"}, {}},
        Case{
            "Harmless", {"TERM=x", "LC_ALL=C", "TZ=UTC"}, {}, {"TERM=x", "LC_ALL=C", "TZ=UTC"}, {}},
        Case{"HarmlessNameWithAnotherValue",
             {"HOSTNAME=../../evil"},
             {},
             {"HOSTNAME=../../evil"},
             {Hashed("HOSTNAME", "../../evil")}},
        Case{"NamesThatOnlyBeginHarmless",
             {"TERMINFO=/x", "LCX=1"},
             {},
             {"TERMINFO=/x", "LCX=1"},
             {Hashed("LCX", "1"), Hashed("TERMINFO", "/x")}},
        Case{"AscendingByName",
             {},
             {"B=2", "A=1"},
             {"B=2", "A=1"},
             {Value("A", "1"), Value("B", "2")}},
        Case{"SystemPath", {"PATH=/usr/bin:/sbin"}, {}, {"PATH=/usr/bin:/sbin"}, {}},
        Case{"PathWithOwnDirectory",
             {"PATH=/usr/bin:/home/alice/bin"},
             {},
             {"PATH=/usr/bin:/home/alice/bin"},
             {Hashed("PATH", "/usr/bin:/home/alice/bin")}},
        Case{"PathWithEmptyElementIsTheWorkingDirectory",
             {"PATH=/usr/bin:"},
             {},
             {"PATH=/usr/bin:"},
             {Hashed("PATH", "/usr/bin:")}},
        Case{"HomeOfTheTarget",
             {"HOME=/root", "SHELL=/bin/bash"},
             {},
             {"HOME=/root", "SHELL=/bin/bash"},
             {}},
        Case{"HomeOfTheCaller",
             {"HOME=/home/alice"},
             {},
             {"HOME=/home/alice"},
             {Hashed("HOME", "/home/alice")}},
        Case{"MailOfTheTarget", {"MAIL=/var/mail/root"}, {}, {"MAIL=/var/mail/root"}, {}},
        Case{"SudosOwn", {"SUDO_USER=alice"}, {}, {"SUDO_USER=alice"}, {}},
        Case{"SudoEditorIsNotSudosOwn",
             {"SUDO_EDITOR=x"},
             {},
             {"SUDO_EDITOR=x"},
             {Hashed("SUDO_EDITOR", "x")}},
        Case{"PromptThatRunsCode", {"SUDO_PS1=$(id)"}, {}, {"PS1=$(id)"}, {Hashed("PS1", "$(id)")}},
        Case{"SameEntryTwiceIsOne", {}, {}, {"SHELL=/bin/sh", "SHELL=/bin/sh"}, {}},
        Case{"EmptyValue", {"X="}, {}, {"X="}, {Hashed("X", "")}}),
    [](const auto& test) { return test.param.name; });

constexpr std::pair<const char*, const char*> kHarmless[] = {
    {"TERM", "xterm-256color"},
    {"TERM", "screen.xterm-256color"},
    {"TERM", ""},
    {"COLORTERM", "truecolor"},
    {"LANG", "de_DE.UTF-8@euro"},
    {"LC_MESSAGES", "C.UTF-8"},
    {"LANGUAGE", "de_DE:en"},
    {"DISPLAY", ":0"},
    {"DISPLAY", "localhost:10.0"},
    {"XDG_CURRENT_DESKTOP", "ubuntu:GNOME"},
    {"LS_COLORS", "rs=0:di=01;34:*.tar=01;31:*~=00;90:*#=00;90:ow=34;42:"},
    {"TZ", "Europe/Berlin"},
    {"TZ", ":America/Argentina/Buenos_Aires"},
    {"TZ", "CET-1CEST,M3.5.0,M10.5.0/3"},
    {"TZ", "<+0330>-3:30"},
    {"HOSTNAME", "web-1"},
    {"SUDO_TTY", "/dev/pts/0"},
};

TEST(IsHarmless, InTheFormOfWhatItIsFor) {
  for (const auto& [name, value] : kHarmless) {
    EXPECT_TRUE(IsHarmless(name, value, kPlace)) << name << "=" << value;
  }
}

TEST(IsHarmless, NeverWithAValueThatSteersAProgramElsewhere) {
  const std::string evil[] = {"/etc/shadow", "../../evil", "a/../../evil", "-rf", "--option",
                              "a b",         "$(id)",      "`id`",         "%n",  "a\nb",
                              "~/x",         ".hidden",    "a'b",          "é"};
  for (const auto& [name, value] : kHarmless) {
    for (const std::string& bad : evil) {
      EXPECT_FALSE(IsHarmless(name, bad, kPlace)) << name << "=" << bad;
    }
  }
  EXPECT_FALSE(IsHarmless("TZ", ":/etc/shadow", kPlace));
  EXPECT_FALSE(IsHarmless("LANG", "a/b", kPlace));
  EXPECT_FALSE(IsHarmless("HOSTNAME", "web-2", kPlace));
  EXPECT_FALSE(IsHarmless("SUDO_TTY", "/dev/pts/1", kPlace));
}

TEST(IsHarmless, NotByTheBeginningOfItsNameNorWhenItNamesAFile) {
  for (const char* const name :
       {"LC_PAYLOAD", "LC_", "TERMINFO", "XAUTHORITY", "COLORS", "SUDO_HOME", "PATH", ""}) {
    EXPECT_FALSE(IsHarmless(name, "x", kPlace)) << name;
  }
}

TEST(ChosenEnvironment, RefusesAVariableWithTwoValues) {
  EXPECT_THAT(ChosenEnvironment({{}, {}, {"A=1", "A=2"}, kRoot, {}}),
              FailsWith(Errc::kBadRequest, HasSubstr("A has two values")));
}

TEST(ChosenEnvironment, RefusesEntriesWithoutAName) {
  for (const char* const bad : {"A", "=1", ""}) {
    EXPECT_THAT(ChosenEnvironment({{}, {}, {bad}, kRoot, {}}),
                FailsWith(Errc::kBadRequest, HasSubstr("")));
    EXPECT_THAT(ChosenEnvironment({{}, {bad}, {}, kRoot, {}}),
                FailsWith(Errc::kBadRequest, HasSubstr("")));
  }
}

TEST(ChosenEnvironment, WithoutATargetEntryNothingIsSudosOwnByValue) {
  EXPECT_EQ(ChosenEnvironment({{"HOME=/root"}, {}, {"HOME=/root"}, std::nullopt, {}}).value(),
            std::vector<EnvVar>{Hashed("HOME", "/root")});
}

}  // namespace
}  // namespace assent
