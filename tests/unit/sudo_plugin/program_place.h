// A directory that plays "/", owned by whoever runs the tests.
#pragma once

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "sudo_plugin/trust.h"

namespace assent {

class ProgramPlace : public testing::Test {
 protected:
  void SetUp() override {
    // Many machines have /tmp mounted nosuid, where no program is trusted.
    root_ = std::string(IsNosuid("/tmp") ? "." : "/tmp") + "/assent-place-XXXXXX";
    ASSERT_NE(::mkdtemp(root_.data()), nullptr);
    root_ = std::filesystem::canonical(root_);
    if (IsNosuid(root_)) GTEST_SKIP() << "everything here is mounted nosuid";
    std::filesystem::create_directory(root_ + "/bin");
    std::filesystem::create_directory(root_ + "/opt");
    Mode("/bin", 0755);
    Mode("/opt", 0755);
    policy_ = ProgramPolicy{::geteuid(), root_};
  }
  void TearDown() override { std::filesystem::remove_all(root_); }

  static bool IsNosuid(const std::string& path) {
    struct statvfs info {};
    return ::statvfs(path.c_str(), &info) == 0 && (info.f_flag & ST_NOSUID) != 0;
  }
  void Write(const std::string& path, const std::string& bytes) {
    std::ofstream(root_ + path) << bytes;
    Mode(path, 0755);
  }
  void Mode(const std::string& path, mode_t mode) {
    ASSERT_EQ(::chmod((root_ + path).c_str(), mode), 0) << path;
  }

  std::string root_;
  ProgramPolicy policy_;
};

}  // namespace assent
