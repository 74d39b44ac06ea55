// Times as docs/PROTOCOL.md writes them.
#pragma once

#include <cstdint>
#include <string>

#include "backend/model/clock.h"
#include "common/base/duration.h"

namespace assent {

std::int64_t WholeSeconds(std::chrono::milliseconds duration);  // never below zero
std::string ClockFace(
    WallTime time);  // "14:32", the host's local time: for a person at its terminal

}  // namespace assent
