#include "tests/unit/cli/run_command.h"

#include <pty.h>

#include <sstream>

namespace assent {

Person::Person(std::string keys, int rows) : keys_(std::move(keys)) {
  int master = -1;
  int slave = -1;
  const winsize size{static_cast<unsigned short>(rows), 80, 0, 0};
  if (::openpty(&master, &slave, nullptr, nullptr, &size) != 0) std::abort();
  master_.Reset(master);
  slave_.Reset(slave);
  thread_ = std::thread([this] { Live(); });
}

void Person::Live() {
  std::string chunk(4096, '\0');
  for (;;) {
    const ssize_t got = ::read(master_.get(), chunk.data(), chunk.size());
    if (got <= 0) return;  // EIO: nobody holds the other side any more
    seen_.append(chunk, 0, static_cast<std::size_t>(got));
    if (seen_.find("[y/N]") != std::string::npos && !keys_.empty()) {
      if (::write(master_.get(), keys_.data(), keys_.size()) < 0) std::abort();
      keys_.clear();
    }
  }
}

std::string Person::Seen() {
  slave_.Reset(-1);
  thread_.join();
  thread_ = std::thread([] {});
  return seen_;
}

Outcome Assent(const std::vector<const char*>& words, std::vector<FakeReply> replies,
               Person* person) {
  std::vector<const char*> argv = {"assent"};
  argv.insert(argv.end(), words.begin(), words.end());
  const auto parsed = ParseOptions(static_cast<int>(argv.size()), argv.data());
  if (const auto* const stop = std::get_if<NothingToRun>(&parsed)) {
    return {stop->code, "", stop->text, {}, ""};
  }
  FakeBackend fake(std::move(replies));
  const Backend backend(fake.MakeConnector(), std::chrono::milliseconds(500));
  std::ostringstream out;
  std::ostringstream err;
  const Session session{
      .options = std::get<Options>(parsed),
      .backend = backend,
      .out = out,
      .err = err,
      .style = {},
      .open_terminal = [&] { return person == nullptr ? std::nullopt : person->Sit(); }};
  const ExitCode code = RunCommand(session);
  return {code, out.str(), err.str(), fake.questions(), person == nullptr ? "" : person->Seen()};
}

std::string BodyOf(const std::string& question) {
  return question.substr(question.find("\r\n\r\n") + 4);
}

FakeReply Problem(int status, const std::string& detail) {
  return Reply({{"title", "No"}, {"status", status}, {"detail", detail}}, status);
}

}  // namespace assent
