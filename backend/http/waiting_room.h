// Where answers wait for a request to be settled.
#pragma once

#include <utility>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <unordered_map>

namespace assent {

class WaitingRoom {
 public:
  // One who waits. Leave() ends his wait early, e.g. when his connection is gone.
  class Seat {
   public:
    explicit Seat(const boost::asio::any_io_executor& executor) : timer_(executor) {}
    void Leave() {
      left_ = true;
      timer_.cancel();
    }
    [[nodiscard]] bool left() const { return left_; }
    void Finish() { finished_ = true; }
    [[nodiscard]] bool finished() const { return finished_; }

   private:
    friend class WaitingRoom;
    boost::asio::steady_timer timer_;
    bool left_ = false;
    bool finished_ = false;
  };
  static std::shared_ptr<Seat> TakeSeat(const boost::asio::any_io_executor& executor) {
    return std::make_shared<Seat>(executor);
  }

  // Until the request changes, `until`, or Leave(), whichever is first. `subject`: whose command
  // waits; nullopt: a person who looks on.
  boost::asio::awaitable<void> Wait(std::shared_ptr<Seat> seat, std::int64_t request_id,
                                    std::optional<std::uint32_t> subject,
                                    std::chrono::steady_clock::time_point until);
  void Wake(std::int64_t request_id);

  [[nodiscard]] std::size_t CommandsWaitingFor(std::int64_t request_id) const;
  [[nodiscard]] std::size_t CommandsOf(std::uint32_t subject) const;

 private:
  struct Waiting {
    std::shared_ptr<Seat> seat;
    std::optional<std::uint32_t> subject;
  };
  class Presence;

  std::unordered_map<std::int64_t, std::list<Waiting>> waiting_;
  std::unordered_map<std::uint32_t, std::size_t> commands_of_;
};

}  // namespace assent
