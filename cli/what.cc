#include "cli/what.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "common/base/escape.h"

namespace assent {
namespace {

constexpr std::array<std::string_view, 6> kUsualPlaces = {
    "/usr/bin", "/bin", "/usr/sbin", "/sbin", "/usr/local/bin", "/usr/local/sbin"};

bool IsUsualPlace(std::string_view directory) {
  return std::find(kUsualPlaces.begin(), kUsualPlaces.end(), directory) != kUsualPlaces.end();
}

std::string NameOfProgram(const Action& action) {
  const std::size_t slash = action.command.rfind('/');
  const std::string name = action.command.substr(slash + 1);
  const bool usual = IsUsualPlace(std::string_view(action.command).substr(0, slash));
  const bool says_so = action.argv.front() == name || action.argv.front() == action.command;
  return usual && says_so ? name : action.command;
}

}  // namespace

std::string WhatOf(const Action& action) {
  if (action.kind == "sudoedit") return "sudoedit " + ShowArguments(action.files);
  if (action.argv.empty()) return Escape(action.kind + " " + action.command);
  std::vector<std::string> argv = action.argv;
  argv.front() = NameOfProgram(action);
  return ShowArguments(argv);
}

std::string MinutesAndSeconds(std::chrono::seconds duration) {
  const auto seconds = std::max<std::int64_t>(duration.count(), 0);
  return fmt::format("{}:{:02}", seconds / 60, seconds % 60);
}

std::string Counted(std::uint64_t count, const std::string& thing) {
  return fmt::format("{} {}{}", count, thing, count == 1 ? "" : "s");
}

}  // namespace assent
