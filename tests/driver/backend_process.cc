#include "tests/driver/backend_process.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstdlib>
#include <memory>
#include <new>
#include <set>

#include "common/action/identity.h"

namespace assent {

struct BackendProcess::Counters {
  std::atomic<bool> learns = false;
  std::atomic<long> asked = 0, strange = 0;
};

namespace {

struct Pipe {
  UniqueFd out, in;
};

Pipe MakePipe() {
  std::array<int, 2> ends{-1, -1};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) std::abort();
  return {UniqueFd(ends[0]), UniqueFd(ends[1])};
}

std::string ReadToEnd(int fd) {
  std::string text;
  std::array<char, 256> buffer{};
  for (ssize_t got = 0; (got = ::read(fd, buffer.data(), buffer.size())) > 0;) {
    text.append(buffer.data(), static_cast<std::size_t>(got));
  }
  return text;
}

void* SharedPage() {
  void* const page =
      ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (page == MAP_FAILED) std::abort();
  return page;
}

}  // namespace

BackendProcess::BackendProcess(FakeBackend::Answer answer)
    : counters_(new (SharedPage()) Counters) {
  Pipe told = MakePipe();
  Pipe end = MakePipe();
  child_ = ::fork();
  if (child_ == 0) {
    end.in.Reset(-1);
    Serve(std::move(answer), told.in.get(), end.out.get());
  }
  told.in.Reset(-1);
  end_ = std::move(end.in);
  socket_ = ReadToEnd(told.out.get());
}

// Ends when the other side of the pipe is closed, also because that process died.
void BackendProcess::Serve(FakeBackend::Answer answer, int tell, int end) {
  std::set<std::string> known;
  auto backend = std::make_unique<FakeBackend>([&](const Question& question) {
    const std::string digest = ToText(DigestOf(question.action));
    if (counters_->learns) known.insert(digest);
    if (known.count(digest) == 0) ++counters_->strange;
    ++counters_->asked;
    return answer(question);
  });
  const std::string& socket = backend->socket();
  if (::write(tell, socket.data(), socket.size()) < 0) std::abort();
  UniqueFd(tell).Reset(-1);
  ReadToEnd(end);
  backend.reset();
  std::_Exit(0);
}

BackendProcess::~BackendProcess() {
  end_.Reset(-1);
  ::waitpid(child_, nullptr, 0);
}

void BackendProcess::Learn() { counters_->learns = true; }
void BackendProcess::StopLearning() { counters_->learns = false; }
long BackendProcess::asked() const { return counters_->asked; }
long BackendProcess::strange() const { return counters_->strange; }

}  // namespace assent
