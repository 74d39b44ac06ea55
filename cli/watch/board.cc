#include "cli/watch/board.h"

#include <algorithm>

#include "cli/request.h"

namespace assent {
namespace {

constexpr std::chrono::seconds kSettledStays{60};

std::string CodeOf(const Json& request) {
  const auto object = JsonObject::From(request, "request");
  if (!object.ok()) return "";
  const auto code = object.value().OptionalString("code");
  return code.ok() ? code.value().value_or("") : "";
}

std::string StateOf(const Json& request) {
  const auto read = ReadRequest(request);
  return read.ok() ? read.value().state_name : "settled";
}

}  // namespace

Board::Entry* Board::Find(const std::string& code) {
  const auto found = std::find_if(entries_.begin(), entries_.end(),
                                  [&](const Entry& entry) { return entry.code == code; });
  return found == entries_.end() ? nullptr : &*found;
}

std::vector<std::string> Board::Take(const std::vector<Json>& pending, Time now) {
  std::erase_if(entries_, [&](const Entry& entry) {
    return !entry.settled.empty() && entry.settled_at + kSettledStays <= now;
  });
  std::vector<std::string> here;
  for (const Json& request : pending) {
    here.push_back(CodeOf(request));
    if (Entry* const known = Find(here.back())) {
      known->request = request;
    } else {
      entries_.push_back({here.back(), request, "", {}});
      events_.push_back({"new", request});
    }
  }
  std::vector<std::string> gone;
  for (const Entry& entry : entries_) {
    const bool waits = std::find(here.begin(), here.end(), entry.code) != here.end();
    if (entry.settled.empty() && !waits) gone.push_back(entry.code);
  }
  return gone;
}

void Board::Settle(const std::string& code, const Json& request, Time now) {
  Entry* const entry = Find(code);
  if (entry == nullptr) return;
  entry->request = request;
  entry->settled = StateOf(request);
  entry->settled_at = now;
  events_.push_back({"settled", request});
}

void Board::Forget(const std::string& code) {
  std::erase_if(entries_, [&](const Entry& entry) { return entry.code == code; });
}

std::vector<BoardRow> Board::Rows() const {
  std::vector<BoardRow> rows;
  rows.reserve(entries_.size());
  for (const Entry& entry : entries_) rows.push_back({entry.request, entry.settled});
  return rows;
}

std::size_t Board::Waiting() const {
  return static_cast<std::size_t>(std::count_if(
      entries_.begin(), entries_.end(), [](const Entry& entry) { return entry.settled.empty(); }));
}

}  // namespace assent
