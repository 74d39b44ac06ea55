#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "tests/unit/backend/rules/rules_fixture.h"

namespace assent {
namespace {

using testing::HasSubstr;
namespace fs = std::filesystem;

class ReadRuleFilesTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = testing::TempDir() + "assent-rules-XXXXXX";
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    directory_ = pattern;
    fs::permissions(directory_, fs::perms(0755));
  }
  void TearDown() override { fs::remove_all(directory_); }

  void Write(const std::string& name, const std::string& text, mode_t mode = 0644) {
    std::ofstream(directory_ + "/" + name) << text;
    ASSERT_EQ(::chmod((directory_ + "/" + name).c_str(), mode), 0);
  }
  [[nodiscard]] Result<std::vector<RuleFile>> Read() const {
    TrustPolicy policy;
    policy.owner = ::geteuid();
    return ReadRuleFiles(directory_, policy);
  }

  std::string directory_;
};

TEST_F(ReadRuleFilesTest, ReadsTomlFilesInNameOrder) {
  Write("20-b.toml", "b");
  Write("10-a.toml", "a");
  Write("30-c.toml.example", "c");
  Write(".hidden.toml", "d");
  Write("40-e.toml~", "e");
  Write("toml", "f");
  const auto files = Read();
  ASSERT_THAT(files, IsOk());
  ASSERT_EQ(files.value().size(), 2U);
  EXPECT_EQ(files.value()[0].path, directory_ + "/10-a.toml");
  EXPECT_EQ(files.value()[0].text, "a");
  EXPECT_EQ(files.value()[1].text, "b");
}

TEST_F(ReadRuleFilesTest, AMissingDirectoryHasNoRules) {
  const auto files = ReadRuleFiles(directory_ + "/none", {});
  ASSERT_THAT(files, IsOk());
  EXPECT_TRUE(files.value().empty());
}

TEST_F(ReadRuleFilesTest, RefusesAFileThatOthersCanWrite) {
  Write("a.toml", "", 0664);
  EXPECT_THAT(Read(), FailsWith(Errc::kUntrustedFile, HasSubstr("a.toml")));
}

TEST_F(ReadRuleFilesTest, RefusesADirectoryThatOthersCanWrite) {
  Write("a.toml", "");
  for (const auto mode : {0775, 0757, 01777}) {
    fs::permissions(directory_, fs::perms(mode));
    EXPECT_THAT(Read(), FailsWith(Errc::kUntrustedFile, HasSubstr(directory_))) << mode;
  }
}

TEST_F(ReadRuleFilesTest, RefusesAnotherOwner) {
  TrustPolicy policy;
  policy.owner = ::geteuid() + 1;
  EXPECT_THAT(ReadRuleFiles(directory_, policy), FailsWith(Errc::kUntrustedFile, HasSubstr("uid")));
}

TEST_F(ReadRuleFilesTest, RefusesLinksFifosAndDirectories) {
  fs::create_symlink("/etc/passwd", directory_ + "/a.toml");
  EXPECT_THAT(Read(), FailsWith(Errc::kUntrustedFile, HasSubstr("symbolic link")));
  fs::remove(directory_ + "/a.toml");
  ASSERT_EQ(::mkfifo((directory_ + "/a.toml").c_str(), 0644), 0);
  EXPECT_THAT(Read(), FailsWith(Errc::kUntrustedFile, HasSubstr("regular file")));
  fs::remove(directory_ + "/a.toml");
  fs::create_directory(directory_ + "/a.toml");
  EXPECT_THAT(Read(), FailsWith(Errc::kUntrustedFile, HasSubstr("regular file")));
}

TEST_F(ReadRuleFilesTest, RefusesALinkAsTheDirectory) {
  fs::create_symlink(directory_, directory_ + "/self");
  TrustPolicy policy;
  policy.owner = ::geteuid();
  EXPECT_FALSE(ReadRuleFiles(directory_ + "/self", policy).ok());
}

TEST_F(ReadRuleFilesTest, RefusesAFileThatIsTooLarge) {
  Write("a.toml", std::string(TrustPolicy().max_bytes + 1, '#'));
  EXPECT_THAT(Read(), FailsWith(Errc::kUntrustedFile, HasSubstr("larger")));
}

}  // namespace
}  // namespace assent
