// One request in full: nothing of the action is left out or shortened.
#pragma once

#include <string>

#include "cli/page.h"
#include "cli/request.h"

namespace assent {

// The risks come last, next to the question that may follow.
std::string RenderRequest(const RequestView& request, Style style);

// "denied by bob: "not now"", "approved by bob", "expired: nobody decided in time": how it ended,
// or whom it waits for. One line, printable.
std::string OutcomeOf(const RequestView& request);

// "1 use, to start within 5m, no time limit".
std::string BoundsInWords(const BoundsView& bounds);

}  // namespace assent
