#include "sudo_plugin/trust.h"

#include <gmock/gmock.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "tests/unit/common/result_matchers.h"
#include "tests/unit/sudo_plugin/program_place.h"

namespace assent {
namespace {

using testing::HasSubstr;
namespace fs = std::filesystem;

class TrustTest : public ProgramPlace {
 protected:
  Result<TrustedProgram> Open(const std::string& path) {
    return OpenTrustedProgram(path, std::nullopt, policy_);
  }
};

TEST_F(TrustTest, TakesAFileThatOnlyItsOwnerCanChange) {
  Write("/bin/tool", "x");
  const auto program = Open("/bin/tool");
  ASSERT_THAT(program, IsOk());
  EXPECT_EQ(program.value().snapshot.size, 1);
}

TEST_F(TrustTest, RefusesAFileOrDirectoryThatOthersCanWrite) {
  Write("/bin/tool", "x");
  Mode("/bin/tool", 0775);
  EXPECT_THAT(Open("/bin/tool"),
              FailsWith(Errc::kUntrustedFile, HasSubstr("/bin/tool: can be written by its group")));
  Mode("/bin/tool", 0757);
  EXPECT_THAT(Open("/bin/tool"), FailsWith(Errc::kUntrustedFile, HasSubstr("by everybody")));
  Mode("/bin/tool", 0755);
  Mode("/bin", 01777);  // sticky does not keep anybody from adding a link
  EXPECT_THAT(Open("/bin/tool"),
              FailsWith(Errc::kUntrustedFile, HasSubstr("/bin: can be written")));
}

TEST_F(TrustTest, RefusesForeignOwners) {
  Write("/bin/tool", "x");
  policy_.owner = ::geteuid() + 1;
  EXPECT_THAT(Open("/bin/tool"), FailsWith(Errc::kUntrustedFile, HasSubstr("owned by uid")));
}

TEST_F(TrustTest, FollowsLinksToWhereTheyLead) {
  Write("/opt/tool", "x");
  fs::create_symlink("/opt/tool", root_ + "/bin/absolute");
  fs::create_symlink("../opt/tool", root_ + "/bin/relative");
  fs::create_symlink("opt", root_ + "/alias");
  for (const char* const path : {"/bin/absolute", "/bin/relative", "/alias/tool",
                                 "/alias/../opt/./tool", "/../../opt/tool", "//opt//tool"}) {
    EXPECT_THAT(Open(path), IsOk()) << path;
  }
}

TEST_F(TrustTest, TellsEachNameOnTheWay) {
  fs::create_directory(root_ + "/etc");
  Write("/opt/tool", "x");
  fs::create_symlink(".", root_ + "/opt/X11");
  fs::create_symlink("../opt/X11/tool", root_ + "/etc/alternative");
  fs::create_symlink("/etc/alternative", root_ + "/bin/tool");
  const auto names = [this](const char* path) { return Open(path).value().names; };
  EXPECT_THAT(names("/opt/tool"), testing::ElementsAre("/opt/tool"));
  EXPECT_THAT(names("/opt/X11/X11/../opt/.//tool"), testing::ElementsAre("/opt/tool"));
  EXPECT_THAT(names("/opt/X11/../bin/tool"),
              testing::ElementsAre("/bin/tool", "/etc/alternative", "/opt/tool"));
  const auto inside = OpenTrustedProgram("/X11/tool", "/opt", policy_);
  ASSERT_THAT(inside, IsOk());
  EXPECT_THAT(inside.value().names, testing::ElementsAre("/tool"));
}

TEST_F(TrustTest, ChecksWhatALinkLeadsThrough) {
  fs::create_directory(root_ + "/home");
  Write("/home/tool", "x");
  Mode("/home", 0777);
  fs::create_symlink("/home/tool", root_ + "/bin/tool");
  EXPECT_THAT(Open("/bin/tool"),
              FailsWith(Errc::kUntrustedFile, HasSubstr("/home: can be written")));
  fs::create_symlink("/home/../opt/ok", root_ + "/bin/round");
  Write("/opt/ok", "x");
  EXPECT_THAT(Open("/bin/round"), FailsWith(Errc::kUntrustedFile, HasSubstr("/home")));
}

TEST_F(TrustTest, EndsInALoopOfLinks) {
  fs::create_symlink("b", root_ + "/bin/a");
  fs::create_symlink("a", root_ + "/bin/b");
  EXPECT_THAT(Open("/bin/a"), FailsWith(Errc::kUntrustedFile, HasSubstr("link")));
}

TEST_F(TrustTest, RefusesWhatIsNoRegularFileWithoutHanging) {
  ASSERT_EQ(::mkfifo((root_ + "/bin/fifo").c_str(), 0700), 0);
  EXPECT_THAT(Open("/bin/fifo"), FailsWith(Errc::kUntrustedFile, HasSubstr("regular")));
  EXPECT_THAT(Open("/bin"), FailsWith(Errc::kUntrustedFile, HasSubstr("regular")));
  EXPECT_THAT(Open("/bin/none"), FailsWith(Errc::kUntrustedFile, HasSubstr("/bin/none")));
  Write("/bin/tool", "x");
  EXPECT_THAT(Open("/bin/tool/x"), FailsWith(Errc::kUntrustedFile, HasSubstr("not a directory")));
  EXPECT_THAT(Open("bin/tool"), FailsWith(Errc::kUntrustedFile, HasSubstr("absolute")));
  EXPECT_THAT(Open(""), FailsWith(Errc::kUntrustedFile, HasSubstr("absolute")));
}

TEST_F(TrustTest, RefusesFileSystemsWhoseContentsComeFromElsewhere) {
  policy_ = ProgramPolicy{0, "/proc"};
  EXPECT_THAT(Open("/version"), FailsWith(Errc::kUntrustedFile, HasSubstr("local file system")));
}

// As desktops mount the disk of whoever is at the seat, who made the files on it as she liked.
TEST_F(TrustTest, RefusesFilesOnAFileSystemMountedNosuid) {
  Write("/bin/tool", "x");
  fs::create_directory(root_ + "/disk");
  fs::create_symlink("/disk/tool", root_ + "/bin/link");
  fs::create_symlink("/bin/tool", root_ + "/opt/tool");
  if (::unshare(CLONE_NEWNS) != 0 || ::mount("", "/", "", MS_REC | MS_PRIVATE, nullptr) != 0 ||
      ::mount("disk", (root_ + "/disk").c_str(), "tmpfs", MS_NOSUID, "mode=0755") != 0) {
    GTEST_SKIP() << "only root mounts";
  }
  Write("/disk/tool", "x");
  fs::create_symlink("/bin/tool", root_ + "/disk/link");
  for (const char* const path : {"/disk/tool", "/bin/link", "/disk/link", "/disk/../opt/tool"}) {
    EXPECT_THAT(Open(path), FailsWith(Errc::kUntrustedFile, HasSubstr("mounted nosuid"))) << path;
  }
  EXPECT_THAT(Open("/opt/tool"), IsOk());
  ::umount((root_ + "/disk").c_str());
}

// struct posix_acl_xattr_header and entries of the kernel: user 65534 may write.
TEST_F(TrustTest, RefusesAnAclThatLetsOthersWrite) {
  Write("/bin/tool", "x");
  const unsigned char acl[] = {2,  0, 0, 0,                           // version
                               1,  0, 6, 0, 0xff, 0xff, 0xff, 0xff,   // owner rw-
                               2,  0, 6, 0, 0xfe, 0xff, 0,    0,      // user 65534 rw-
                               4,  0, 4, 0, 0xff, 0xff, 0xff, 0xff,   // group r--
                               16, 0, 6, 0, 0xff, 0xff, 0xff, 0xff,   // mask rw-
                               32, 0, 4, 0, 0xff, 0xff, 0xff, 0xff};  // other r--
  if (::setxattr((root_ + "/bin/tool").c_str(), "system.posix_acl_access", acl, sizeof acl, 0) !=
      0) {
    GTEST_SKIP() << "no ACLs here";
  }
  EXPECT_THAT(Open("/bin/tool"), FailsWith(Errc::kUntrustedFile, HasSubstr("/bin/tool")));
}

TEST_F(TrustTest, HoldsAScriptsInterpreterToTheSame) {
  Write("/bin/sh",
        "\x7f"
        "ELF");
  Write("/bin/good", "#!/bin/sh -e\n");
  Write("/bin/good2", "#! \t/bin/good\n");
  Write("/bin/bad", "#!/home/evil\n");
  Write("/bin/relative", "#!sh\n");
  Write("/bin/nothing", "#!");
  Write("/bin/loop", "#!/bin/loop\n");
  fs::create_directory(root_ + "/home");
  Write("/home/evil", "x");
  Mode("/home/evil", 0777);
  EXPECT_THAT(Open("/bin/good"), IsOk());
  EXPECT_THAT(Open("/bin/good2"), IsOk());
  EXPECT_THAT(Open("/bin/bad"), FailsWith(Errc::kUntrustedFile, HasSubstr("/home/evil")));
  EXPECT_THAT(Open("/bin/relative"), FailsWith(Errc::kUntrustedFile, HasSubstr("interpreter")));
  EXPECT_THAT(Open("/bin/nothing"), FailsWith(Errc::kUntrustedFile, HasSubstr("interpreter")));
  EXPECT_THAT(Open("/bin/loop"), FailsWith(Errc::kUntrustedFile, HasSubstr("interpreters")));
}

TEST_F(TrustTest, ResolvesLinksInsideTheChroot) {
  fs::create_directories(root_ + "/jail/bin");
  Write("/jail/bin/tool", "jail");
  Write("/bin/tool", "outside!");
  fs::create_symlink("/bin/tool", root_ + "/jail/link");
  fs::create_symlink("../../../bin/tool", root_ + "/jail/up");
  for (const char* const path : {"/link", "/up", "/bin/tool"}) {
    const auto program = OpenTrustedProgram(path, "/jail", policy_);
    ASSERT_THAT(program, IsOk());
    EXPECT_EQ(program.value().snapshot.size, 4) << path;
  }
  Mode("/jail", 0777);
  EXPECT_THAT(OpenTrustedProgram("/bin/tool", "/jail", policy_),
              FailsWith(Errc::kUntrustedFile, HasSubstr("/jail")));
}

TEST_F(TrustTest, NoticesEveryChangeOfTheFile) {
  Write("/bin/tool", "x");
  const Snapshot before = Open("/bin/tool").value().snapshot;
  EXPECT_EQ(Open("/bin/tool").value().snapshot, before);
  Write("/bin/other", "y");
  fs::rename(root_ + "/bin/other", root_ + "/bin/tool");
  EXPECT_FALSE(Open("/bin/tool").value().snapshot == before);
}

}  // namespace
}  // namespace assent
