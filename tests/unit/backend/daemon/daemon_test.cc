// What main puts together: the socket, the names, the configuration.

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <fstream>

#include "backend/daemon/configuration.h"
#include "backend/daemon/host.h"
#include "backend/daemon/listen_socket.h"
#include "tests/unit/common/result_matchers.h"

namespace assent {
namespace {

using testing::HasSubstr;

class DaemonTest : public testing::Test {
 protected:
  DaemonTest() {
    std::string pattern = testing::TempDir() + "assent-daemon-XXXXXX";
    EXPECT_NE(::mkdtemp(pattern.data()), nullptr);
    directory_ = pattern;
  }
  ~DaemonTest() override { std::filesystem::remove_all(directory_); }
  [[nodiscard]] std::string In(const char* name) const { return directory_ + "/" + name; }
  void Write(const char* name, const std::string& text) const {
    std::ofstream(In(name)) << text;
    ::chmod(In(name).c_str(), 0600);
  }
  [[nodiscard]] static TrustPolicy Own() { return {::geteuid(), 64 * 1024}; }

  std::string directory_;
};

TEST_F(DaemonTest, EverybodyMayConnectToTheSocketAndNobodyInheritsIt) {
  const auto socket = BindSocket(In("s"));
  ASSERT_THAT(socket, IsOk());
  struct stat found = {};
  ASSERT_EQ(::stat(In("s").c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777U, 0666U);
  EXPECT_NE(::fcntl(socket.value().get(), F_GETFD) & FD_CLOEXEC, 0);
}

TEST_F(DaemonTest, ASocketThatNobodyListensOnIsReplaced) {
  { const auto left_behind = BindSocket(In("s")); }
  EXPECT_TRUE(std::filesystem::exists(In("s")));
  EXPECT_THAT(BindSocket(In("s")), IsOk());
}

TEST_F(DaemonTest, ASocketThatSomebodyListensOnIsNotTakenFromHim) {
  const auto first = BindSocket(In("s"));
  ASSERT_THAT(first, IsOk());
  EXPECT_THAT(BindSocket(In("s")), FailsWith(Errc::kBadConfig, HasSubstr("listens there already")));
}

TEST_F(DaemonTest, AFileIsNotRemovedForASocket) {
  Write("s", "precious");
  EXPECT_THAT(BindSocket(In("s")), FailsWith(Errc::kBadConfig, HasSubstr("no socket")));
  EXPECT_TRUE(std::filesystem::exists(In("s")));
}

TEST_F(DaemonTest, ALinkIsNotFollowed) {
  ASSERT_EQ(::symlink(In("elsewhere").c_str(), In("s").c_str()), 0);
  EXPECT_THAT(BindSocket(In("s")), FailsWith(Errc::kBadConfig, testing::_));
  EXPECT_FALSE(std::filesystem::exists(In("elsewhere")));
}

TEST_F(DaemonTest, ADirectoryThatOthersCanWriteIsRefused) {
  for (const mode_t mode : {0777U, 0775U, 01777U}) {
    ASSERT_EQ(::chmod(directory_.c_str(), mode), 0);
    EXPECT_THAT(BindSocket(In("s")), FailsWith(Errc::kUntrustedFile, testing::_)) << mode;
  }
}

TEST_F(DaemonTest, APathThatIsTooLongOrRelativeIsRefused) {
  EXPECT_THAT(BindSocket("/" + std::string(200, 'x')), FailsWith(Errc::kBadConfig, testing::_));
  EXPECT_THAT(BindSocket("s"), FailsWith(Errc::kBadConfig, testing::_));
}

TEST_F(DaemonTest, AWrongConfigurationNamesFileAndLine) {
  std::filesystem::create_directory(In("rules.d"));
  const std::string settings = "rules_directory = \"" + In("rules.d") + "\"\n";
  Write("assentd.toml", settings);
  EXPECT_THAT(ReadConfiguration(In("assentd.toml"), Own()), IsOk());
  Write("rules.d/a.toml", "[[rule]]\nname = \"x\"\nefect = \"permit\"\n");
  EXPECT_THAT(ReadConfiguration(In("assentd.toml"), Own()),
              FailsWith(Errc::kBadConfig, HasSubstr("rules.d/a.toml:")));
  Write("assentd.toml", settings + "sokcet = \"/x\"\n");
  EXPECT_THAT(ReadConfiguration(In("assentd.toml"), Own()),
              FailsWith(Errc::kBadConfig, HasSubstr("assentd.toml:2: ")));
}

TEST_F(DaemonTest, AConfigurationThatOthersCanWriteIsRefused) {
  Write("assentd.toml", "");
  ASSERT_EQ(::chmod(In("assentd.toml").c_str(), 0666), 0);
  EXPECT_THAT(ReadConfiguration(In("assentd.toml"), Own()),
              FailsWith(Errc::kUntrustedFile, testing::_));
  ASSERT_EQ(::chmod(In("assentd.toml").c_str(), 0600), 0);
  EXPECT_THAT(ReadConfiguration(In("assentd.toml"), {::geteuid() + 1, 1024}),
              FailsWith(Errc::kUntrustedFile, testing::_));
}

TEST(SystemNamesTest, KnowRootAndNobodyThatThereIsNot) {
  const NameService names = SystemNames();
  const auto root = names.user("root");
  ASSERT_THAT(root, IsOk());
  ASSERT_TRUE(root.value());
  EXPECT_EQ(root.value()->uid, 0U);
  const auto group = names.group("root");
  ASSERT_THAT(group, IsOk());
  ASSERT_TRUE(group.value());
  EXPECT_THAT(group.value()->members, testing::Contains("root")) << "it is root's own group";
  EXPECT_FALSE(names.user("no such user, ever").value());
  EXPECT_FALSE(names.group("no such group, ever").value());
}

TEST(HostTest, TheClockGoesOnAndTheBootHasAName) {
  const SystemClock clock;
  const Moment before = clock.Now();
  EXPECT_GT(before.boot.count(), 0);
  EXPECT_GE(clock.Now().boot, before.boot);
  const auto boot = BootId();
  ASSERT_THAT(boot, IsOk());
  EXPECT_EQ(boot.value().size(), 36U);
}

}  // namespace
}  // namespace assent
