// Whatever is missing or malformed must not become an action with a hole in it.
#include "sudo_plugin/action_from_sudo.h"

#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "sudo_plugin/edited_files.h"
#include "tests/unit/common/result_matchers.h"
#include "tests/unit/sudo_plugin/sample_sudo.h"

namespace assent {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::optional<Account> OnlyRoot(uid_t uid) {
  if (uid != 0) return std::nullopt;
  return Account{"root", "/root", "/bin/bash"};
}

Invocation Alice(const Entries& settings = {}) {
  return ReadInvocation(SudoVector("settings", settings), SudoVector("user_info", AliceInfo()), {})
      .value();
}

Resolved Restart(Entries command_info = RootCommandInfo("/usr/bin/systemctl")) {
  return {SudoVector("command_info", std::move(command_info)),
          {"systemctl", "restart", "nginx"},
          {"PATH=/usr/bin"},
          {},
          Stage::kProgram};
}

Result<Action> Built(Entries command_info) {
  return ActionFromSudo(Alice(), Restart(std::move(command_info)), OnlyRoot);
}

TEST(ActionFromSudo, HasTheWholeIdentity) {
  const auto action = Built(RootCommandInfo("/usr/bin/systemctl"));
  ASSERT_THAT(action, IsOk());
  EXPECT_EQ(action.value().kind, "sudo");
  EXPECT_EQ(action.value().host, "web-1");
  EXPECT_EQ(action.value().user_uid, 1001U);
  EXPECT_EQ(action.value().runas_uid, 0U);
  EXPECT_EQ(action.value().runas_user, "root");
  EXPECT_EQ(action.value().command, "/usr/bin/systemctl");
  EXPECT_THAT(action.value().argv, ElementsAre("systemctl", "restart", "nginx"));
  EXPECT_EQ(action.value().cwd, "/home/alice");
}

struct BadInfo {
  const char* name;
  const char* key;
  Entries added;
};

class MalformedCommandInfo : public testing::TestWithParam<BadInfo> {};

TEST_P(MalformedCommandInfo, IsNoAction) {
  const BadInfo& bad = GetParam();
  EXPECT_THAT(Built(Changed(RootCommandInfo("/usr/bin/systemctl"), bad.key, bad.added)),
              FailsWith(Errc::kBadRequest, HasSubstr("")));
}

INSTANTIATE_TEST_SUITE_P(
    Action, MalformedCommandInfo,
    testing::Values(BadInfo{"NoUid", "runas_uid", {}},
                    BadInfo{"UidMinusOne", "runas_uid", {"runas_uid=4294967295"}},
                    BadInfo{"NoGid", "runas_gid", {}}, BadInfo{"NoGroups", "runas_groups", {}},
                    BadInfo{"BadGroups", "runas_groups", {"runas_groups=0,x"}},
                    BadInfo{"NoCommand", "command", {}},
                    BadInfo{"EmptyCommand", "command", {"command="}},
                    BadInfo{"TwoCommands", "x", {"command=/usr/bin/id"}},
                    BadInfo{"RelativeCwd", "x", {"cwd=tmp"}},
                    BadInfo{"RelativeChroot", "x", {"chroot=jail"}},
                    BadInfo{"OtherRealUid", "runas_uid", {"runas_uid=5", "runas_euid=0"}},
                    BadInfo{"EditFlagUnclear", "x", {"sudoedit=yes"}}),
    [](const auto& test) { return test.param.name; });

// sudo 1.9.13 says command=./tool for `sudo ./tool`.
TEST(ActionFromSudo, NamesARelativeCommandByWhereItStarts) {
  const struct {
    const char* command;
    Entries added;
    const char* path;
  } cases[] = {{"./tool", {"cwd=/srv"}, "/srv/tool"},
               {".//./bin/tool", {"cwd=/srv"}, "/srv/bin/tool"},
               {"bin/tool", {"cwd=/"}, "/bin/tool"},
               {"../tool", {"cwd=/srv/a"}, "/srv/a/../tool"},
               {"a/./tool", {"cwd=/srv"}, "/srv/a/./tool"},
               {"bin/tool", {"chroot=/jail"}, "/bin/tool"},
               {"./tool", {}, nullptr}};
  for (const auto& a_case : cases) {
    auto info =
        Changed(RootCommandInfo("/x"), "command", {std::string("command=") + a_case.command});
    info.insert(info.end(), a_case.added.begin(), a_case.added.end());
    const std::string here = std::filesystem::current_path().string() + "/tool";
    EXPECT_EQ(Built(info).value().command, a_case.path == nullptr ? here : a_case.path);
  }
}

TEST(ActionFromSudo, TakesTheTypedPathForTheProgramsOwnName) {
  auto info = Changed(RootCommandInfo("/x"), "command", {"command=./systemctl"});
  info.emplace_back("cwd=/srv");
  Resolved resolved = Restart(info);
  resolved.argv[0] = "./systemctl";
  const auto action = ActionFromSudo(Alice(), resolved, OnlyRoot);
  EXPECT_EQ(action.value().argv[0], "/srv/systemctl");
  resolved.argv[0] = "./other";
  EXPECT_EQ(ActionFromSudo(Alice(), resolved, OnlyRoot).value().argv[0], "./other");
}

TEST(ActionFromSudo, SeesRootBehindStaySetuid) {
  auto info =
      Changed(RootCommandInfo("/usr/bin/id"), "runas_uid", {"runas_uid=1001", "runas_euid=0"});
  EXPECT_EQ(Built(info).value().runas_uid, 0U);
}

TEST(ActionFromSudo, KeepsTheCallersGroupsWithPreserveGroups) {
  auto info = Changed(RootCommandInfo("/usr/bin/id"), "runas_groups", {"preserve_groups=true"});
  EXPECT_THAT(Built(info).value().runas_groups, ElementsAre(27U, 1001U));
}

TEST(ActionFromSudo, TakesTheDirectoryThatSudoersChose) {
  auto info = RootCommandInfo("/usr/bin/id");
  info.emplace_back("cwd=/srv");
  EXPECT_EQ(Built(info).value().cwd, "/srv");
}

TEST(ActionFromSudo, StaysWhereItIsWhenAnOptionalDirectoryIsNotThere) {
  auto info = RootCommandInfo("/usr/bin/id");
  info.insert(info.end(), {"cwd=/nonexistent", "cwd_optional=true"});
  EXPECT_EQ(Built(info).value().cwd, "/home/alice");
}

TEST(ActionFromSudo, StartsAtTheTopOfAChroot) {
  auto info = RootCommandInfo("/usr/bin/id");
  info.emplace_back("chroot=/srv/jail");
  EXPECT_EQ(Built(info).value().cwd, "/");
  EXPECT_EQ(Built(info).value().chroot, "/srv/jail");
}

TEST(ActionFromSudo, TakesNothingThatAnEditorStartsForASudoedit) {
  Entries info = RootCommandInfo("/usr/bin/vi");
  info.emplace_back("sudoedit=true");
  Resolved resolved = Restart(info);
  resolved.argv = {"vi", "--", "/etc/hosts"};
  EXPECT_THAT(ActionFromSudo(Alice(), resolved, OnlyRoot), IsOk());
  resolved.stage = Stage::kSubcommand;
  EXPECT_THAT(ActionFromSudo(Alice(), resolved, OnlyRoot),
              FailsWith(Errc::kBadRequest, HasSubstr("an editor of sudoedit")));
}

TEST(ActionFromSudo, KnowsNoDirectoryAndNoEnvironmentOfASubcommand) {
  Resolved resolved = Restart();
  resolved.stage = Stage::kSubcommand;
  resolved.environment = {"A=1"};
  resolved.added_environment = {"A=1"};
  const auto action = ActionFromSudo(Alice(), resolved, OnlyRoot);
  ASSERT_THAT(action, IsOk());
  EXPECT_EQ(action.value().cwd, std::nullopt);
  EXPECT_TRUE(action.value().env.empty());
}

TEST(ActionFromSudo, RefusesTheRulesOfAnotherHost) {  // CVE-2025-32462
  EXPECT_THAT(ActionFromSudo(Alice({"remote_host=db-1"}), Restart(), OnlyRoot),
              FailsWith(Errc::kBadRequest, HasSubstr("another host")));
  EXPECT_THAT(ActionFromSudo(Alice({"remote_host=web-1"}), Restart(), OnlyRoot), IsOk());
}

TEST(ActionFromSudo, RefusesACommandWithoutArguments) {
  Resolved resolved = Restart();
  resolved.argv.clear();
  EXPECT_THAT(ActionFromSudo(Alice(), resolved, OnlyRoot),
              FailsWith(Errc::kBadRequest, HasSubstr("")));
}

// ---- sudoedit ----

class SudoeditTest : public testing::Test {
 protected:
  void SetUp() override {
    char name[] = "/tmp/assent-edit-XXXXXX";
    ASSERT_NE(::mkdtemp(name), nullptr);
    root_ = std::filesystem::canonical(name).string();
    std::filesystem::create_directory(root_ + "/real");
    std::filesystem::create_symlink(root_ + "/real", root_ + "/link");
  }
  void TearDown() override { std::filesystem::remove_all(root_); }

  Result<Action> Edit(const Entries& argv, const Entries& more = {}) {
    auto info = RootCommandInfo("/usr/bin/vim");
    info.emplace_back("sudoedit=true");
    info.insert(info.end(), more.begin(), more.end());
    Resolved resolved = Restart(info);
    resolved.argv = argv;
    return ActionFromSudo(Alice(), resolved, OnlyRoot);
  }

  std::string root_;
};

TEST_F(SudoeditTest, IsItsFilesAndNothingElse) {
  const auto action = Edit({"vim", "-x", "--", root_ + "/real/a", root_ + "/real/b"});
  ASSERT_THAT(action, IsOk());
  EXPECT_EQ(action.value().kind, "sudoedit");
  EXPECT_THAT(action.value().files, ElementsAre(root_ + "/real/a", root_ + "/real/b"));
  EXPECT_TRUE(action.value().command.empty());
  EXPECT_TRUE(action.value().argv.empty());
  EXPECT_EQ(action.value().cwd, std::nullopt);
}

TEST_F(SudoeditTest, SeesThroughALinkedDirectory) {
  EXPECT_THAT(Edit({"vim", "--", root_ + "/link/../real/./a"}).value().files,
              ElementsAre(root_ + "/real/a"));
  EXPECT_THAT(Edit({"vim", "--", root_ + "/link/a"}).value().files, ElementsAre(root_ + "/real/a"));
}

TEST_F(SudoeditTest, SeesThroughALinkedFileOnlyWhereSudoFollowsIt) {
  std::filesystem::create_symlink("/etc/hostname", root_ + "/real/l");
  EXPECT_THAT(Edit({"vim", "--", root_ + "/real/l"}).value().files, ElementsAre(root_ + "/real/l"));
  const auto followed = Edit({"vim", "--", root_ + "/real/l"}, {"sudoedit_follow=true"});
  EXPECT_THAT(followed.value().files, ElementsAre("/etc/hostname"));
}

TEST_F(SudoeditTest, CountsAllFilesBehindTheFirstDashes) {  // CVE-2023-22809
  EXPECT_THAT(Edit({"vim", "--", root_ + "/real/shadow", "--", root_ + "/real/b"}),
              FailsWith(Errc::kSystem, HasSubstr("/home/alice")));
  EXPECT_THAT(FilesToEdit({"vim", "--", "/etc/shadow", "--", "/b"}, "/", std::nullopt).value(),
              ElementsAre("/etc/shadow", "//--", "/b"));
  EXPECT_THAT(FilesToEdit({"vim", "--", "/etc/shadow", "--", "/b"}, "/", 1),
              FailsWith(Errc::kBadRequest, HasSubstr("another number")));
}

TEST_F(SudoeditTest, RefusesNoFileNoEditorNoDirectory) {
  const Entries cases[] = {{"vim", "--"},           {"vim"},
                           {"--", "/etc/hosts"},    {},
                           {"vim", "--", ""},       {"vim", "--", "/"},
                           {"vim", "--", "/etc/.."}};
  for (const Entries& argv : cases) EXPECT_FALSE(Edit(argv).ok()) << argv.size();
  EXPECT_THAT(Edit({"vim", "--", "/nonexistent/a"}),
              FailsWith(Errc::kSystem, HasSubstr("/nonexistent")));
}

TEST_F(SudoeditTest, TakesRelativeFilesFromTheCallersDirectory) {
  EXPECT_THAT(FilesToEdit({"vim", "--", "a"}, root_, 1).value(), ElementsAre(root_ + "/a"));
  EXPECT_THAT(FilesToEdit({"vim", "--", "a"}, std::nullopt, 1),
              FailsWith(Errc::kBadRequest, HasSubstr("relative")));
}

TEST_F(SudoeditTest, RefusesAChroot) {
  EXPECT_THAT(Edit({"vim", "--", "/etc/hosts"}, {"chroot=/srv"}),
              FailsWith(Errc::kBadRequest, HasSubstr("chroot")));
}

}  // namespace
}  // namespace assent
