#include "tests/driver/scenarios.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>

#include "tests/driver/faults.h"

#ifdef ASSENT_SANITIZED
#include <sanitizer/lsan_interface.h>

// glibc keeps its list of global libraries where LeakSanitizer does not look.
extern "C" const char* __lsan_default_suppressions();  // NOLINT(bugprone-reserved-identifier)
const char* __lsan_default_suppressions() { return "leak:add_to_global_resize\n"; }
#endif

namespace assent {
namespace {

constexpr std::array kSudosSignals = {SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGTSTP};
constexpr unsigned kHangsAfterSeconds = 20;

// Where a child is; it may die there.
char* Whereabouts() {
  static auto* const page = static_cast<char*>(
      ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
  return page;
}

bool Leaks() {
#ifdef ASSENT_SANITIZED
  return __lsan_do_recoverable_leak_check() != 0;
#else
  return false;
#endif
}

// Sudo's own handlers only remember, and restart system calls.
void OnSignal(int /*signal*/) {}

void HandleSignalsAsSudo() {
  struct sigaction action {};
  action.sa_handler = OnSignal;
  action.sa_flags = SA_RESTART;
  for (const int signal : kSudosSignals) ::sigaction(signal, &action, nullptr);
}

std::string HowItEnded(int status) {
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return "well";
  std::string text = WIFSIGNALED(status) ? "by signal " + std::to_string(WTERMSIG(status))
                                         : "with status " + std::to_string(WEXITSTATUS(status));
  return text + " at " + Whereabouts();
}

}  // namespace

void TellWhere(const std::string& what, long at) {
  ::alarm(kHangsAfterSeconds);
  std::snprintf(Whereabouts(), 4096, "%s %ld", what.c_str(), at);
}

std::string WhereItWas() { return Whereabouts(); }

void InAProcessOfItsOwn(const std::function<void()>& body) {
  EXPECT_EQ(EndOfAProcess(body), "well");
}

void InAProcessThatMustNotLeak(const std::function<void()>& body) {
  InAProcessOfItsOwn([&] {
    body();
    EXPECT_FALSE(Leaks());
  });
}

std::string EndOfAProcess(const std::function<void()>& body) {
  TellWhere("the beginning", 0);
  ::alarm(0);
  std::fflush(nullptr);
  const pid_t child = ::fork();
  if (child < 0) return "before it began";
  if (child == 0) {
    ::alarm(kHangsAfterSeconds);
    HandleSignalsAsSudo();
    body();
    std::fflush(nullptr);
    std::_Exit(testing::Test::HasFailure() ? 1 : 0);
  }
  int status = -1;
  if (::waitpid(child, &status, 0) != child) return "somewhere";
  return HowItEnded(status);
}

void DriverTest::SetUp() {
  if (::geteuid() != 0) GTEST_SKIP() << "the plugin believes files of root's only: run as root";
}

void DriverTest::TearDown() {
  TheRedirection() = {};
  TheStandIn() = {};
}

void DriverTest::Start(FakeBackend::Answer answer) {
  backend_.emplace(std::move(answer));
  const char* const patience = std::getenv("ASSENT_DRIVER_ANSWER_TIMEOUT");  // for valgrind
  Configure("answer_timeout = \"" + std::string(patience == nullptr ? "300ms" : patience) + "\"\n");
  TheRedirection() = {backend_->directory() + "/client.toml", ASSENT_FAKE_SUDOERS};
  TheStandIn().command_info = RootCommandInfo("/usr/bin/env");
  TheStandIn().argv = {"env", "true"};
  TheStandIn().environment = {"PATH=/usr/bin", "LANG=C", "A=1"};
}

void DriverTest::Configure(const std::string& text) const {
  std::ofstream(backend_->directory() + "/client.toml")
      << "socket = \"" + backend_->socket() + "\"\n" + text;
}

std::string DriverTest::ChangeableProgram() const {
  std::string path = backend_->directory() + "/program";
  std::filesystem::copy_file("/usr/bin/true", path);
  ::chmod(path.c_str(), 0777);
  return path;
}

void DriverTest::ExpectNoWorse(const Checked& checked, const Checked& undisturbed,
                               const std::string& before) const {
  EXPECT_THAT(checked.code, testing::AnyOf(0, -1, undisturbed.code));
  if (checked.code != 1 || !KeepsADescriptor(checked)) {
    EXPECT_EQ(StateOfTheProcess(), before);
  }
  if (checked.code != 1) return;
  EXPECT_EQ(Comparable(checked.command_info), Comparable(undisturbed.command_info));
  EXPECT_EQ(checked.argv, undisturbed.argv);
  EXPECT_EQ(backend_->strange(), 0) << "a yes to something else";
}

std::string DriverTest::Permit(const Question& question) {
  return FakeBackend::Yes(question, R"("max_runtime_s":600,)");
}

std::string DriverTest::Deny(const Question& question) {
  return FakeBackend::No(question, "NO_RULE");
}

FakeBackend::Answer DriverTest::PermitAfterAWait() {
  auto last = std::make_shared<std::string>();
  return [last](const Question& question) {
    if (*last == question.invocation) return Permit(question);
    *last = question.invocation;
    return FakeBackend::Pending(question);
  };
}

Checked OpenAndCheck(Sudo& sudo) {
  const int opened = sudo.Open();
  if (opened == 1) return sudo.Check({"env", "true"}, {"A=1"});
  Checked checked;
  checked.code = opened;
  return checked;
}

bool KeepsADescriptor(const Checked& checked) {
  return std::any_of(checked.command_info.begin(), checked.command_info.end(),
                     [](const std::string& entry) { return entry.rfind("execfd=", 0) == 0; });
}

Entries Comparable(Entries command_info) {
  for (std::string& entry : command_info) {
    if (entry.rfind("execfd=", 0) == 0) entry = "execfd=";
  }
  return command_info;
}

std::string StateOfTheProcess() {
  const int lowest = ::dup(STDOUT_FILENO);
  ::close(lowest);
  std::string state = "lowest free descriptor " + std::to_string(lowest) + ", blocked";
  sigset_t mask;
  ::sigprocmask(SIG_SETMASK, nullptr, &mask);
  std::string handlers;
  constexpr int kOfTheLibrary = 0x04000000;  // SA_RESTORER
  for (const int signal : kSudosSignals) {
    struct sigaction action {};
    ::sigaction(signal, nullptr, &action);
    if (::sigismember(&mask, signal) == 1) state += " " + std::to_string(signal);
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), " %d:%p/%x", signal,
                  reinterpret_cast<void*>(action.sa_handler),
                  static_cast<unsigned>(action.sa_flags & ~kOfTheLibrary));
    handlers += text.data();
  }
  return state + ", handlers" + handlers;
}

}  // namespace assent
