#include "tests/unit/sudo_plugin/front_end.h"

#include <cstdarg>
#include <cstdio>
#include <cstring>

namespace assent {
namespace {

int Converse(int count, const sudo_conv_message messages[], sudo_conv_reply replies[],
             sudo_conv_callback* /*callback*/) {
  for (int i = 0; i < count; ++i) {
    FrontEnd::said() += messages[i].msg;
    const int kind = messages[i].msg_type & 0xff;
    if (kind == SUDO_CONV_INFO_MSG) FrontEnd::said() += "[on standard output]";
    if (kind != SUDO_CONV_PROMPT_ECHO_ON) continue;
    auto& typed = FrontEnd::typed();
    if (typed.empty() || !typed.front()) return -1;
    replies[i].reply = ::strdup(typed.front()->c_str());
    typed.pop_front();
  }
  return 0;
}

int Print(int /*type*/, const char* format, ...) {
  char text[8192];
  va_list arguments;
  va_start(arguments, format);
  const int length = std::vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  FrontEnd::printed() += text;
  return length;
}

std::unique_ptr<OwnedVector> Owned(const std::vector<std::string>& strings) {
  return std::make_unique<OwnedVector>(strings);
}

struct Returned {
  std::unique_ptr<OwnedVector> info, argv, environment;
};
Returned& TheReturned() {
  static Returned returned;
  return returned;
}

policy_plugin* g_below = nullptr;
sudo_printf_t g_print = nullptr;  // as sudoers was given it

int BelowOpen(unsigned, sudo_conv_t, sudo_printf_t print, char* const[], char* const[],
              char* const[], char* const[], const char**) {
  g_print = print;
  return TheSudoers().open_result;
}
void BelowClose(int status, int error) {
  TheSudoers().closes += 1;
  TheSudoers().close_arguments.emplace_back(status, error);
}
int BelowCheck(int, char* const[], char*[], char** info[], char** argv[], char** environment[],
               const char**) {
  FakeSudoers& sudoers = TheSudoers();
  sudoers.checks += 1;
  TheReturned() = {Owned(sudoers.command_info), Owned(sudoers.argv), Owned(sudoers.environment)};
  if (sudoers.gives_command_info) *info = TheReturned().info->pointers();
  *argv = TheReturned().argv->pointers();
  *environment = TheReturned().environment->pointers();
  if (sudoers.drops_close) g_below->close = nullptr;
  return sudoers.check_result;
}
int BelowList(int, char* const[], int, const char*, const char**) {
  FakeSudoers& sudoers = TheSudoers();
  sudoers.lists += 1;
  for (const char byte : sudoers.list_prints) g_print(SUDO_CONV_INFO_MSG, "%c", byte);
  return sudoers.list_result.value_or(sudoers.lists);
}
int BelowValidate(const char**) { return ++TheSudoers().validates; }
void BelowInvalidate(int) { ++TheSudoers().invalidates; }
int BelowSession(passwd*, char**[], const char**) {
  TheSudoers().sessions += 1;
  return TheSudoers().session_result;
}
void FrontClose(int, int) {}
int AuditNo(const char*, unsigned, const char*, char* const[], const char**) { return 1; }

}  // namespace

FakeSudoers& TheSudoers() {
  static FakeSudoers sudoers;
  return sudoers;
}

std::string& FrontEnd::said() {
  static std::string said;
  return said;
}

std::string& FrontEnd::printed() {
  static std::string printed;
  return printed;
}

std::deque<std::optional<std::string>>& FrontEnd::typed() {
  static std::deque<std::optional<std::string>> typed;
  return typed;
}

FrontEnd::FrontEnd(Surroundings surroundings) {
  said().clear();
  printed().clear();
  typed().clear();
  TheSudoers() = FakeSudoers();
  front_.close = FrontClose;
  front_.event_alloc = []() -> sudo_plugin_event* { return nullptr; };
  below_ = {SUDO_POLICY_PLUGIN,
            SUDO_API_VERSION,
            BelowOpen,
            BelowClose,
            nullptr,
            BelowCheck,
            BelowList,
            BelowValidate,
            BelowInvalidate,
            BelowSession,
            nullptr,
            nullptr,
            nullptr};
  g_below = &below_;
  audit_.reject = audit_.error = AuditNo;
  policy_ =
      std::make_unique<Policy>(front_, below_, std::move(surroundings), SudoersAudit(&audit_));
}

int FrontEnd::Open(const std::vector<std::string>& settings,
                   const std::vector<std::string>& user_info,
                   const std::vector<std::string>& environment) {
  for (const auto* const strings : {&settings, &user_info, &environment}) {
    vectors_.push_back(Owned(*strings));
  }
  const char* errstr = nullptr;
  return policy_->Open(SUDO_API_VERSION, Converse, Print, vectors_[0]->pointers(),
                       vectors_[1]->pointers(), vectors_[2]->pointers(), nullptr, &errstr);
}

Outcome FrontEnd::Check(const std::vector<std::string>& env_add) {
  const auto added = Owned(env_add);
  char** info = nullptr;
  char** argv = nullptr;
  char** environment = nullptr;
  const char* errstr = nullptr;
  Outcome outcome;
  outcome.code =
      policy_->CheckPolicy(0, nullptr, added->pointers(), {&info, &argv, &environment, &errstr});
  outcome.command_info = CopyVector(info);
  outcome.errstr = errstr == nullptr ? "" : errstr;
  outcome.has_vectors = info != nullptr && argv != nullptr && environment != nullptr;
  return outcome;
}

int FrontEnd::InitSession() {
  const char* errstr = nullptr;
  char** environment = nullptr;
  return policy_->InitSession(nullptr, &environment, &errstr);
}

int FrontEnd::List(const std::vector<std::string>& argv, const char* user) {
  const auto words = Owned(argv);
  const char* errstr = nullptr;
  return policy_->List(static_cast<int>(argv.size()), argv.empty() ? nullptr : words->pointers(), 0,
                       user, &errstr);
}

}  // namespace assent
