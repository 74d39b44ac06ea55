#include "tests/unit/cli/fake_backend.h"

#include <sys/socket.h>

#include <fcntl.h>

namespace assent {
namespace {

std::size_t BodyLength(const std::string& head) {
  const std::size_t at = head.find("Content-Length: ");
  return at == std::string::npos ? 0 : std::stoul(head.substr(at + 16));
}

std::string ReadQuestion(int fd) {
  std::string question;
  std::string chunk(65536, '\0');
  for (;;) {
    const std::size_t end = question.find("\r\n\r\n");
    if (end != std::string::npos && question.size() >= end + 4 + BodyLength(question)) {
      return question;
    }
    const ssize_t got = ::read(fd, chunk.data(), chunk.size());
    if (got <= 0) return question;
    question.append(chunk, 0, static_cast<std::size_t>(got));
  }
}

std::string HttpText(const FakeReply& reply) {
  return "HTTP/1.1 " + std::to_string(reply.status) +
         " X\r\nContent-Type: application/json\r\nContent-Length: " +
         std::to_string(reply.body.size()) + "\r\n\r\n" + reply.body;
}

void SendAll(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t sent = ::send(fd, text.data(), text.size(), MSG_NOSIGNAL);
    if (sent <= 0) return;
    text.remove_prefix(static_cast<std::size_t>(sent));
  }
}

}  // namespace

void FakeBackend::Serve(UniqueFd fd, const FakeReply& reply) {
  std::string question = ReadQuestion(fd.get());
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    questions_.push_back(std::move(question));
  }
  SendAll(fd.get(), std::string_view(HttpText(reply)).substr(0, reply.cut_at));
}

Connector FakeBackend::MakeConnector() {
  return [this](const Deadline&) -> Result<UniqueFd> {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (next_ == replies_.size()) return Error{Errc::kUnreachable, "/run/test: gone"};
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
      return Error{Errc::kSystem, "socketpair"};
    }
    UniqueFd ours(ends[0]);
    ::fcntl(ours.get(), F_SETFL, O_NONBLOCK);
    threads_.emplace_back(
        [this, fd = ends[1], reply = replies_[next_++]] { Serve(UniqueFd(fd), reply); });
    return ours;
  };
}

std::vector<std::string> FakeBackend::questions() {
  const std::lock_guard<std::mutex> lock(mutex_);
  return questions_;
}

FakeBackend::~FakeBackend() {
  for (std::thread& thread : threads_) thread.join();
}

}  // namespace assent
