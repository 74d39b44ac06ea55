// Who is answered next, so that one person who asks much keeps nobody else waiting.
#pragma once

#include <sys/types.h>

#include <utility>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <list>
#include <memory>
#include <unordered_map>

namespace assent {

// One answer at a time for each person, on however many connections he asks; and after each of them
// he pauses for three times what it took. So nobody has more than a quarter of the one thread that
// answers.
class Turns {
  struct Line;

 public:
  explicit Turns(boost::asio::any_io_executor executor) : executor_(std::move(executor)) {}

  // His turn, until it is destroyed. It must not be kept over a wait.
  class Turn {
   public:
    explicit Turn(std::shared_ptr<Line> line);
    Turn(Turn&&) = default;
    Turn& operator=(Turn&&) = delete;
    ~Turn();

   private:
    std::shared_ptr<Line> line_;
    std::chrono::steady_clock::time_point began_;
  };

  // In the order of asking.
  boost::asio::awaitable<Turn> Take(uid_t uid);

 private:
  using Waiting = std::list<boost::asio::steady_timer>;
  struct Line {
    bool taken = false;
    std::chrono::steady_clock::time_point free_at;
    Waiting waiting;

    [[nodiscard]] bool IsOver() const;
  };
  std::shared_ptr<Line> LineOf(uid_t uid);

  boost::asio::any_io_executor executor_;
  std::unordered_map<uid_t, std::shared_ptr<Line>> lines_;
};

}  // namespace assent
