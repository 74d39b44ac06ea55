// What all parts of the service share. One thread uses it.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "backend/audit/journal.h"
#include "backend/audit/record.h"
#include "backend/model/clock.h"
#include "backend/rules/rule_set.h"
#include "backend/service/codes.h"
#include "backend/service/policy.h"
#include "backend/store/store.h"

namespace assent {

struct Core {
  Core(Store& the_store, const Clock& the_clock, Random the_random, LineSink the_journal,
       std::string the_boot_id, std::string the_host)
      : store(the_store),
        clock(the_clock),
        random(std::move(the_random)),
        journal(std::move(the_journal)),
        boot_id(std::move(the_boot_id)),
        host(std::move(the_host)) {}

  Store& store;
  const Clock& clock;
  Random random;
  LineSink journal;
  std::string boot_id;
  std::string host;
  // Told after the change is in the store, for whoever waits.
  std::function<void(std::int64_t request_id)> on_settled = [](std::int64_t) {};
  // How many commands wait for a request now.
  std::function<std::size_t(std::int64_t request_id)> waiting = [](std::int64_t) {
    return std::size_t{0};
  };

  // How many commands of one person wait now.
  std::function<std::size_t(uid_t)> commands_of = [](uid_t) { return std::size_t{0}; };

  Policy policy;
  // Until rules were loaded, everything is BAD_CONFIG with `load_error`.
  std::optional<RuleSet> rules;
  WallTime rules_loaded_at;
  std::string load_error;

  // When the next request or grant is over. Lowered when one is made, reread when that time comes.
  std::optional<BootTime> next_deadline;
  void EndsAt(BootTime time) {
    if (!next_deadline || time < *next_deadline) next_deadline = time;
  }
};

// A change to the store, and what the log says about it: both or neither. The lines for the
// journal are written, and waiters told, after the commit.
class Change {
 public:
  static Result<Change> Begin(Core& core, Durability durability);

  Result<Ok> Record(AuditRecord record);
  void Settles(std::int64_t request_id) { settled_.push_back(request_id); }
  Result<Ok> Commit();

 private:
  Change(Core& core, std::unique_ptr<Transaction> transaction)
      : core_(&core), transaction_(std::move(transaction)) {}

  Core* core_;
  std::unique_ptr<Transaction> transaction_;
  std::vector<AuditRecord> records_;
  std::vector<std::int64_t> settled_;
};

// Ends what is past its time, or of another boot. Everything that reads or changes requests and
// grants calls it first, so that what it sees is true now.
Result<Ok> CatchUp(Core& core, const Moment& now);
Result<Ok> ExpireEverythingDue(Core& core, const Moment& now);

// One record that goes with no other change.
Result<Ok> RecordAlone(Core& core, AuditRecord record);

}  // namespace assent
