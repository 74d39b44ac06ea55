// What the tests of the driver have in common: a backend, the plugin's two fixed paths led to the
// test's files, a process of its own for each sudo, and one sudo run again and again while
// something fails in it.
#pragma once

#include <gmock/gmock.h>

#include <functional>
#include <optional>
#include <string>

#include "tests/driver/backend_process.h"
#include "tests/driver/front_end.h"
#include "tests/unit/sudo_plugin/sample_sudo.h"

namespace assent {

// One try of what a scenario is about. The plugin is loaded already.
using Attempt = std::function<Checked(Sudo&)>;

class DriverTest : public testing::Test {
 protected:
  void SetUp() override;
  void TearDown() override;

  // From now on this is the answer, the settings name the backend, and sudoers says yes to env(1).
  void Start(FakeBackend::Answer answer);
  // More for client.toml.
  void Configure(const std::string& text) const;
  // A program in the test's directory that everybody may write.
  [[nodiscard]] std::string ChangeableProgram() const;

  static std::string Permit(const Question& question);
  static std::string Deny(const Question& question);
  // Pending first, and granted when asked again.
  static FakeBackend::Answer PermitAfterAWait();

  // After something failed: no yes but the one that would have been given, about the very same
  // action, and no trace in the process. `before`: StateOfTheProcess() then.
  void ExpectNoWorse(const Checked& checked, const Checked& undisturbed,
                     const std::string& before) const;

  std::optional<BackendProcess> backend_;
};

// Runs `body` in a child, as sudo is a process each time. A failed expectation, a signal and a hang
// are failures here; in the second also a leak (with sanitizers; it takes long to look for them).
void InAProcessOfItsOwn(const std::function<void()>& body);
void InAProcessThatMustNotLeak(const std::function<void()>& body);
// "well", or how it ended and where.
std::string EndOfAProcess(const std::function<void()>& body);

// Where a sweep is, for the message, and that it goes on. The child writes, the parent reads.
void TellWhere(const std::string& what, long at);
std::string WhereItWas();

// open, check_policy, and, after a yes, no more: what an Attempt usually is.
Checked OpenAndCheck(Sudo& sudo);

// A sealed copy stays open until sudo ends.
bool KeepsADescriptor(const Checked& checked);

// command_info without the number of a descriptor, which differs from call to call.
Entries Comparable(Entries command_info);

// Handlers, mask and the lowest free descriptor, as text to compare.
std::string StateOfTheProcess();

}  // namespace assent
