// The C boundary: `struct policy_plugin assent_policy`, which sudo looks up by name. It converts
// and forwards; it decides nothing.
#include <array>
#include <cstddef>
#include <exception>
#include <memory>
#include <optional>
#include <string>

#include "common/base/escape.h"
#include "sudo_plugin/boundary.h"
#include "sudo_plugin/policy.h"
#include "sudo_plugin/reserve.h"
#include "sudo_plugin/sudo_api.h"
#include "sudo_plugin/sudoers.h"

extern "C" {
extern policy_plugin assent_policy;
}

namespace assent {
namespace {

constexpr const char* kSudoersPath = ASSENT_SUDO_PLUGIN_DIR "/sudoers.so";

// What outlives every call, and is never torn down: sudo may call us, or read what we handed out,
// while the process is ending. Made without memory from the heap, so that Report() has it.
struct Loaded {
  policy_plugin* below = nullptr;
  std::string why_not;
  std::optional<Policy> policy;
};

Loaded& TheLoaded() noexcept {
  alignas(Loaded) static std::array<std::byte, sizeof(Loaded)> place;
  static Loaded* const loaded = std::construct_at(reinterpret_cast<Loaded*>(place.data()));
  return *loaded;
}

// The first exception of a thread takes memory for the library's own thread-local data, and the
// loader ends the process when there is none. Better now than in a sub-check, where the death of
// sudo lets the sub-command run.
void PrepareForExceptions() { static_cast<void>(std::current_exception()); }

// Hooks are registered before open(), so sudoers has to be there by then.
policy_plugin* Below() {
  Loaded& loaded = TheLoaded();
  if (loaded.below != nullptr || !loaded.why_not.empty()) return loaded.below;
  auto policy = LoadPolicy(kSudoersPath, "sudoers_policy");
  if (policy.ok()) {
    loaded.policy.emplace(assent_policy, *policy.value(), Surroundings(),
                          FindAudit(kSudoersPath, "sudoers_audit"));
    loaded.below = policy.value();  // last: what comes before can run out of memory
  } else {
    loaded.why_not = policy.error().detail;
  }
  return loaded.below;
}

Policy* ThePolicy() { return Below() == nullptr ? nullptr : &*TheLoaded().policy; }

void Report(const char* what) noexcept {
  Loaded& loaded = TheLoaded();
  if (!loaded.policy) return;
  try {
    loaded.policy->terminal().Complain("internal error: " + Escape(what) + "; nothing was run");
  } catch (...) {  // out of memory: what failed is denied all the same
  }
}

template <typename Call>
int Guarded(int failed, Call&& call) noexcept {
  return AtBoundary(
      failed,
      [&] {
        Policy* const policy = ThePolicy();
        return policy == nullptr ? failed : call(*policy);
      },
      Report);
}

template <typename Call>
void Guarded(Call&& call) noexcept {
  Guarded(0, [&](Policy& policy) {
    call(policy);
    return 0;
  });
}

std::string VersionText(unsigned version) {
  return std::to_string(SUDO_API_VERSION_GET_MAJOR(version)) + "." +
         std::to_string(SUDO_API_VERSION_GET_MINOR(version));
}

int OpenOnce(unsigned version, sudo_conv_t conversation, sudo_printf_t print,
             char* const settings[], char* const user_info[], char* const user_env[],
             char* const options[], const char** errstr) {
  const Terminal terminal(conversation);
  PrepareForExceptions();
  if (SupportOf(version) != ApiSupport::kSupported) {
    terminal.Complain("this sudo speaks plugin API " + VersionText(version) +
                      "; 1.15 (sudo 1.9.0) or a later 1.x is needed (BAD_CONFIG)");
    return kOpenFailed;
  }
  Policy* const policy = ThePolicy();
  if (policy == nullptr) {
    terminal.Complain("the sudoers policy cannot be used: " + Escape(TheLoaded().why_not) +
                      " (BAD_CONFIG)");
    return kOpenFailed;
  }
  return policy->Open(version, conversation, print, settings, user_info, user_env, options, errstr);
}

int Open(unsigned version, sudo_conv_t conversation, sudo_printf_t print, char* const settings[],
         char* const user_info[], char* const user_env[], char* const options[],
         const char** errstr) {
  return AtBoundary<int>(
      kOpenFailed,
      [&] {
        return OpenOnce(version, conversation, print, settings, user_info, user_env, options,
                        errstr);
      },
      Report);
}

void Close(int exit_status, int error) {
  Guarded([&](Policy& policy) { policy.Close(exit_status, error); });
}

int ShowVersion(int verbose) {
  return Guarded(-1, [&](Policy& policy) { return policy.ShowVersion(verbose); });
}

int CheckPolicy(int argc, char* const argv[], char* env_add[], char** command_info[],
                char** argv_out[], char** user_env_out[], const char** errstr) {
  if (StateOfReserve() == ReserveState::kLow) return kCheckFailed;
  return Guarded(kCheckFailed, [&](Policy& policy) {
    return policy.CheckPolicy(argc, argv, env_add, {command_info, argv_out, user_env_out, errstr});
  });
}

int List(int argc, char* const argv[], int verbose, const char* user, const char** errstr) {
  return Guarded(-1,
                 [&](Policy& policy) { return policy.List(argc, argv, verbose, user, errstr); });
}

int Validate(const char** errstr) {
  return Guarded(-1, [&](Policy& policy) { return policy.Validate(errstr); });
}

void Invalidate(int remove) {
  Guarded([&](Policy& policy) { policy.Invalidate(remove); });
}

int InitSession(passwd* account, char** user_env[], const char** errstr) {
  return Guarded(kSessionFailed,
                 [&](Policy& policy) { return policy.InitSession(account, user_env, errstr); });
}

void RegisterHooks(int version, int (*register_hook)(sudo_hook*)) {
  AtBoundary(
      0,
      [&] {
        policy_plugin* const below = Below();
        if (below != nullptr && below->register_hooks != nullptr) {
          below->register_hooks(version, register_hook);
        }
        return 0;
      },
      Report);
}

void DeregisterHooks(int version, int (*deregister_hook)(sudo_hook*)) {
  AtBoundary(
      0,
      [&] {
        policy_plugin* const below = Below();
        if (below != nullptr && below->deregister_hooks != nullptr) {
          below->deregister_hooks(version, deregister_hook);
        }
        return 0;
      },
      Report);
}

}  // namespace
}  // namespace assent

extern "C" {
// Not const: sudo writes event_alloc into it, and we change close.
__attribute__((visibility("default"))) policy_plugin assent_policy = {
    SUDO_POLICY_PLUGIN,
    SUDO_API_VERSION,
    assent::Open,
    assent::Close,
    assent::ShowVersion,
    assent::CheckPolicy,
    assent::List,
    assent::Validate,
    assent::Invalidate,
    assent::InitSession,
    assent::RegisterHooks,
    assent::DeregisterHooks,
    nullptr,
};
}
