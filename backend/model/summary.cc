#include "backend/model/summary.h"

#include "common/base/escape.h"

namespace assent {
namespace {

constexpr std::size_t kMaxBytes = 300;

std::string LastComponent(const std::string& path) { return path.substr(path.rfind('/') + 1); }

// At a character boundary: what follows must not be a continuation byte.
std::string Cut(std::string text) {
  if (text.size() <= kMaxBytes) return text;
  std::size_t end = kMaxBytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  text.resize(end);
  return text + "...";
}

// What can be seen of it in the end: each byte takes at least one byte of the line.
std::vector<std::string> Beginning(const std::vector<std::string>& argv) {
  std::vector<std::string> beginning;
  std::size_t bytes = 0;
  for (const std::string& argument : argv) {
    if (bytes > kMaxBytes) break;
    beginning.push_back(argument.substr(0, kMaxBytes + 1));
    bytes += beginning.back().size() + 1;
  }
  return beginning;
}

}  // namespace

std::string WhatOf(const Action& action) {
  if (action.kind == "sudoedit") return Cut("sudoedit " + ShowArguments(Beginning(action.files)));
  std::vector<std::string> argv = Beginning(action.argv);
  if (argv.empty()) return Cut(Escape(action.command));
  if (action.argv[0] != action.command && action.argv[0] != LastComponent(action.command)) {
    argv[0] = action.command.substr(0, kMaxBytes + 1);
  }
  return Cut(ShowArguments(argv));
}

std::string ProgramOf(const Action& action) {
  return action.command.empty() ? action.kind : action.command;
}

}  // namespace assent
