#include "backend/service/core.h"

namespace assent {

Result<Change> Change::Begin(Core& core, Durability durability) {
  ASSENT_ASSIGN_OR_RETURN(auto transaction, core.store.Begin(durability));
  return Change(core, std::move(transaction));
}

Result<Ok> Change::Record(AuditRecord record) {
  ASSENT_ASSIGN_OR_RETURN(record.entry.seq, core_->store.AppendLog(record.entry));
  records_.push_back(std::move(record));
  return Ok{};
}

Result<Ok> Change::Commit() {
  ASSENT_RETURN_IF_ERROR(transaction_->Commit());
  for (const AuditRecord& record : records_) {
    core_->journal(record.priority, DumpJson(ShownRecord(record.entry)));
  }
  for (const std::int64_t id : settled_) core_->on_settled(id);
  return Ok{};
}

Result<Ok> ExpireEverythingDue(Core& core, const Moment& now) {
  ASSENT_ASSIGN_OR_RETURN(Change change, Change::Begin(core, Durability::kProcessCrash));
  ASSENT_ASSIGN_OR_RETURN(const auto requests, core.store.DueRequests(core.boot_id, now.boot));
  for (const Request& request : requests) {
    ASSENT_ASSIGN_OR_RETURN(const Settled settled,
                            core.store.SettleRequest(request.id, RequestState::kExpired, now));
    if (settled == Settled::kAlreadySettled) continue;
    change.Settles(request.id);
    ASSENT_RETURN_IF_ERROR(
        change.Record(RequestSettled(request, RequestState::kExpired, std::nullopt, now)));
  }
  ASSENT_ASSIGN_OR_RETURN(const auto grants, core.store.DueGrants(core.boot_id, now.boot));
  for (const GrantRecord& grant : grants) {
    ASSENT_ASSIGN_OR_RETURN(const Ended ended,
                            core.store.EndGrant(grant.id, GrantState::kExpired, "", ""));
    if (ended == Ended::kNotLive) continue;
    const char* const why = grant.boot_id == core.boot_id ? "" : "the host was started anew";
    ASSENT_RETURN_IF_ERROR(
        change.Record(GrantEnded(grant, GrantState::kExpired, std::nullopt, why, now)));
  }
  ASSENT_ASSIGN_OR_RETURN(const auto next, core.store.NextDeadline());
  ASSENT_RETURN_IF_ERROR(change.Commit());
  core.next_deadline = next;  // not before: a full disk must not make what is over live on
  return Ok{};
}

Result<Ok> CatchUp(Core& core, const Moment& now) {
  if (!core.next_deadline || *core.next_deadline > now.boot) return Ok{};
  return ExpireEverythingDue(core, now);
}

Result<Ok> RecordAlone(Core& core, AuditRecord record) {
  ASSENT_ASSIGN_OR_RETURN(Change change, Change::Begin(core, Durability::kProcessCrash));
  ASSENT_RETURN_IF_ERROR(change.Record(std::move(record)));
  return change.Commit();
}

}  // namespace assent
