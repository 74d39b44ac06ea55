// alice's sudo against a backend of the test's own.
#pragma once

#include <gmock/gmock.h>
#include <unistd.h>

#include <fstream>

#include "tests/unit/sudo_plugin/fake_backend.h"
#include "tests/unit/sudo_plugin/front_end.h"
#include "tests/unit/sudo_plugin/sample_sudo.h"

namespace assent {

class PolicyTest : public testing::Test {
 protected:
  void SetUp() override {
    if (::geteuid() != 0) GTEST_SKIP() << "the socket's path must belong to root";
  }

  void Start(FakeBackend::Answer answer) {
    backend_.emplace(std::move(answer));
    Configure("socket = \"" + backend_->socket() + "\"\nanswer_timeout = \"300ms\"\n");
    surroundings_.account = [](uid_t) {
      return std::optional(Account{"root", "/root", "/bin/bash"});
    };
    sudo_.emplace(surroundings_);
    TheSudoers().command_info = RootCommandInfo("/usr/bin/env");
    TheSudoers().argv = {"env", "true"};
    TheSudoers().environment = {"PATH=/usr/bin"};
  }

  void Configure(const std::string& text) {
    surroundings_.settings_path = backend_->directory() + "/client.toml";
    std::ofstream(surroundings_.settings_path) << text;
  }

  // open() as alice and check_policy().
  Outcome RunSudo(const Entries& settings = {}, const Entries& environment = {}) {
    EXPECT_EQ(sudo_->Open(settings, AliceInfo(), environment), kOpened);
    return sudo_->Check();
  }

  static FakeBackend::Answer Always(const std::string& code) {
    return [code](const Question& question) { return FakeBackend::No(question, code); };
  }
  static std::string Permit(const Question& question) { return FakeBackend::Yes(question); }

  std::optional<FakeBackend> backend_;
  Surroundings surroundings_;
  std::optional<FrontEnd> sudo_;
};

}  // namespace assent
