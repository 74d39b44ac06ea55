// What sudo hands over (settings, user_info, command_info, arguments, environments) must become a
// whole action or an error, never an action with a hole in it.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "common/action/wire.h"
#include "sudo_plugin/action_from_sudo.h"
#include "sudo_plugin/command_info.h"

namespace {

using assent::Action;

// Lines are entries; an empty line begins the next vector.
std::vector<std::vector<std::string>> VectorsIn(std::string_view bytes) {
  std::vector<std::vector<std::string>> vectors(1);
  while (!bytes.empty()) {
    const std::size_t end = std::min(bytes.find('\n'), bytes.size());
    if (end == 0) {
      vectors.emplace_back();
    } else {
      // As C strings: they end at a NUL.
      vectors.back().emplace_back(std::string(bytes.substr(0, end)).c_str());
    }
    bytes.remove_prefix(std::min(end + 1, bytes.size()));
  }
  vectors.resize(7);
  return vectors;
}

std::optional<assent::Account> Root(uid_t uid) {
  if (uid != 0) return std::nullopt;
  return assent::Account{"root", "/root", "/bin/bash"};
}

void Require(bool holds) {
  if (!holds) std::abort();
}

void CheckWhole(const Action& action) {
  constexpr auto kNobody = static_cast<uid_t>(-1);
  Require(action.user_uid != kNobody && action.runas_uid != kNobody && action.runas_gid != kNobody);
  Require(!action.user_name.empty() && !action.host.empty());
  if (action.kind == "sudoedit") {
    Require(!action.files.empty());
    for (const std::string& file : action.files) Require(file.rfind('/', 0) == 0);
    return;
  }
  Require(action.kind == "sudo" && action.command.rfind('/', 0) == 0 && !action.argv.empty());
}

// What the backend reads is what was built, to the byte.
void CheckStable(const Action& action, const assent::Facts& facts) {
  assent::Question question{action, facts, std::string(32, '0'), true, false, std::nullopt};
  const auto read = assent::QuestionFromJson(assent::ToJson(question));
  Require(read.ok());
  Require(assent::EncodeAction(read.value().action) == assent::EncodeAction(action));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  auto vectors = VectorsIn({reinterpret_cast<const char*>(data), size});
  const auto invocation =
      assent::ReadInvocation(assent::SudoVector("settings", vectors[0]),
                             assent::SudoVector("user_info", vectors[1]), vectors[2]);
  const auto narrowed = assent::Narrow(vectors[3], {"G-1", std::chrono::seconds(60), 9});
  if (narrowed.ok()) {
    const assent::SudoVector info("command_info", narrowed.value());
    const auto timeout = info.OptionalId("timeout");
    Require(timeout.ok() && timeout.value() && *timeout.value() >= 1 && *timeout.value() <= 60);
  }
  if (!invocation.ok()) return 0;
  for (const auto stage : {assent::Stage::kProgram, assent::Stage::kSubcommand}) {
    const assent::Resolved resolved{assent::SudoVector("command_info", vectors[3]), vectors[4],
                                    vectors[5], vectors[6], stage};
    const auto action = assent::ActionFromSudo(invocation.value(), resolved, Root);
    if (!action.ok()) continue;
    CheckWhole(action.value());
    assent::Facts facts;
    facts.user_groups = invocation.value().groups;
    facts.tty = invocation.value().tty;
    CheckStable(action.value(), facts);
  }
  return 0;
}
