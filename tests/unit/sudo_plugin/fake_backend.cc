#include "tests/unit/sudo_plugin/fake_backend.h"

#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <filesystem>

namespace assent {
namespace {

// ConnectToBackend wants every directory above to be root's alone, so /tmp will not do.
std::string MakeDirectory() {
  std::string name = "/run/assent-test-XXXXXX";
  return ::mkdtemp(name.data()) == nullptr ? "" : name;
}

void IgnoreResult(ssize_t /*result*/) {}

}  // namespace

FakeBackend::FakeBackend(Answer answer, Other other)
    : answer_(std::move(answer)),
      other_(std::move(other)),
      directory_(MakeDirectory()),
      socket_(directory_ + "/s") {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, socket_.c_str(), sizeof address.sun_path - 1);
  listener_ = UniqueFd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  ::bind(listener_.get(), reinterpret_cast<sockaddr*>(&address), sizeof address);
  ::listen(listener_.get(), 8);
  stop_ = UniqueFd(::eventfd(0, EFD_CLOEXEC));
  sigset_t all;
  sigset_t before;
  ::sigfillset(&all);  // signals are for the thread that plays sudo
  ::pthread_sigmask(SIG_SETMASK, &all, &before);
  thread_ = std::thread([this] { Serve(); });
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

FakeBackend::~FakeBackend() {
  const std::uint64_t one = 1;
  IgnoreResult(::write(stop_.get(), &one, sizeof one));
  thread_.join();
  std::filesystem::remove_all(directory_);
}

std::vector<Question> FakeBackend::questions() {
  const std::lock_guard lock(mutex_);
  return questions_;
}

void FakeBackend::Serve() {
  for (;;) {
    pollfd fds[] = {{listener_.get(), POLLIN, 0}, {stop_.get(), POLLIN, 0}};
    if (::poll(fds, 2, -1) < 0) continue;  // EINTR: setresuid(2) signals every thread
    if (fds[1].revents != 0) return;
    const UniqueFd peer(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
    if (peer.valid()) Talk(peer.get());
  }
}

// One connection at a time, as the plugin makes them.
void FakeBackend::Talk(int peer) {
  std::string bytes;
  for (;;) {
    pollfd fds[] = {{peer, POLLIN, 0}, {stop_.get(), POLLIN, 0}};
    if (::poll(fds, 2, -1) < 0) continue;  // EINTR: setresuid(2) signals every thread
    if (fds[1].revents != 0) return;
    char buffer[65536];
    const ssize_t got = ::read(peer, buffer, sizeof buffer);
    if (got <= 0) return;
    bytes.append(buffer, static_cast<std::size_t>(got));
    const std::size_t head = bytes.find("\r\n\r\n");
    if (head == std::string::npos) continue;
    const auto reply = ReplyTo(bytes.substr(0, head), bytes.substr(head + 4));
    if (!reply) continue;
    bytes.clear();
    IgnoreResult(::send(peer, reply->data(), reply->size(), MSG_NOSIGNAL));
  }
}

std::optional<std::string> FakeBackend::ReplyTo(const std::string& head, const std::string& body) {
  const std::string line = head.substr(0, head.find(" HTTP/"));
  if (line.starts_with("GET ")) return other_ ? other_(line, "") : Http("{}", 404);
  const auto json = ParseJson(body);
  if (!json.ok()) return std::nullopt;
  if (!line.ends_with("/evaluation")) return other_ ? other_(line, body) : Http("{}", 404);
  const auto question = QuestionFromJson(json.value());
  if (!question.ok()) return std::nullopt;
  {
    const std::lock_guard lock(mutex_);
    questions_.push_back(question.value());
  }
  return answer_(question.value());
}

std::string FakeBackend::Http(const std::string& body, int status) {
  return "HTTP/1.1 " + std::to_string(status) + " X\r\nContent-Type: application/json\r\n" +
         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

std::string FakeBackend::Yes(const Question& question, const std::string& grant_members) {
  return Http(R"({"decision":true,"context":{"digest":")" + ToText(DigestOf(question.action)) +
              R"(","invocation":")" + question.invocation +
              R"(","grant":{"id":"G-1","start_before_boottime_ms":9000000000000,"rule":"r",)" +
              grant_members + R"("approvals":[{"user":"bob","comment":"fine"}]}}})");
}

std::string FakeBackend::No(const Question& question, const std::string& code,
                            const std::string& more) {
  return Http(R"({"decision":false,"context":{"digest":")" + ToText(DigestOf(question.action)) +
              R"(","invocation":")" + question.invocation + R"(","reason_code":")" + code +
              R"(","message":"because")" + more + "}}");
}

std::string FakeBackend::Pending(const Question& question) {
  return No(question, "APPROVAL_NEEDED",
            R"(,"access_request":{"code":"WDJB-MJHT","expires_at":"2026-11-24T14:32:00Z",)"
            R"("until":"14:32","left_s":598,"waiting_for":["1 of: bob"]})");
}

}  // namespace assent
