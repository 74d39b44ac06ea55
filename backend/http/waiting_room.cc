#include "backend/http/waiting_room.h"

#include <algorithm>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace assent {

// Being counted, for as long as the wait lasts, however it ends.
class WaitingRoom::Presence {
 public:
  Presence(WaitingRoom& room, std::int64_t request_id, Waiting waiting)
      : room_(room), request_id_(request_id), subject_(waiting.subject) {
    auto& list = room_.waiting_[request_id_];
    place_ = list.insert(list.end(), std::move(waiting));
    if (subject_) ++room_.commands_of_[*subject_];
  }
  Presence(const Presence&) = delete;
  Presence& operator=(const Presence&) = delete;
  ~Presence() {
    const auto list = room_.waiting_.find(request_id_);
    list->second.erase(place_);
    if (list->second.empty()) room_.waiting_.erase(list);
    if (subject_ && --room_.commands_of_[*subject_] == 0) room_.commands_of_.erase(*subject_);
  }

 private:
  WaitingRoom& room_;
  std::int64_t request_id_;
  std::optional<std::uint32_t> subject_;
  std::list<Waiting>::iterator place_;
};

boost::asio::awaitable<void> WaitingRoom::Wait(std::shared_ptr<Seat> seat, std::int64_t request_id,
                                               std::optional<std::uint32_t> subject,
                                               std::chrono::steady_clock::time_point until) {
  if (seat->left()) co_return;
  const Presence presence(*this, request_id, Waiting{seat, subject});
  seat->timer_.expires_at(until);
  boost::system::error_code woken;
  co_await seat->timer_.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, woken));
}

void WaitingRoom::Wake(std::int64_t request_id) {
  const auto list = waiting_.find(request_id);
  if (list == waiting_.end()) return;
  for (const Waiting& waiting : list->second) waiting.seat->timer_.cancel();
}

std::size_t WaitingRoom::CommandsWaitingFor(std::int64_t request_id) const {
  const auto list = waiting_.find(request_id);
  if (list == waiting_.end()) return 0;
  return static_cast<std::size_t>(
      std::count_if(list->second.begin(), list->second.end(),
                    [](const Waiting& waiting) { return waiting.subject.has_value(); }));
}

std::size_t WaitingRoom::CommandsOf(std::uint32_t subject) const {
  const auto found = commands_of_.find(subject);
  return found == commands_of_.end() ? 0 : found->second;
}

}  // namespace assent
