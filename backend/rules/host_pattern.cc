#include "backend/rules/host_pattern.h"

#include <algorithm>

namespace assent {
namespace {

char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool IsHostPatternCharacter(char c) {
  const char lower = Lower(c);
  return (lower >= 'a' && lower <= 'z') || (c >= '0' && c <= '9') ||
         std::string_view(".-_*?").find(c) != std::string_view::npos;
}

}  // namespace

bool IsHostPattern(std::string_view pattern) {
  return !pattern.empty() && std::all_of(pattern.begin(), pattern.end(), IsHostPatternCharacter);
}

bool HostMatches(std::string_view pattern, std::string_view host) {
  std::size_t p = 0;
  std::size_t h = 0;
  std::size_t star = std::string_view::npos;  // the last * seen, and what it stands for so far
  std::size_t star_end = 0;
  while (h < host.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      star_end = h;
    } else if (p < pattern.size() && (pattern[p] == '?' || Lower(pattern[p]) == Lower(host[h]))) {
      ++p;
      ++h;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      h = ++star_end;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

}  // namespace assent
