#include "tests/driver/stand_in.h"

#include <dlfcn.h>

#include <cstdio>
#include <cstdlib>

#include "tests/driver/faults.h"

namespace assent {

CVector::CVector(Entries entries) : entries_(std::move(entries)) {
  for (std::string& entry : entries_) pointers_.push_back(entry.data());
  pointers_.push_back(nullptr);
}

Entries Copied(const char* const* vector) {
  Entries entries;
  for (; vector != nullptr && *vector != nullptr; ++vector) entries.emplace_back(*vector);
  return entries;
}

StandIn& TheStandIn() {
  static StandIn stand_in;
  return stand_in;
}

policy_plugin& TheStandInsPlugin() {
  void* const library = ::dlopen(ASSENT_FAKE_SUDOERS, RTLD_LAZY | RTLD_GLOBAL);
  void* const policy = library == nullptr ? nullptr : ::dlsym(library, "sudoers_policy");
  if (policy == nullptr) {
    std::fprintf(stderr, "%s\n", ::dlerror());
    std::abort();
  }
  return *static_cast<policy_plugin*>(policy);
}

namespace {

int Hear(const char* call, int answer) {
  const Outside outside;
  TheStandIn().heard.emplace_back(call);
  return answer;
}

char** Return(const Entries& entries) {
  auto& returned = TheStandIn().returned;
  returned.push_back(std::make_unique<CVector>(entries));
  return returned.back()->get();
}

}  // namespace
}  // namespace assent

using assent::Outside;
using assent::TheStandIn;

extern "C" {
int AssentStandInOpen(unsigned version, sudo_conv_t /*conversation*/, sudo_printf_t /*print*/,
                      char* const settings[], char* const user_info[], char* const user_env[],
                      char* const options[], const char** errstr) {
  const Outside outside;
  assent::StandIn& stand_in = TheStandIn();
  stand_in.version = version;
  stand_in.settings = assent::Copied(settings);
  stand_in.user_info = assent::Copied(user_info);
  stand_in.user_env = assent::Copied(user_env);
  stand_in.options.reset();
  if (options != nullptr) stand_in.options = assent::Copied(options);
  stand_in.errstr = errstr;
  return assent::Hear("open", stand_in.open_result);
}

void AssentStandInClose(int /*status*/, int /*error*/) { assent::Hear("close", 0); }

int AssentStandInShowVersion(int /*verbose*/) { return assent::Hear("show_version", 1); }

int AssentStandInCheckPolicy(int /*argc*/, char* const /*argv*/[], char* env_add[], char** info[],
                             char** argv_out[], char** env_out[], const char** errstr) {
  const Outside outside;
  assent::StandIn& stand_in = TheStandIn();
  stand_in.returned.reserve(stand_in.returned.size() + 3);
  stand_in.env_add = assent::Copied(env_add);
  *info = assent::Return(stand_in.command_info);
  *argv_out = assent::Return(stand_in.argv);
  *env_out = assent::Return(stand_in.environment);
  stand_in.errstr = errstr;
  return assent::Hear("check_policy", stand_in.check_result);
}

int AssentStandInList(int /*argc*/, char* const /*argv*/[], int /*verbose*/, const char* /*user*/,
                      const char** /*errstr*/) {
  return assent::Hear("list", 1);
}

int AssentStandInValidate(const char** /*errstr*/) { return assent::Hear("validate", 1); }

void AssentStandInInvalidate(int remove) {
  assent::Hear(remove != 0 ? "invalidate and remove" : "invalidate", 0);
}

int AssentStandInInitSession(passwd* /*account*/, char** /*env_out*/[], const char** /*errstr*/) {
  return assent::Hear("init_session", TheStandIn().session_result);
}

void AssentStandInRegisterHooks(int /*version*/, int (* /*register_hook*/)(sudo_hook*)) {
  assent::Hear("register_hooks", 0);
}

void AssentStandInDeregisterHooks(int /*version*/, int (* /*deregister_hook*/)(sudo_hook*)) {
  assent::Hear("deregister_hooks", 0);
}
}
