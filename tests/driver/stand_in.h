// The policy below: what it answers, and what it saw of sudo through the plugin.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sudo_plugin/sudo_api.h"

namespace assent {

using Entries = std::vector<std::string>;

// A NULL-terminated vector for C.
class CVector {
 public:
  explicit CVector(Entries entries);
  CVector(const CVector&) = delete;
  CVector& operator=(const CVector&) = delete;
  [[nodiscard]] char** get() { return pointers_.data(); }

 private:
  Entries entries_;
  std::vector<char*> pointers_;
};

Entries Copied(const char* const* vector);

struct StandIn {
  // Answers.
  int open_result = 1, check_result = 1, session_result = 1;
  Entries command_info, argv, environment;

  // Seen. `heard` names the calls in their order.
  Entries heard;
  unsigned version = 0;
  Entries settings, user_info, user_env, env_add;
  std::optional<Entries> options;  // nullopt: NULL
  const char** errstr = nullptr;

  std::vector<std::unique_ptr<CVector>> returned;
};
StandIn& TheStandIn();

// `sudoers_policy` of fake_sudoers.so, which is loaded for it and stays.
policy_plugin& TheStandInsPlugin();

}  // namespace assent

extern "C" {
int AssentStandInOpen(unsigned version, sudo_conv_t conversation, sudo_printf_t print,
                      char* const settings[], char* const user_info[], char* const user_env[],
                      char* const options[], const char** errstr);
void AssentStandInClose(int status, int error);
int AssentStandInShowVersion(int verbose);
int AssentStandInCheckPolicy(int argc, char* const argv[], char* env_add[], char** info[],
                             char** argv_out[], char** env_out[], const char** errstr);
int AssentStandInList(int argc, char* const argv[], int verbose, const char* user,
                      const char** errstr);
int AssentStandInValidate(const char** errstr);
void AssentStandInInvalidate(int remove);
int AssentStandInInitSession(passwd* account, char** env_out[], const char** errstr);
void AssentStandInRegisterHooks(int version, int (*register_hook)(sudo_hook*));
void AssentStandInDeregisterHooks(int version, int (*deregister_hook)(sudo_hook*));
}
