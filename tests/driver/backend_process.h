// A backend in a process of its own, so that the process that plays sudo has one thread and can be
// forked. It counts what it was asked.
#pragma once

#include <sys/types.h>

#include <string>

#include "common/base/handle.h"
#include "tests/unit/sudo_plugin/fake_backend.h"

namespace assent {

class BackendProcess {
 public:
  explicit BackendProcess(FakeBackend::Answer answer);
  ~BackendProcess();
  BackendProcess(const BackendProcess&) = delete;
  BackendProcess& operator=(const BackendProcess&) = delete;

  [[nodiscard]] const std::string& socket() const { return socket_; }
  [[nodiscard]] std::string directory() const { return socket_.substr(0, socket_.rfind('/')); }

  // While it learns, what it is asked about becomes known.
  void Learn();
  void StopLearning();
  [[nodiscard]] long asked() const;
  // Questions about an action that is not known.
  [[nodiscard]] long strange() const;

 private:
  struct Counters;
  [[noreturn]] void Serve(FakeBackend::Answer answer, int tell, int end);

  Counters* counters_;  // shared by both processes; the kernel takes it back
  UniqueFd end_;
  pid_t child_ = -1;
  std::string socket_;
};

}  // namespace assent
