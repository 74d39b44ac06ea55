#include "sudo_plugin/sealed_copy.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>

#include "sudo_plugin/program.h"
#include "tests/unit/common/result_matchers.h"
#include "tests/unit/sudo_plugin/program_place.h"

namespace assent {
namespace {

using testing::HasSubstr;

class SealedCopyTest : public ProgramPlace {
 protected:
  Action ActionOf(const std::string& path) {
    Action action;
    action.kind = "sudo";
    action.command = root_ + path;
    action.argv = {"tool"};
    return action;
  }
};

// The exit status of what fexecve(3) runs from `fd`.
int ExitStatusOf(int fd) {
  const pid_t child = ::fork();
  if (child == 0) {
    char name[] = "tool";
    char* const argv[] = {name, nullptr};
    char* const envp[] = {nullptr};
    ::fexecve(fd, argv, envp);
    ::_exit(99);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST_F(SealedCopyTest, CannotBeWrittenAnyMore) {
  Write("/bin/tool", "content");
  const auto copy = MakeSealedCopy(root_ + "/bin/tool", policy_);
  ASSERT_THAT(copy, IsOk());
  const int fd = copy.value().fd.get();
  EXPECT_EQ(::pwrite(fd, "evil", 4, 0), -1);
  EXPECT_EQ(errno, EPERM);
  EXPECT_EQ(::ftruncate(fd, 0), -1);
  EXPECT_EQ(::ftruncate(fd, 100), -1);
  EXPECT_EQ(::fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE), -1);
  const std::string again = "/proc/self/fd/" + std::to_string(fd);
  const UniqueFd reopened(::open(again.c_str(), O_RDWR | O_CLOEXEC));
  EXPECT_EQ(::pwrite(reopened.get(), "evil", 4, 0), -1);
}

TEST_F(SealedCopyTest, HasTheHashOfWhatRuns) {
  Write("/bin/tool", "content");
  EXPECT_EQ(MakeSealedCopy(root_ + "/bin/tool", policy_).value().sha256, Sha256("content"));
}

TEST_F(SealedCopyTest, RunsWhatWasAskedAboutWhenTheFileIsRewritten) {
  std::filesystem::copy_file("/bin/true", root_ + "/bin/tool");
  const auto copy = MakeSealedCopy(root_ + "/bin/tool", policy_);
  ASSERT_THAT(copy, IsOk());
  std::filesystem::copy_file("/bin/false", root_ + "/bin/tool",
                             std::filesystem::copy_options::overwrite_existing);
  EXPECT_EQ(ExitStatusOf(copy.value().fd.get()), 0);
}

// Opening a device can do things, and the path is the requester's to turn.
TEST_F(SealedCopyTest, OpensNothingThatIsNoRegularFile) {
  const std::string path = root_ + "/bin/fifo";
  ASSERT_EQ(::mkfifo(path.c_str(), 0755), 0);
  std::filesystem::create_symlink(path, root_ + "/bin/link");
  const UniqueFd watch(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC));
  ASSERT_GE(::inotify_add_watch(watch.get(), path.c_str(), IN_OPEN), 0);
  for (const std::string& name : {path, root_ + "/bin/link"}) {
    EXPECT_THAT(MakeSealedCopy(name, policy_),
                FailsWith(Errc::kUntrustedFile, HasSubstr("regular")));
  }
  char event[4096];
  EXPECT_EQ(::read(watch.get(), event, sizeof event), -1) << "it was opened";
}

TEST_F(SealedCopyTest, StaysOpenAcrossExecOnlyForAScript) {
  Write("/bin/tool",
        "\x7f"
        "ELF");
  Write("/bin/sh",
        "\x7f"
        "ELF");
  Write("/bin/script", "#!/bin/sh\nexit 7\n");
  const auto program = MakeSealedCopy(root_ + "/bin/tool", policy_);
  const auto script = MakeSealedCopy(root_ + "/bin/script", policy_);
  EXPECT_EQ(::fcntl(program.value().fd.get(), F_GETFD), FD_CLOEXEC);
  ASSERT_THAT(script, IsOk());
  EXPECT_EQ(::fcntl(script.value().fd.get(), F_GETFD), 0);
  EXPECT_EQ(ExitStatusOf(script.value().fd.get()), 7);
}

TEST_F(SealedCopyTest, RefusesAScriptWithAForeignInterpreter) {
  Write("/opt/sh",
        "\x7f"
        "ELF");
  Mode("/opt/sh", 0777);
  Write("/bin/script", "#!/opt/sh\n");
  EXPECT_THAT(MakeSealedCopy(root_ + "/bin/script", policy_),
              FailsWith(Errc::kUntrustedFile, HasSubstr("/opt/sh")));
}

TEST_F(SealedCopyTest, RefusesWhatIsTooLargeOrNoFile) {
  Write("/bin/tool", std::string(1001, 'x'));
  EXPECT_THAT(MakeSealedCopy(root_ + "/bin/tool", policy_, 1000),
              FailsWith(Errc::kUntrustedFile, HasSubstr("larger than 1000")));
  EXPECT_THAT(MakeSealedCopy(root_ + "/bin/tool", policy_, 1001), IsOk());
  ASSERT_EQ(::mkfifo((root_ + "/bin/fifo").c_str(), 0700), 0);
  EXPECT_THAT(MakeSealedCopy(root_ + "/bin/fifo", policy_),
              FailsWith(Errc::kUntrustedFile, HasSubstr("regular")));
  EXPECT_THAT(MakeSealedCopy(root_ + "/bin/none", policy_),
              FailsWith(Errc::kSystem, HasSubstr("none")));
}

// Paths of these actions are below the place, while the policy walks from "/" through /tmp, which
// everybody can write: never trusted.
TEST_F(SealedCopyTest, StandsInForAProgramThatOthersCanChange) {
  Write("/bin/tool", "content");
  Action action = ActionOf("/bin/tool");
  Facts facts;
  const auto program = Program::Examine(action, facts, ProgramPolicy{});
  ASSERT_THAT(program, IsOk());
  EXPECT_FALSE(facts.executable_trusted);
  EXPECT_THAT(facts.executable_why, HasSubstr("/tmp"));
  EXPECT_EQ(action.executable_sha256, Sha256("content"));
  ASSERT_NE(program.value().copy(), nullptr);
  EXPECT_TRUE(program.value().IsUnchanged(action, ProgramPolicy{}));
  Write("/bin/tool", "changed content");
  EXPECT_FALSE(program.value().IsUnchanged(action, ProgramPolicy{}));
}

TEST_F(SealedCopyTest, CannotStandInForASubcommandOrInAChroot) {
  Write("/bin/tool", "content");
  Action action = ActionOf("/bin/tool");
  Facts facts;
  facts.intercepted = true;
  EXPECT_THAT(Program::Examine(action, facts, ProgramPolicy{}),
              FailsWith(Errc::kUntrustedFile, HasSubstr("/tmp")));
  facts.intercepted = false;
  action.command = "/bin/tool";
  action.chroot = root_;
  EXPECT_THAT(Program::Examine(action, facts, ProgramPolicy{}),
              FailsWith(Errc::kUntrustedFile, HasSubstr("/tmp")));
}

TEST_F(SealedCopyTest, IsNotMadeOfATrustedProgram) {
  Write("/bin/tool", "content");
  Action action = ActionOf("");
  action.command = "/bin/tool";
  Facts facts;
  const auto program = Program::Examine(action, facts, policy_);
  ASSERT_THAT(program, IsOk());
  EXPECT_TRUE(facts.executable_trusted);
  EXPECT_THAT(facts.executable_paths, testing::ElementsAre("/bin/tool"));
  EXPECT_EQ(program.value().copy(), nullptr);
  EXPECT_EQ(action.executable_sha256, std::nullopt);
  EXPECT_TRUE(program.value().IsUnchanged(action, policy_));
  Write("/bin/new", "content");
  std::filesystem::rename(root_ + "/bin/new", root_ + "/bin/tool");
  EXPECT_FALSE(program.value().IsUnchanged(action, policy_));
}

}  // namespace
}  // namespace assent
