// Plays sudo's front-end and sudoers around a Policy, in this process.
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sudo_plugin/policy.h"
#include "sudo_plugin/sudo_api.h"

namespace assent {

// What the fake sudoers answers, and what it saw.
struct FakeSudoers {
  int open_result = 1;
  int check_result = 1;
  int session_result = 1;
  std::optional<int> list_result;  // nullopt: how often it was asked
  std::string list_prints;
  bool drops_close = false;  // as sudoers does when it has nothing to do at the end
  std::vector<std::string> command_info;
  std::vector<std::string> argv;
  std::vector<std::string> environment;
  bool gives_command_info = true;
  int checks = 0, closes = 0, sessions = 0, lists = 0, validates = 0, invalidates = 0;
  std::vector<std::pair<int, int>> close_arguments;
};
FakeSudoers& TheSudoers();

struct Outcome {
  int code = -99;
  std::vector<std::string> command_info;
  std::string errstr;
  bool has_vectors = false;
};

class FrontEnd {
 public:
  explicit FrontEnd(Surroundings surroundings);

  int Open(const std::vector<std::string>& settings, const std::vector<std::string>& user_info,
           const std::vector<std::string>& environment);
  Outcome Check(const std::vector<std::string>& env_add = {});
  int InitSession();
  int List(const std::vector<std::string>& argv = {}, const char* user = nullptr);

  [[nodiscard]] policy_plugin& front() { return front_; }
  [[nodiscard]] policy_plugin& below() { return below_; }
  // Whether sudo would tell sudoers' audit plugin what the policy refuses.
  [[nodiscard]] bool sudoers_hears_noes() const {
    return audit_.reject != nullptr && audit_.error != nullptr;
  }
  [[nodiscard]] Policy& policy() { return *policy_; }
  static std::string& said();                              // all that went through the conversation
  static std::string& printed();                           // all that sudoers printed
  static std::deque<std::optional<std::string>>& typed();  // what prompts get; nullopt is ^C

 private:
  policy_plugin front_{};
  policy_plugin below_{};
  audit_plugin audit_{};
  std::unique_ptr<Policy> policy_;
  std::vector<std::unique_ptr<OwnedVector>> vectors_;
};

}  // namespace assent
