#include "tests/driver/faults.h"

#include <cerrno>

namespace assent {
namespace {

bool g_inside = false;

struct AllocationPlan {
  long at = 0;
  Lasts lasts = Lasts::kOnce;
  long seen = 0;
  long kept = 0;
};
AllocationPlan g_allocations;

CallFault g_call_fault;
long g_calls_seen = 0;

bool IsDue(long seen, long at, Lasts lasts) {
  return at != 0 && (lasts == Lasts::kOnce ? seen == at : seen >= at);
}

}  // namespace

Inside::Inside() : before_(g_inside) { g_inside = true; }
Inside::~Inside() { g_inside = before_; }
Outside::Outside() : before_(g_inside) { g_inside = false; }
Outside::~Outside() { g_inside = before_; }

bool IsInside() { return g_inside; }

void PlanAllocations(long at, Lasts lasts) { g_allocations = {at, lasts, 0, 0}; }
long AllocationsSeen() { return g_allocations.seen; }
long AllocationsKept() { return g_allocations.kept; }

bool AllocationFails() {
  if (!g_inside) return false;
  if (IsDue(++g_allocations.seen, g_allocations.at, g_allocations.lasts)) {
    errno = ENOMEM;
    return true;
  }
  ++g_allocations.kept;
  return false;
}

void Released() {
  if (g_inside) --g_allocations.kept;
}

void PlanCalls(const CallFault& fault) {
  g_call_fault = fault;
  g_calls_seen = 0;
}
long CallsSeen() { return g_calls_seen; }

Fate NextFate(Moves moves) {
  if (!g_inside || (moves == Moves::kNothing && g_call_fault.error == 0 && g_call_fault.at != 0)) {
    return Fate::kAsUsual;
  }
  if (!IsDue(++g_calls_seen, g_call_fault.at, g_call_fault.lasts)) return Fate::kAsUsual;
  if (g_call_fault.error == 0) return Fate::kMovesOneByte;
  errno = g_call_fault.error;
  return Fate::kFails;
}

Redirection& TheRedirection() {
  static Redirection redirection;
  return redirection;
}

}  // namespace assent
