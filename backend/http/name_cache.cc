#include "backend/http/name_cache.h"

#include <pwd.h>

#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <vector>

namespace assent {
namespace {

using std::chrono::steady_clock;

constexpr std::chrono::seconds kPatience{1};
constexpr std::chrono::minutes kFresh{5};
constexpr std::size_t kManyEntries = 4096;

std::string Numbered(uid_t uid) { return "uid " + std::to_string(uid); }

}  // namespace

NameCache::NameCache(boost::asio::any_io_executor executor, Lookup lookup)
    : executor_(std::move(executor)), lookup_(std::move(lookup)) {}

boost::asio::awaitable<std::string> NameCache::NameOf(uid_t uid) {
  if (uid == 0) co_return "root";
  if (entries_.size() > kManyEntries) ForgetOld();
  auto& place = entries_[uid];
  if (!place) place = std::make_shared<Entry>(executor_);
  const std::shared_ptr<Entry> entry = place;  // outlives the wait, whatever becomes of the map
  if (entry->fresh_until <= steady_clock::now() && !entry->in_flight) Start(uid, entry);
  if (entry->in_flight && !entry->name) {
    entry->arrived.expires_after(kPatience);
    boost::system::error_code woken;
    co_await entry->arrived.async_wait(
        boost::asio::redirect_error(boost::asio::use_awaitable, woken));
  }
  co_return entry->name.value_or(Numbered(uid));
}

void NameCache::Start(uid_t uid, const std::shared_ptr<Entry>& entry) {
  entry->in_flight = true;
  boost::asio::post(pool_, [lookup = lookup_, executor = executor_, uid, entry] {
    auto name = lookup(uid);
    boost::asio::post(executor, [entry, uid, name = std::move(name)] {
      entry->name = name.value_or(Numbered(uid));
      entry->fresh_until = steady_clock::now() + kFresh;
      entry->in_flight = false;
      entry->arrived.cancel();
    });
  });
}

void NameCache::ForgetOld() {
  const auto now = steady_clock::now();
  std::erase_if(entries_, [&](const auto& item) {
    return !item.second->in_flight && item.second->fresh_until <= now;
  });
}

std::optional<std::string> NameFromSystem(uid_t uid) {
  std::vector<char> buffer(16 * 1024);
  struct passwd entry = {};
  struct passwd* found = nullptr;
  if (::getpwuid_r(uid, &entry, buffer.data(), buffer.size(), &found) != 0) return std::nullopt;
  if (found == nullptr || entry.pw_name == nullptr) return std::nullopt;
  return std::string(entry.pw_name);
}

}  // namespace assent
