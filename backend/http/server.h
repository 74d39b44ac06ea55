// HTTP/1.1 on a listening unix socket.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "backend/audit/journal.h"
#include "backend/model/person.h"
#include "backend/service/service.h"
#include "common/base/handle.h"
#include "common/base/result.h"

namespace assent {

struct ServerLimits {
  std::uint32_t connections_of_one = 32;  // of one peer that is not root
  std::size_t connections = 512;
  std::size_t kept_for_root = 256;  // of `connections`, for peers that are root
  std::chrono::milliseconds head_within{2000};
  std::chrono::milliseconds body_within{2000};
  std::chrono::milliseconds written_within{5000};
  std::chrono::milliseconds idle{60000};
};

struct ServerOptions {
  ServerLimits limits;
  uid_t overflow_uid = 65534;  // refused
  WallTime started_at;
  std::function<std::optional<std::string>(uid_t)> name_of_user;  // called on another thread
  // The handlers of SIGHUP; SIGTERM and SIGINT end Run().
  std::function<void()> reload;
};

class Server {
 public:
  Server(Service& service, UniqueFd listener, ServerOptions options);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // Until SIGTERM, SIGINT or Stop(). `ready` is called once, when connections are taken.
  void Run(const std::function<void()>& ready);
  void Stop();                            // from any thread
  void Post(std::function<void()> work);  // from any thread: run by the one that answers
  // By the one that answers, or before Run().
  void PostAfter(std::chrono::milliseconds delay, std::function<void()> work);

  void SetConnectionsOfOne(std::uint32_t count);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace assent
