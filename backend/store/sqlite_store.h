// The store in SQLite (WAL). Several may have the same file open, in several processes.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "backend/store/database.h"
#include "backend/store/store.h"
#include "common/json/strict_json.h"

namespace assent {

class SqliteStore final : public Store {
 public:
  SqliteStore(std::unique_ptr<Database> db, std::string host_key)
      : db_(std::move(db)), host_key_(std::move(host_key)) {}

  const std::string& HostKey() const override { return host_key_; }
  Result<std::unique_ptr<Transaction>> Begin(Durability durability) override {
    return db_->Begin(durability);
  }

  Result<std::int64_t> AddRequest(const Request& request) override;
  Result<std::optional<Request>> RequestById(std::int64_t id) override;
  Result<std::optional<Request>> RequestByCode(std::string_view code) override;
  Result<std::vector<Request>> PendingRequestsFor(const ActionKeys& keys) override;
  Result<std::optional<Request>> FreshDenialOf(const ActionKeys& keys, std::string_view boot_id,
                                               const Moment& now,
                                               std::chrono::milliseconds cool_down) override;
  Result<std::optional<Request>> RequestOfInvocation(std::string_view invocation,
                                                     const ActionKeys& keys) override;
  Result<Ok> AddInvocation(std::int64_t request_id, std::string_view invocation) override;
  Result<std::uint64_t> CountPendingOf(uid_t uid) override;
  Result<std::uint64_t> CountRequestsOf(uid_t uid, std::string_view program) override;
  Result<Settled> SettleRequest(std::int64_t id, RequestState state, const Moment& now) override;
  Result<Ok> AddDecision(std::int64_t request_id, const PersonDecision& decision) override;
  Result<RequestRows> Requests(const Viewer& viewer, bool pending_only, std::int64_t after,
                               std::size_t limit) override;
  Result<std::vector<Request>> PendingRequestsOf(uid_t uid, std::size_t limit) override;
  Result<std::vector<Request>> DueRequests(std::string_view boot_id, BootTime now) override;

  Result<Ok> AddGrant(const GrantRecord& grant) override;
  Result<std::optional<GrantRecord>> GrantById(std::string_view id) override;
  Result<std::optional<GrantRecord>> GrantOfRequest(std::int64_t request_id) override;
  Result<std::vector<GrantRecord>> LiveGrantsFor(const ActionKeys& keys, std::string_view boot_id,
                                                 BootTime now) override;
  Result<std::optional<GrantRecord>> LiveGrantElsewhere(const ActionKeys& keys,
                                                        std::string_view boot_id,
                                                        BootTime now) override;
  Result<std::optional<GrantRecord>> GrantOfInvocation(std::string_view invocation,
                                                       const ActionKeys& keys) override;
  Result<Claim> ClaimGrant(std::string_view id, std::string_view invocation,
                           std::string_view boot_id, BootTime now) override;
  Result<Ended> EndGrant(std::string_view id, GrantState state, std::string_view by,
                         std::string_view comment) override;
  Result<std::vector<GrantRecord>> Grants(const Viewer& viewer, bool live_only,
                                          std::size_t limit) override;
  Result<std::vector<GrantRecord>> LiveGrantsOf(uid_t uid, std::string_view boot_id, BootTime now,
                                                std::size_t limit) override;
  Result<std::vector<GrantRecord>> DueGrants(std::string_view boot_id, BootTime now) override;
  Result<std::optional<BootTime>> NextDeadline() override;

  Result<std::int64_t> AppendLog(const LogEntry& entry) override;
  Result<std::vector<LogEntry>> ReadLog(const Viewer& viewer, std::optional<std::int64_t> after,
                                        std::size_t limit) override;
  Result<StoreCounts> Counts() override;

 private:
  Result<std::optional<Request>> OneRequest(Statement& select);
  Result<std::vector<Request>> ManyRequests(Statement& select);
  Result<Ok> AddDecisions(std::vector<Request>& requests);
  Result<Ok> AddAudience(std::int64_t request_id, const AskTerms& terms);
  Result<std::vector<PersonDecision>> DecisionsOf(std::int64_t request_id);
  Result<std::optional<GrantRecord>> OneGrant(Statement& select);
  Result<std::vector<GrantRecord>> ManyGrants(Statement& select);
  Result<std::optional<Claim>> EarlierClaim(std::string_view id, std::string_view invocation,
                                            std::string_view boot_id, BootTime now);

  std::unique_ptr<Database> db_;
  std::string host_key_;
};

inline constexpr JsonLimits kOwnJson{8 * 1024 * 1024, 16};  // what the store itself wrote

// Columns in the store are whole milliseconds.
inline std::int64_t ToMillis(WallTime time) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count();
}
inline WallTime FromMillis(std::int64_t millis) {
  return WallTime(
      std::chrono::duration_cast<WallTime::duration>(std::chrono::milliseconds(millis)));
}
std::string GroupsJson(const Viewer& viewer);  // "[27,1001]" for json_each
LookupKey KeyFromBytes(const std::string& bytes);

}  // namespace assent
