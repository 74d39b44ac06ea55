// Plays sudo's front-end on the plugin that is built: loaded as src/load_plugins.c loads it, called
// in the order of src/sudo.c, by the rules of the plugin API's version (sudo_plugin(5), PLUGIN API
// CHANGELOG).
#pragma once

#include <list>
#include <memory>
#include <string>

#include "sudo_plugin/sudo_api.h"
#include "tests/driver/stand_in.h"

namespace assent {

// What sudo of API 1.`minor` tells the plugin about alice's `sudo -D /srv env true`.
Entries SettingsOf(unsigned minor);
Entries UserInfoOf(unsigned minor);

struct Checked {
  int code = -99;
  Entries command_info, argv, environment;
  std::string errstr;
};

class Sudo {
 public:
  explicit Sudo(unsigned version = SUDO_API_MKVERSION(1, 22));
  Sudo(const Sudo&) = delete;
  Sudo& operator=(const Sudo&) = delete;

  void RegisterHooks();
  void Unload();  // sudo itself leaves that to its end
  int Open();
  Checked Check(const Entries& argv = {"env", "true"}, const Entries& env_add = {});
  int InitSession();
  void Close(int status = 0, int error = 0);
  int List();
  int Validate();
  void Invalidate(int remove);
  int ShowVersion();

  [[nodiscard]] policy_plugin& plugin() { return *plugin_; }
  [[nodiscard]] unsigned minor() const { return SUDO_API_VERSION_GET_MINOR(version_); }
  static std::string& said();  // all that went through conversation and printf

  Entries settings, user_info, environment;
  std::unique_ptr<CVector> options;  // nullptr: none in sudo.conf

 private:
  [[nodiscard]] const char** Errstr();

  unsigned version_;
  void* library_;
  policy_plugin* plugin_;
  const char* errstr_ = nullptr;
  // sudo keeps them to its end.
  std::list<CVector> handed_out_;
};

}  // namespace assent
