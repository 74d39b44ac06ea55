#include "sudo_plugin/sudoers.h"

#include <dlfcn.h>

namespace assent {
namespace {

Error Unusable(const std::string& path, const std::string& why) {
  return Error{Errc::kSystem, path + ": " + why};
}

std::string LoaderError() {
  const char* const text = ::dlerror();
  return text == nullptr ? "cannot be loaded" : text;
}

}  // namespace

ApiSupport SupportOf(unsigned version) {
  if (SUDO_API_VERSION_GET_MAJOR(version) != SUDO_API_VERSION_MAJOR) return ApiSupport::kNone;
  return SUDO_API_VERSION_GET_MINOR(version) < kOldestApiMinor ? ApiSupport::kNone
                                                               : ApiSupport::kSupported;
}

Result<policy_plugin*> LoadPolicy(const std::string& path, const char* symbol) {
  // RTLD_GLOBAL as sudo does: sudoers' group plugins look for its symbols.
  void* const library = ::dlopen(path.c_str(), RTLD_LAZY | RTLD_GLOBAL);
  if (library == nullptr) return Unusable(path, LoaderError());
  auto* const policy = static_cast<policy_plugin*>(::dlsym(library, symbol));
  if (policy == nullptr) return Unusable(path, LoaderError());
  if (policy->type != SUDO_POLICY_PLUGIN) return Unusable(path, "is not a policy plugin");
  if (SupportOf(policy->version) != ApiSupport::kSupported) {
    return Unusable(path, "has an unsupported plugin API version");
  }
  if (policy->open == nullptr || policy->check_policy == nullptr) {
    return Unusable(path, "lacks open or check_policy");
  }
  return policy;
}

SudoersAudit::SudoersAudit(audit_plugin* audit) : audit_(audit) {
  if (audit_ == nullptr) return;
  reject_ = audit_->reject;
  error_ = audit_->error;
}

// sudo looks at both each time, and skips what is null.
void SudoersAudit::Hear(Refuser refuser) {
  if (audit_ == nullptr) return;
  audit_->reject = refuser == Refuser::kSudoers ? nullptr : reject_;
  audit_->error = refuser == Refuser::kSudoers ? nullptr : error_;
}

SudoersAudit FindAudit(const std::string& path, const char* symbol) {
  void* const library = ::dlopen(path.c_str(), RTLD_LAZY | RTLD_GLOBAL | RTLD_NOLOAD);
  if (library == nullptr) return {};
  auto* const audit = static_cast<audit_plugin*>(::dlsym(library, symbol));
  if (audit == nullptr || audit->type != SUDO_AUDIT_PLUGIN) return {};
  return SudoersAudit(audit);
}

}  // namespace assent
