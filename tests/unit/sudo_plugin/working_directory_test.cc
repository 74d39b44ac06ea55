#include "sudo_plugin/working_directory.h"

#include <gmock/gmock.h>

#include "tests/unit/common/result_matchers.h"
#include "tests/unit/sudo_plugin/program_place.h"

namespace assent {
namespace {

using testing::HasSubstr;
namespace fs = std::filesystem;

class DirectoryToGoToTest : public ProgramPlace {
 protected:
  void SetUp() override {
    ProgramPlace::SetUp();
    fs::create_directory(root_ + "/open");
    fs::create_directory(root_ + "/open/below");
    Mode("/open", 0777);
    chosen_.chooses_directory = true;
  }

  Result<std::optional<std::string>> GoTo(const std::string& directory,
                                          std::vector<std::string> more = {}) const {
    more.push_back("cwd=" + root_ + directory);
    return DirectoryToGoTo(chosen_, SudoVector("command_info", std::move(more)), ::geteuid());
  }
  std::optional<std::string> At(const std::string& directory) const { return root_ + directory; }

  Invocation chosen_;
};

TEST_F(DirectoryToGoToTest, IsWhereTheLinksLead) {
  fs::create_directory_symlink(root_ + "/opt", root_ + "/open/link");
  fs::create_directory_symlink("../open/link", root_ + "/bin/link");
  for (const char* const name : {"/opt", "/opt/", "//opt/.", "/bin/../opt", "/bin/link"}) {
    EXPECT_EQ(GoTo(name).value(), At("/opt")) << name;
  }
}

TEST_F(DirectoryToGoToTest, IsNoneThatOthersCanPutAnotherInThePlaceOf) {
  EXPECT_THAT(GoTo("/open"), IsOk()) << "its own name is not theirs to change";
  for (const char* const name : {"/open/below", "/bin/../open/below", "/open/none"}) {
    EXPECT_THAT(GoTo(name), FailsWith(Errc::kBadRequest, HasSubstr("in its place"))) << name;
  }
}

TEST_F(DirectoryToGoToTest, IsWhatTheAdministratorSaysWhoeverCouldReplaceIt) {
  chosen_.chooses_directory = false;
  EXPECT_EQ(GoTo("/open/below").value(), At("/open/below"));
}

TEST_F(DirectoryToGoToTest, InAStickyDirectoryBelongsToWhoItIsFor) {
  Mode("/open", 01777);
  EXPECT_THAT(GoTo("/open/below"), IsOk());
  EXPECT_THAT(GoTo("/open/none"), FailsWith(Errc::kBadRequest, HasSubstr("in its place")));
  if (::geteuid() != 0) GTEST_SKIP() << "only root gives files away";
  ASSERT_EQ(::chown((root_ + "/open/below").c_str(), 1001, 1001), 0);
  EXPECT_THAT(GoTo("/open/below"), FailsWith(Errc::kBadRequest, HasSubstr("in its place")));
}

TEST_F(DirectoryToGoToTest, ThatIsNotThereKeepsItsName) {
  EXPECT_EQ(GoTo("/none").value(), At("/none"));
  EXPECT_THAT(GoTo("/none/none"), FailsWith(Errc::kSystem, HasSubstr("/none/none")));
  EXPECT_THAT(GoTo("/none/.."), FailsWith(Errc::kSystem, HasSubstr("/none/..")));
  EXPECT_EQ(GoTo("/none", {"cwd_optional=true"}).value(), std::nullopt);
}

TEST_F(DirectoryToGoToTest, InAChrootIsNotLookedFor) {
  EXPECT_EQ(GoTo("/open/none", {"chroot=/jail"}).value(), At("/open/none"));
}

TEST_F(DirectoryToGoToTest, IsNoneWhereSudoStays) {
  EXPECT_EQ(DirectoryToGoTo(chosen_, SudoVector("command_info", {}), 0).value(), std::nullopt);
}

}  // namespace
}  // namespace assent
