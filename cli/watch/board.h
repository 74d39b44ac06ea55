// What `assent watch` shows: the requests that wait, and for a minute those that were settled.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "cli/render_lists.h"
#include "common/json/strict_json.h"

namespace assent {

struct BoardEvent {
  const char* name;  // "new", "settled"
  Json request;
};

class Board {
 public:
  using Time = std::chrono::steady_clock::time_point;

  // `pending`: all that waits now, oldest first. Returns the codes that no longer do; call Settle()
  // with what became of each.
  std::vector<std::string> Take(const std::vector<Json>& pending, Time now);
  void Settle(const std::string& code, const Json& request, Time now);
  void Forget(const std::string& code);  // it is not to be seen any more

  [[nodiscard]] std::vector<BoardRow> Rows() const;
  [[nodiscard]] std::size_t Waiting() const;

  // What happened since the last call, in its order.
  std::vector<BoardEvent> TakeEvents() { return std::exchange(events_, {}); }

 private:
  struct Entry {
    std::string code;
    Json request;
    std::string settled;
    Time settled_at;
  };
  Entry* Find(const std::string& code);

  std::vector<Entry> entries_;
  std::vector<BoardEvent> events_;
};

}  // namespace assent
