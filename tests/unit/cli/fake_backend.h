// A backend in a thread of this test: answers each connection with the next of its replies.
#pragma once

#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "cli/backend.h"
#include "common/json/strict_json.h"

namespace assent {

struct FakeReply {
  int status = 200;
  std::string body;
  // Closes the connection after this many bytes of the reply; npos: sends all of it.
  std::size_t cut_at = std::string::npos;
};

inline FakeReply Reply(const Json& body, int status = 200) { return {status, DumpJson(body)}; }

class FakeBackend {
 public:
  explicit FakeBackend(std::vector<FakeReply> replies) : replies_(std::move(replies)) {}
  ~FakeBackend();
  FakeBackend(const FakeBackend&) = delete;
  FakeBackend& operator=(const FakeBackend&) = delete;

  // kUnreachable when there is no reply left.
  [[nodiscard]] Connector MakeConnector();

  // What was asked so far: the head and body of each question, as it came.
  [[nodiscard]] std::vector<std::string> questions();

 private:
  void Serve(UniqueFd fd, const FakeReply& reply);

  std::mutex mutex_;
  std::vector<FakeReply> replies_;
  std::size_t next_ = 0;
  std::vector<std::string> questions_;
  std::vector<std::thread> threads_;
};

}  // namespace assent
