// Names of people, for showing. Looked up beside the answering thread: a directory service that
// hangs must not hang us.
#pragma once

#include <sys/types.h>

#include <utility>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>

namespace assent {

class NameCache {
 public:
  // Called on another thread; nullopt: there is no such user.
  using Lookup = std::function<std::optional<std::string>(uid_t)>;
  NameCache(boost::asio::any_io_executor executor, Lookup lookup);

  // Within a second: the name, an older one, or "uid 1002" when nobody could tell.
  boost::asio::awaitable<std::string> NameOf(uid_t uid);

 private:
  struct Entry {
    explicit Entry(const boost::asio::any_io_executor& executor) : arrived(executor) {}
    std::optional<std::string> name;
    std::chrono::steady_clock::time_point fresh_until;
    bool in_flight = false;
    boost::asio::steady_timer arrived;  // cancelled when the answer is there
  };
  void Start(uid_t uid, const std::shared_ptr<Entry>& entry);
  void ForgetOld();

  boost::asio::any_io_executor executor_;
  Lookup lookup_;
  std::unordered_map<uid_t, std::shared_ptr<Entry>> entries_;
  boost::asio::thread_pool pool_{2};  // last: joined before what its work uses goes
};

// getpwuid_r(3).
std::optional<std::string> NameFromSystem(uid_t uid);

}  // namespace assent
