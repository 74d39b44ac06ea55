#include "backend/http/turns.h"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace assent {
namespace {

using std::chrono::steady_clock;

constexpr int kPauses = 3;
constexpr std::size_t kManyLines = 1024;

}  // namespace

bool Turns::Line::IsOver() const {
  return !taken && waiting.empty() && free_at <= steady_clock::now();
}

Turns::Turn::Turn(std::shared_ptr<Line> line)
    : line_(std::move(line)), began_(steady_clock::now()) {
  line_->taken = true;
}

Turns::Turn::~Turn() {
  if (line_ == nullptr) return;
  const auto now = steady_clock::now();
  line_->taken = false;
  line_->free_at = now + kPauses * (now - began_);
  if (!line_->waiting.empty()) line_->waiting.front().expires_at(line_->free_at);
}

boost::asio::awaitable<Turns::Turn> Turns::Take(uid_t uid) {
  const std::shared_ptr<Line> line = LineOf(uid);
  if (line->IsOver()) co_return Turn(line);
  struct Place {
    Place(Line& the_line, const boost::asio::any_io_executor& executor)
        : line(the_line),
          timer(line.waiting.emplace(line.waiting.end(), executor,
                                     steady_clock::time_point::max())) {}
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;
    ~Place() { line.waiting.erase(timer); }
    [[nodiscard]] bool IsNext() const { return !line.taken && timer == line.waiting.begin(); }
    Line& line;
    Waiting::iterator timer;
  };
  const Place place(*line, executor_);
  while (!place.IsNext() || steady_clock::now() < line->free_at) {
    if (place.IsNext()) place.timer->expires_at(line->free_at);
    boost::system::error_code woken;
    co_await place.timer->async_wait(
        boost::asio::redirect_error(boost::asio::use_awaitable, woken));
  }
  co_return Turn(line);
}

std::shared_ptr<Turns::Line> Turns::LineOf(uid_t uid) {
  if (lines_.size() > kManyLines) {
    std::erase_if(lines_, [](const auto& entry) { return entry.second->IsOver(); });
  }
  auto& line = lines_[uid];
  if (!line) line = std::make_shared<Line>();
  return line;
}

}  // namespace assent
