// A directory that plays "/", owned by whoever runs the tests.
#pragma once

#include <gtest/gtest.h>
#include <sys/stat.h>
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
    char name[] = "/tmp/assent-place-XXXXXX";
    ASSERT_NE(::mkdtemp(name), nullptr);
    root_ = name;
    std::filesystem::create_directory(root_ + "/bin");
    std::filesystem::create_directory(root_ + "/opt");
    Mode("/bin", 0755);
    Mode("/opt", 0755);
    policy_ = ProgramPolicy{::geteuid(), root_};
  }
  void TearDown() override { std::filesystem::remove_all(root_); }

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
