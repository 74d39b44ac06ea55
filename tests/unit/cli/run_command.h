// Runs one command line against replies that the test gives, as a person on a terminal or without.
#pragma once

#include <string>
#include <vector>

#include "cli/commands/commands.h"
#include "tests/unit/cli/fake_backend.h"

namespace assent {

struct Outcome {
  ExitCode code = ExitCode::kUsage;
  std::string out;
  std::string err;
  std::vector<std::string> questions;
  std::string terminal;  // what the person saw on the terminal
};

// The person's side of a terminal: types `keys` once the question stands there.
class Person {
 public:
  explicit Person(std::string keys, int rows = 24);  // of his terminal
  ~Person() { thread_.join(); }
  Person(const Person&) = delete;
  Person& operator=(const Person&) = delete;

  std::optional<Terminal> Sit() { return Terminal(std::move(slave_)); }
  std::string Seen();  // all that was shown, once nobody holds the terminal any more

 private:
  void Live();

  UniqueFd master_;
  UniqueFd slave_;
  std::string keys_;
  std::string seen_;
  std::thread thread_;
};

// Without `person` there is no terminal.
Outcome Assent(const std::vector<const char*>& words, std::vector<FakeReply> replies,
               Person* person = nullptr);

std::string BodyOf(const std::string& question);
FakeReply Problem(int status, const std::string& detail);

}  // namespace assent
