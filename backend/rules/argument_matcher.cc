#include "backend/rules/argument_matcher.h"

#include <algorithm>
#include <charconv>

#include "backend/rules/path.h"

namespace assent {
namespace {

bool IsInRange(const IntRange& range, std::string_view argument) {
  std::int64_t number = 0;
  const char* const end = argument.data() + argument.size();
  const auto [rest, error] = std::from_chars(argument.data(), end, number);
  if (error != std::errc{} || rest != end || std::to_string(number) != argument) return false;
  return number >= range.min && number <= range.max;
}

// " +0080" as 80.
std::string Canonical(std::string_view argument) {
  constexpr std::string_view kSpace = " \t\n\v\f\r";
  argument.remove_prefix(std::min(argument.find_first_not_of(kSpace), argument.size()));
  argument.remove_suffix(argument.size() - (argument.find_last_not_of(kSpace) + 1));
  const bool negative = !argument.empty() && argument.front() == '-';
  if (negative || (!argument.empty() && argument.front() == '+')) argument.remove_prefix(1);
  const std::size_t digits = std::min(argument.find_first_not_of('0'), argument.size());
  if (digits == argument.size() && digits > 0) return "0";
  return (negative ? "-" : "") + std::string(argument.substr(digits));
}

struct Strictly {
  std::string_view argument;

  bool operator()(const OneOf& exact) const { return exact.values.count(argument) != 0; }
  bool operator()(const Under& under) const { return IsWithin(argument, under.directory); }
  bool operator()(const IntRange& range) const { return IsInRange(range, argument); }
  bool operator()(const Pattern& pattern) const {
    return argument.find('\n') == std::string_view::npos && pattern.MatchesWhole(argument);
  }
};

struct Broadly {
  std::string_view argument;
  const std::optional<std::string>& cwd;

  bool operator()(const OneOf& exact) const {
    if (exact.values.count(argument) != 0) return true;
    return !exact.keys.empty() && exact.keys.count(FileKey(argument)) != 0;
  }
  bool operator()(const Under& under) const {
    const std::optional<std::string> path = Resolve(argument, cwd);
    return !path || IsWithin(*path, under.directory) ||
           IsWithin(Merged(*path), Merged(under.directory));
  }
  bool operator()(const IntRange& range) const { return IsInRange(range, Canonical(argument)); }
  bool operator()(const Pattern& pattern) const { return pattern.MatchesWhole(argument); }
};

}  // namespace

bool Covers(const ArgumentMatcher& matcher, std::string_view argument) {
  return std::visit(Strictly{argument}, matcher);
}

bool MayMean(const ArgumentMatcher& matcher, std::string_view argument,
             const std::optional<std::string>& cwd) {
  return std::visit(Broadly{argument, cwd}, matcher);
}

}  // namespace assent
