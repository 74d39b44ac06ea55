// A backend in this process: takes questions on a unix socket and answers what the test says.
#pragma once

#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "common/action/wire.h"
#include "common/base/handle.h"

namespace assent {

class FakeBackend {
 public:
  // Returns the bytes to send; empty: say nothing and hold the line.
  using Answer = std::function<std::string(const Question&)>;

  // For what is no question: "GET /v1/standing?uid=1001", and the body.
  using Other = std::function<std::string(const std::string& line, const std::string& body)>;

  explicit FakeBackend(Answer answer, Other other = {});
  ~FakeBackend();

  [[nodiscard]] const std::string& socket() const { return socket_; }
  [[nodiscard]] const std::string& directory() const { return directory_; }
  [[nodiscard]] std::vector<Question> questions();

  static std::string Http(const std::string& body, int status = 200);
  static std::string Yes(const Question& question, const std::string& grant_members = "");
  static std::string No(const Question& question, const std::string& code,
                        const std::string& more = "");
  static std::string Pending(const Question& question);

 private:
  void Serve();
  void Talk(int peer);

  // nullopt: not all of it is here yet.
  std::optional<std::string> ReplyTo(const std::string& head, const std::string& body);

  Answer answer_;
  Other other_;
  std::string directory_;
  std::string socket_;
  UniqueFd listener_;
  UniqueFd stop_;
  std::mutex mutex_;
  std::vector<Question> questions_;
  std::thread thread_;
};

}  // namespace assent
