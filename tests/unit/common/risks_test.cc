#include "common/action/risks.h"

#include <gmock/gmock.h>

#include "common/action/program_source.h"

namespace assent {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

// "path arg arg": argv[0] is the last component, as sudo makes it.
Action Runs(const std::vector<std::string>& line) {
  Action action;
  action.host = "web-1";
  action.kind = "sudo";
  action.user_uid = 1001;
  action.user_name = "alice";
  action.runas_uid = 0;
  action.runas_user = "root";
  action.runas_gid = 0;
  action.runas_groups = {0};
  action.command = line.front();
  action.argv = line;
  action.argv.front() = line.front().substr(line.front().rfind('/') + 1);
  action.cwd = "/home/alice";
  return action;
}

Facts Trusted(StdinKind stdin_kind = StdinKind::kTty) {
  Facts facts;
  facts.executable_trusted = true;
  facts.stdin_kind = stdin_kind;
  return facts;
}

constexpr RiskContext kLimited{.has_time_limit = true, .first_time = false};

std::vector<std::string> Risks(const Action& action, const Facts& facts = Trusted()) {
  return RisksOf(action, facts, kLimited);
}

struct SourceCase {
  std::vector<std::string> line;
  ProgramSource source;
};

class ProgramSourceTest : public testing::TestWithParam<SourceCase> {};

TEST_P(ProgramSourceTest, IsFound) {
  const SourceCase& param = GetParam();
  EXPECT_EQ(FindProgramSource(Runs(param.line)).source, param.source)
      << testing::PrintToString(param.line);
}

INSTANTIATE_TEST_SUITE_P(
    Shells, ProgramSourceTest,
    testing::Values(SourceCase{{"/bin/bash"}, ProgramSource::kStandardInput},
                    SourceCase{{"/bin/bash", "-l"}, ProgramSource::kStandardInput},
                    SourceCase{{"/bin/bash", "-c", "id"}, ProgramSource::kArgument},
                    SourceCase{{"/bin/bash", "-lc", "id"}, ProgramSource::kArgument},
                    SourceCase{{"/bin/sh", "-xec", "id"}, ProgramSource::kArgument},
                    SourceCase{{"/bin/sh", "+x", "-c", "id"}, ProgramSource::kArgument},
                    SourceCase{{"/bin/bash", "-o", "errexit", "-c", "id"},
                               ProgramSource::kArgument},
                    SourceCase{{"/bin/bash", "--rcfile", "/x"}, ProgramSource::kStandardInput},
                    SourceCase{{"/bin/bash", "--norc", "-s", "a"}, ProgramSource::kStandardInput},
                    SourceCase{{"/bin/bash", "/dev/stdin"}, ProgramSource::kStandardInput},
                    SourceCase{{"/bin/bash", "/opt/x.sh", "-c"}, ProgramSource::kFile},
                    SourceCase{{"/bin/bash", "--", "/opt/x.sh"}, ProgramSource::kFile}));

INSTANTIATE_TEST_SUITE_P(
    Interpreters, ProgramSourceTest,
    testing::Values(SourceCase{{"/usr/bin/python3.11", "-c", "1"}, ProgramSource::kArgument},
                    SourceCase{{"/usr/bin/python3", "-Ic", "1"}, ProgramSource::kArgument},
                    SourceCase{{"/usr/bin/python3", "-m", "http.server"}, ProgramSource::kFile},
                    SourceCase{{"/usr/bin/python3", "-"}, ProgramSource::kStandardInput},
                    SourceCase{{"/usr/bin/python3"}, ProgramSource::kStandardInput},
                    SourceCase{{"/usr/bin/python3", "-W", "error", "x.py"}, ProgramSource::kFile},
                    SourceCase{{"/usr/bin/perl", "-lne", "print"}, ProgramSource::kArgument},
                    SourceCase{{"/usr/bin/perl", "-MExtUtils", "x.pl"}, ProgramSource::kFile},
                    SourceCase{{"/usr/bin/awk", "BEGIN{system(\"id\")}"}, ProgramSource::kArgument},
                    SourceCase{{"/usr/bin/gawk", "-F", ":", "--", "{print}"},
                               ProgramSource::kArgument},
                    SourceCase{{"/usr/bin/awk", "-f", "/opt/x.awk"}, ProgramSource::kFile},
                    SourceCase{{"/usr/bin/node", "--eval=1"}, ProgramSource::kArgument},
                    SourceCase{{"/usr/bin/systemctl", "-c", "id"}, ProgramSource::kFile}));

INSTANTIATE_TEST_SUITE_P(
    BehindOthers, ProgramSourceTest,
    testing::Values(
        SourceCase{{"/usr/bin/env", "X=1", "bash", "-c", "id"}, ProgramSource::kArgument},
        SourceCase{{"/usr/bin/nice", "-n", "5", "sudo", "env", "sh"},
                   ProgramSource::kStandardInput},
        SourceCase{{"/usr/bin/busybox", "sh"}, ProgramSource::kStandardInput},
        SourceCase{{"/usr/bin/xargs", "sh", "-c", "x"}, ProgramSource::kArgument},
        SourceCase{{"/usr/bin/find", "/", "-exec", "sh", "-c", "x", ";"}, ProgramSource::kArgument},
        SourceCase{{"/usr/bin/su", "-"}, ProgramSource::kStandardInput},
        SourceCase{{"/usr/bin/su", "-c", "id"}, ProgramSource::kArgument},
        SourceCase{{"/usr/bin/sudo", "-i"}, ProgramSource::kStandardInput}));

TEST(Risks, AShellComesFirst) {
  EXPECT_THAT(Risks(Runs({"/bin/bash"})),
              ElementsAre(AllOf(StartsWith("gives a full shell as root"), HasSubstr("bash"))));
}

TEST(Risks, NothingStandsOutForAPlainCommand) {
  EXPECT_THAT(Risks(Runs({"/usr/bin/id", "-u"})), IsEmpty());
}

TEST(Risks, AProgramThatCanStartOthersIsNamed) {
  EXPECT_THAT(Risks(Runs({"/usr/bin/vim.basic", "/etc/hosts"})),
              ElementsAre("vim.basic can start other programs as root"));
}

class AnyStandardInput : public testing::TestWithParam<StdinKind> {};

// Filed with </dev/null, run with another: only the first is what is asked about.
TEST_P(AnyStandardInput, DoesNotHideThatTheProgramIsReadFromIt) {
  for (const char* shell : {"/bin/bash", "/usr/bin/python3", "/usr/bin/su"}) {
    EXPECT_THAT(RisksOf(Runs({shell}), Trusted(GetParam()), kLimited),
                Contains(AllOf(StartsWith("gives a full shell as root"),
                               HasSubstr("can be another when it runs"))));
  }
}

TEST_P(AnyStandardInput, DoesNotHideThatTheWorkIsReadFromIt) {
  for (const char* fed : {"/usr/bin/xargs", "/usr/sbin/chpasswd", "/usr/bin/tee"}) {
    EXPECT_THAT(RisksOf(Runs({fed}), Trusted(GetParam()), kLimited),
                Contains(AllOf(HasSubstr("takes its work from standard input"),
                               HasSubstr("can be another when it runs"))));
  }
}

INSTANTIATE_TEST_SUITE_P(All, AnyStandardInput,
                         testing::Values(StdinKind::kUnknown, StdinKind::kTty, StdinKind::kPipe,
                                         StdinKind::kFile, StdinKind::kNull));

struct PlaceCase {
  std::vector<std::string> line;
  const char* place;
};

class SharedPlacesTest : public testing::TestWithParam<PlaceCase> {};

TEST_P(SharedPlacesTest, AreNamed) {
  EXPECT_THAT(Risks(Runs(GetParam().line)),
              Contains("names files under " + std::string(GetParam().place) +
                       " that other people than root may change"));
}

INSTANTIATE_TEST_SUITE_P(
    All, SharedPlacesTest,
    testing::Values(PlaceCase{{"/bin/cp", "/home/alice/x", "/etc/x"}, "/home/alice"},
                    PlaceCase{{"/bin/cp", "/usr/../home/alice/x", "/etc/x"}, "/home/alice"},
                    PlaceCase{{"/bin/cp", "//tmp//x", "/etc/x"}, "/tmp"},
                    PlaceCase{{"/bin/cp", "./x", "/etc/x"}, "/home/alice"},
                    PlaceCase{{"/bin/cp", "../bob/x", "/etc/x"}, "/home/bob"},
                    PlaceCase{{"/bin/cp", "--from=/var/tmp/x", "/etc/x"}, "/var/tmp"},
                    PlaceCase{{"/bin/cp", "-t/dev/shm/x"}, "/dev/shm"},
                    PlaceCase{{"/bin/true", "cat </tmp/x"}, "/tmp"},
                    PlaceCase{{"/bin/true", "/tmp/a", "/home/bob/c", "/tmp/b"}, "/home/bob, /tmp"},
                    PlaceCase{{"/home/alice/bin/x"}, "/home/alice"}));

TEST(Risks, WordsThatAreNoPathsNameNoFiles) {
  EXPECT_THAT(Risks(Runs({"/bin/true", "nginx", "https://tmp/x", "/etc/tmp/x", "a=b/c"})),
              IsEmpty());
}

TEST(Risks, AnExecutableThatOthersCanChangeIsSaidWithItsReason) {
  Facts facts = Trusted();
  facts.executable_trusted = false;
  facts.executable_why = "/opt/\x1b[2J is writable";
  Action action = Runs({"/opt/tool"});
  action.executable_sha256 = Sha256Digest{};
  EXPECT_THAT(RisksOf(action, facts, kLimited),
              Contains(AllOf(StartsWith("other people than root can change this program"),
                             HasSubstr("/opt/\\x1b[2J is writable"), HasSubstr("sealed copy"))));
}

TEST(Risks, VariablesThatSteerAreSaidBeforeOthers) {
  Action action = Runs({"/bin/true"});
  action.env = {{"BASH_ENV", "/tmp/x", {}}, {"LD_PRELOAD", std::nullopt, {}}, {"MODE", "fast", {}}};
  EXPECT_THAT(Risks(action),
              ElementsAre("environment passed on that can make another command of it: "
                          "BASH_ENV, LD_PRELOAD",
                          "environment passed on: MODE"));
}

TEST(Risks, AnInheritedEnvironmentIsSaid) {
  Facts facts = Trusted();
  facts.environment = EnvironmentKind::kInherited;
  EXPECT_THAT(RisksOf(Runs({"/bin/true"}), facts, kLimited),
              ElementsAre(HasSubstr("whole environment of alice")));
}

TEST(Risks, SudoeditSaysWhoRunsTheEditor) {
  Action action = Runs({"/x"});
  action.kind = "sudoedit";
  action.command.clear();
  action.argv.clear();
  action.files = {"/etc/hosts"};
  EXPECT_THAT(RisksOf(action, {}, {}), ElementsAre(HasSubstr("the editor runs as alice")));
}

TEST(Risks, InvisibleCharactersAreSaidAndBackslashesAreNot) {
  EXPECT_THAT(Risks(Runs({"/bin/echo", "a\\b"})), IsEmpty());
  for (const char* hidden : {"a\u202eb", "a\x1b[1m", "a\nb", "a\xff", "zero\u200bwidth"}) {
    EXPECT_THAT(Risks(Runs({"/bin/echo", hidden})), Contains(HasSubstr("invisible"))) << hidden;
  }
}

TEST(Risks, CharactersBeyondAsciiAreSaidWhereverTheyStand) {
  const std::string foreign = "\u0430";  // a Cyrillic a
  const auto said = Contains(HasSubstr("holds characters beyond ASCII"));
  EXPECT_THAT(Risks(Runs({"/bin/echo", "n" + foreign})), said);
  EXPECT_THAT(Risks(Runs({"/opt/" + foreign})), said);
  Action action = Runs({"/bin/true"});
  EXPECT_THAT(Risks(action), Not(said));
  action.env = {{"MODE", foreign, {}}};
  EXPECT_THAT(Risks(action), said);
  action.env.clear();
  action.cwd = "/srv/" + foreign;
  EXPECT_THAT(Risks(action), said);
}

TEST(Risks, AnotherGroupAndARootDirectoryAreSaid) {
  Action action = Runs({"/bin/true"});
  action.runas_gid = 27;
  action.chroot = "/srv/jail";
  EXPECT_THAT(Risks(action), ElementsAre("runs as another group: 27", HasSubstr("/srv/jail")));
}

TEST(Risks, NoTimeLimitAndTheFirstTimeAreSaidLast) {
  EXPECT_THAT(
      RisksOf(Runs({"/usr/bin/id"}), Trusted(), {.has_time_limit = false, .first_time = true}),
      ElementsAre(StartsWith("no time limit"), HasSubstr("first time that alice")));
}

TEST(Risks, NamesOfMalloryCannotActOnATerminal) {
  Action action = Runs({"/tmp/\x1b]0;x\x07/\u202esh", "-c", "x"});
  action.user_name = "mal\x1b[8mlory";
  action.runas_user = "ro\not";
  action.env = {{"LD_\x1b", "", {}}};
  action.chroot = "/\x9b";
  Facts facts;
  facts.environment = EnvironmentKind::kInherited;
  const auto risks = RisksOf(action, facts, {.has_time_limit = false, .first_time = true});
  EXPECT_GE(risks.size(), 6U);
  EXPECT_THAT(risks, Each(Not(testing::ContainsRegex("[\x01-\x1f\x7f]"))));
}

}  // namespace
}  // namespace assent
