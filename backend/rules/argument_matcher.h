// What a rule says about one argument, or about one file that sudoedit edits.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <variant>

#include "backend/rules/pattern.h"

namespace assent {

struct OneOf {  // also of one: an exact string
  std::set<std::string, std::less<>> values;
  std::set<std::string, std::less<>> keys = {};  // FileKey() of each, where they are paths
};

struct Under {
  std::string directory;  // normal, not "/"
};

struct IntRange {
  std::int64_t min = 0;
  std::int64_t max = 0;
};

using ArgumentMatcher = std::variant<OneOf, Under, IntRange, Pattern>;

// In doubt, no: for what leads to a yes.
// Under: a normal path only. IntRange: a number as it is written, so no "+", no "007", no "-0", no
// space. Pattern: no argument with a newline, which "[^/]" would match.
bool Covers(const ArgumentMatcher& matcher, std::string_view argument);

// In doubt, yes: for what leads to a no, or asks more people.
// OneOf: with `keys`, another spelling of the path too. Under: whatever comes to a path in there,
// seen from `cwd`, and what cannot be known. IntRange: whatever most programs read as such a
// number.
bool MayMean(const ArgumentMatcher& matcher, std::string_view argument,
             const std::optional<std::string>& cwd);

}  // namespace assent
