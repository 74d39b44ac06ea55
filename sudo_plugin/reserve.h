// Memory for when there is no other.
//
// nlohmann::json takes memory in its destructor and toml++ in constructors that are declared
// noexcept: without any they end the process, and under intercept the sub-command that is being
// decided about runs when sudo dies. The plugin's own operator new therefore falls back to a
// reserve, large enough for many checks of ordinary size.
#pragma once

namespace assent {

// Half of it is gone: time to refuse rather than to begin. Takes no memory.
enum class ReserveState { kLow, kEnough };
ReserveState StateOfReserve() noexcept;

}  // namespace assent
