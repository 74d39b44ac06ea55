// What goes wrong, and when: only inside the plugin's calls, never in the tests' own code.
#pragma once

#include <cstddef>
#include <string>

namespace assent {

// The plugin is running while one lives.
class Inside {
 public:
  Inside();
  ~Inside();
  Inside(const Inside&) = delete;
  Inside& operator=(const Inside&) = delete;

 private:
  bool before_;
};

// It called back: what runs now is sudo's or sudoers'.
class Outside {
 public:
  Outside();
  ~Outside();
  Outside(const Outside&) = delete;
  Outside& operator=(const Outside&) = delete;

 private:
  bool before_;
};

[[nodiscard]] bool IsInside();

enum class Lasts { kOnce, kFromThenOn };

// The `at`-th allocation fails; 0: none does. Starts counting anew.
void PlanAllocations(long at, Lasts lasts);
[[nodiscard]] long AllocationsSeen();
// Allocations made inside, less what was given back inside.
[[nodiscard]] long AllocationsKept();

// Allocators ask; counts.
[[nodiscard]] bool AllocationFails();
void Released();

// `error` 0: the call moves one byte only, and calls that move none do not count.
struct CallFault {
  long at = 0;
  int error = 0;
  Lasts lasts = Lasts::kOnce;
};
void PlanCalls(const CallFault& fault);
[[nodiscard]] long CallsSeen();

enum class Fate { kAsUsual, kFails, kMovesOneByte };
enum class Moves { kNothing, kBytes };

// Interposed calls ask; counts, and sets errno for kFails.
[[nodiscard]] Fate NextFate(Moves moves);

// The plugin's two fixed paths are led here. "": as they are.
struct Redirection {
  std::string settings, sudoers;
};
Redirection& TheRedirection();

}  // namespace assent
