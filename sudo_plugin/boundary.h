// The edge between sudo, which is C, and us.
#pragma once

#include <exception>
#include <utility>

namespace assent {

// Runs `body`, and turns whatever it throws into `failed`: an exception that left the plugin would
// abort sudo, and under intercept an aborted sudo lets the pending sub-command run.
// `on_exception` is told what it was; it must not throw.
template <typename Code, typename Body, typename OnException>
Code AtBoundary(Code failed, Body&& body, OnException&& on_exception) noexcept {
  try {
    return std::forward<Body>(body)();
  } catch (const std::exception& thrown) {
    on_exception(thrown.what());
  } catch (...) {
    on_exception("an unknown exception");
  }
  return failed;
}

}  // namespace assent
