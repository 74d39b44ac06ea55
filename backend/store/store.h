// What assentd must not forget. One interface, so that another database can come later; the tests
// of the store are tests of this contract.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "backend/model/grant.h"
#include "backend/model/log_entry.h"
#include "backend/model/request.h"
#include "common/base/result.h"

namespace assent {

// How sure a commit is. Grants end with the boot, so what a question changes needs to survive a
// crash of the process only. What people decide must survive a power cut (DESIGN D16).
enum class Durability { kProcessCrash, kPowerCut };

// Undoes everything since Begin unless committed.
class Transaction {
 public:
  virtual ~Transaction() = default;
  virtual Result<Ok> Commit() = 0;
};

// Whose eyes: `everything`, or one's own and what one's uid or groups may decide.
struct Viewer {
  bool everything = false;
  uid_t uid = static_cast<uid_t>(-1);
  std::vector<gid_t> groups;
};

enum class Settled { kAlreadySettled, kNow };
enum class Ended { kNotLive, kNow };
enum class Claim {
  kNotLive,  // used up, over, revoked, or of another boot
  kAgain,    // this invocation has it already, and nothing was spent
  kTooLate,  // this invocation had it, too long ago
  kSpent,    // one use less
};

struct StoreCounts {
  std::uint64_t pending = 0;
  std::uint64_t live_grants = 0;
  std::int64_t log_seq = 0;
};

// A page of requests is small enough to be answered without holding up everybody else.
inline constexpr std::size_t kPageBytes = 3 * 1024 * 1024;
struct RequestRows {
  std::vector<Request> requests;
  bool more = false;
};

// All errors are kSystem unless said otherwise; nothing is half done after one.
// Times are compared with `boot_id` in mind: what another boot made is never live.
class Store {
 public:
  virtual ~Store() = default;

  // 32 random bytes, made when the store was.
  [[nodiscard]] virtual const std::string& HostKey() const = 0;
  virtual Result<std::unique_ptr<Transaction>> Begin(Durability durability) = 0;

  // --- requests
  virtual Result<std::int64_t> AddRequest(const Request& request) = 0;  // its id
  virtual Result<std::optional<Request>> RequestById(std::int64_t id) = 0;
  virtual Result<std::optional<Request>> RequestByCode(std::string_view code) = 0;
  virtual Result<std::vector<Request>> PendingRequestsFor(const ActionKeys& keys) = 0;
  // The last denial of this action that is younger than `cool_down`.
  virtual Result<std::optional<Request>> FreshDenialOf(const ActionKeys& keys,
                                                       std::string_view boot_id, const Moment& now,
                                                       std::chrono::milliseconds cool_down) = 0;
  // The request that this invocation waits for, if it is about this action.
  virtual Result<std::optional<Request>> RequestOfInvocation(std::string_view invocation,
                                                             const ActionKeys& keys) = 0;
  virtual Result<Ok> AddInvocation(std::int64_t request_id, std::string_view invocation) = 0;
  virtual Result<std::uint64_t> CountPendingOf(uid_t uid) = 0;
  virtual Result<std::uint64_t> CountRequestsOf(uid_t uid, std::string_view program) = 0;
  virtual Result<Settled> SettleRequest(std::int64_t id, RequestState state, const Moment& now) = 0;
  virtual Result<Ok> AddDecision(std::int64_t request_id, const PersonDecision& decision) = 0;
  // Oldest first, those after `after`: at most `limit`, and not much more than kPageBytes.
  virtual Result<RequestRows> Requests(const Viewer& viewer, bool pending_only, std::int64_t after,
                                       std::size_t limit) = 0;
  // Pending ones that this person asked for: the first `limit`, oldest first.
  virtual Result<std::vector<Request>> PendingRequestsOf(uid_t uid, std::size_t limit) = 0;
  // Pending ones of another boot, or past their time.
  virtual Result<std::vector<Request>> DueRequests(std::string_view boot_id, BootTime now) = 0;

  // --- grants
  virtual Result<Ok> AddGrant(const GrantRecord& grant) = 0;
  virtual Result<std::optional<GrantRecord>> GrantById(std::string_view id) = 0;
  virtual Result<std::optional<GrantRecord>> GrantOfRequest(std::int64_t request_id) = 0;
  // Live, of this boot, for this action; the one that ends first.
  virtual Result<std::vector<GrantRecord>> LiveGrantsFor(const ActionKeys& keys,
                                                         std::string_view boot_id,
                                                         BootTime now) = 0;
  // Live and for the same action but for its working directory.
  virtual Result<std::optional<GrantRecord>> LiveGrantElsewhere(const ActionKeys& keys,
                                                                std::string_view boot_id,
                                                                BootTime now) = 0;
  // What this invocation claimed already, if it is for this action.
  virtual Result<std::optional<GrantRecord>> GrantOfInvocation(std::string_view invocation,
                                                               const ActionKeys& keys) = 0;
  // At most `uses` callers ever get kSpent for one grant, whatever runs at the same time.
  virtual Result<Claim> ClaimGrant(std::string_view id, std::string_view invocation,
                                   std::string_view boot_id, BootTime now) = 0;
  virtual Result<Ended> EndGrant(std::string_view id, GrantState state, std::string_view by,
                                 std::string_view comment) = 0;
  virtual Result<std::vector<GrantRecord>> Grants(const Viewer& viewer, bool live_only,
                                                  std::size_t limit) = 0;
  // Live ones for what this person asked: the first `limit`, oldest first.
  virtual Result<std::vector<GrantRecord>> LiveGrantsOf(uid_t uid, std::string_view boot_id,
                                                        BootTime now, std::size_t limit) = 0;
  virtual Result<std::vector<GrantRecord>> DueGrants(std::string_view boot_id, BootTime now) = 0;

  // When the next pending request or live grant of this boot is over; nullopt: none.
  virtual Result<std::optional<BootTime>> NextDeadline() = 0;

  // --- the log: it only grows
  virtual Result<std::int64_t> AppendLog(const LogEntry& entry) = 0;  // its seq
  // After `after` the next `limit`; without `after` the last `limit`. Oldest first.
  virtual Result<std::vector<LogEntry>> ReadLog(const Viewer& viewer,
                                                std::optional<std::int64_t> after,
                                                std::size_t limit) = 0;

  virtual Result<StoreCounts> Counts() = 0;
};

// A claim repeated by the same invocation within this time gets the same answer.
inline constexpr std::chrono::seconds kClaimRepeatable{60};

// Opens the database at `path`, making it (mode 0600) when there is none.
// Error: kBadConfig when it is of a newer version, or not ours.
Result<std::unique_ptr<Store>> OpenSqliteStore(const std::string& path);

}  // namespace assent
