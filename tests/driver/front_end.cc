#include "tests/driver/front_end.h"

#include <dlfcn.h>
#include <pwd.h>

#include <array>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>

#include "tests/driver/faults.h"
#include "tests/unit/sudo_plugin/sample_sudo.h"

namespace assent {
namespace {

int Converse(int count, const sudo_conv_message messages[], sudo_conv_reply /*replies*/[],
             sudo_conv_callback* /*callback*/) {
  const Outside outside;
  for (int i = 0; i < count; ++i) {
    if ((messages[i].msg_type & 0xff) == SUDO_CONV_PROMPT_ECHO_ON) return -1;  // nobody types
    Sudo::said() += messages[i].msg;
  }
  return 0;
}

int Print(int /*type*/, const char* format, ...) {
  const Outside outside;
  std::array<char, 256> text{};
  va_list values;
  va_start(values, format);
  const int size = std::vsnprintf(text.data(), text.size(), format, values);
  va_end(values);
  Sudo::said() += text.data();
  return size;
}

int RegisterHook(sudo_hook* /*hook*/) { return 0; }

sudo_plugin_event* NoEvent() { return nullptr; }

void AddSince(unsigned since, unsigned minor, const Entries& more, Entries& entries) {
  if (minor >= since) entries.insert(entries.end(), more.begin(), more.end());
}

}  // namespace

Entries SettingsOf(unsigned minor) {
  Entries settings = {"progname=sudo", "plugin_dir=/usr/libexec/sudo", "network_addrs=10.0.0.1/24",
                      "plugin_path=" ASSENT_PLUGIN};
  AddSince(16, minor, {"cmnd_cwd=/srv"}, settings);
  AddSince(19, minor, {"intercept_ptrace=true", "intercept_setid=true"}, settings);
  AddSince(20, minor, {"update_ticket=true"}, settings);
  return settings;
}

Entries UserInfoOf(unsigned minor) {
  Entries info = AliceInfo();
  info.insert(info.end(), {"pid=1", "ppid=1", "euid=0", "egid=1001", "umask=022", "lines=24"});
  AddSince(16, minor, {"rlimit_core=0,infinity", "rlimit_nofile=1024,1048576"}, info);
  AddSince(22, minor, {"ttydev=34816"}, info);
  return info;
}

Sudo::Sudo(unsigned version)
    : settings(SettingsOf(SUDO_API_VERSION_GET_MINOR(version))),
      user_info(UserInfoOf(SUDO_API_VERSION_GET_MINOR(version))),
      environment({"PATH=/usr/bin", "TERM=xterm"}),
      version_(version),
      library_(::dlopen(ASSENT_PLUGIN, RTLD_LAZY | RTLD_GLOBAL)),
      plugin_(library_ == nullptr
                  ? nullptr
                  : static_cast<policy_plugin*>(::dlsym(library_, "assent_policy"))) {
  if (plugin_ == nullptr) {
    std::fprintf(stderr, "%s\n", ::dlerror());
    std::abort();
  }
  said().clear();
  ::getpwuid(0);  // sudo has looked people up by now; glibc's first time dies without memory
  if (version >= SUDO_API_MKVERSION(1, 15) && plugin_->version >= SUDO_API_MKVERSION(1, 15)) {
    plugin_->event_alloc = NoEvent;
  }
}

void Sudo::Unload() { ::dlclose(library_); }

std::string& Sudo::said() {
  static std::string said;
  return said;
}

// Before 1.15 there is no such argument: what the plugin finds in its place is garbage.
const char** Sudo::Errstr() {
  errstr_ = nullptr;
  return minor() < 15 ? reinterpret_cast<const char**>(1) : &errstr_;
}

void Sudo::RegisterHooks() {
  const Inside inside;
  plugin_->register_hooks(SUDO_HOOK_VERSION, RegisterHook);
}

int Sudo::Open() {
  char** const first = handed_out_.emplace_back(settings).get();
  char** const second = handed_out_.emplace_back(user_info).get();
  char** const third = handed_out_.emplace_back(environment).get();
  const Inside inside;
  return plugin_->open(version_, Converse, Print, first, second, third,
                       options == nullptr ? nullptr : options->get(), Errstr());
}

Checked Sudo::Check(const Entries& argv, const Entries& env_add) {
  char** const arguments = handed_out_.emplace_back(argv).get();
  char** const added = env_add.empty() ? nullptr : handed_out_.emplace_back(env_add).get();
  char** info = nullptr;
  char** argv_out = nullptr;
  char** env_out = nullptr;
  Checked checked;
  {
    const Inside inside;
    checked.code = plugin_->check_policy(static_cast<int>(argv.size()), arguments, added, &info,
                                         &argv_out, &env_out, Errstr());
  }
  checked.command_info = Copied(info);
  checked.argv = Copied(argv_out);
  checked.environment = Copied(env_out);
  if (errstr_ != nullptr) checked.errstr = errstr_;
  return checked;
}

int Sudo::InitSession() {
  char** env_out = nullptr;
  const Inside inside;
  return plugin_->init_session(nullptr, &env_out, Errstr());
}

void Sudo::Close(int status, int error) {
  if (plugin_->close == nullptr) return;
  const Inside inside;
  plugin_->close(status, error);
}

int Sudo::List() {
  const Inside inside;
  return plugin_->list(0, nullptr, 0, nullptr, Errstr());
}

int Sudo::Validate() {
  const Inside inside;
  return plugin_->validate(Errstr());
}

void Sudo::Invalidate(int remove) {
  const Inside inside;
  plugin_->invalidate(remove);
}

int Sudo::ShowVersion() {
  const Inside inside;
  return plugin_->show_version(1);
}

}  // namespace assent
