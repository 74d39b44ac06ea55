// What the approvers of a request said.
#include "backend/store/sqlite_store.h"

namespace assent {
namespace {

std::string QuorumsText(const std::vector<std::size_t>& quorums) { return Json(quorums).dump(); }

Result<std::vector<std::size_t>> QuorumsFromText(const std::string& text) {
  ASSENT_ASSIGN_OR_RETURN(const Json json, ParseJson(text, kOwnJson));
  std::vector<std::size_t> quorums;
  for (const Json& element : json) {
    if (!element.is_number_unsigned()) return Error{Errc::kSystem, "store: a damaged decision"};
    quorums.push_back(element.get<std::size_t>());
  }
  return quorums;
}

std::optional<std::int64_t> Count(const std::optional<std::chrono::seconds>& duration) {
  return duration ? std::optional<std::int64_t>(duration->count()) : std::nullopt;
}

std::optional<std::chrono::seconds> Seconds(const std::optional<std::int64_t>& count) {
  return count ? std::optional<std::chrono::seconds>(*count) : std::nullopt;
}

}  // namespace

Result<Ok> SqliteStore::AddDecision(std::int64_t request_id, const PersonDecision& decision) {
  ASSENT_ASSIGN_OR_RETURN(
      Statement insert,
      db_->Prepare("INSERT INTO decisions (request_id, uid, user, approves, comment, at, quorums, "
                   "uses, start_within_s, max_runtime_s) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, "
                   "?9, ?10)"));
  insert.Bind(1, request_id).Bind(2, std::int64_t{decision.uid}).Blob(3, decision.user);
  insert.Bind(4, std::int64_t{decision.approves}).Blob(5, decision.comment);
  insert.Bind(6, ToMillis(decision.at)).Bind(7, QuorumsText(decision.quorums));
  std::optional<std::int64_t> uses;
  if (decision.wish.uses) uses = *decision.wish.uses;
  insert.BindOrNull(8, uses).BindOrNull(9, Count(decision.wish.start_within));
  insert.BindOrNull(10, Count(decision.wish.max_runtime));
  ASSENT_RETURN_IF_ERROR(insert.Execute());
  return Ok{};
}

Result<std::vector<PersonDecision>> SqliteStore::DecisionsOf(std::int64_t request_id) {
  ASSENT_ASSIGN_OR_RETURN(
      Statement select,
      db_->Prepare("SELECT uid, user, approves, comment, at, quorums, uses, start_within_s, "
                   "max_runtime_s FROM decisions WHERE request_id = ?1 ORDER BY id"));
  select.Bind(1, request_id);
  std::vector<PersonDecision> decisions;
  for (;;) {
    ASSENT_ASSIGN_OR_RETURN(const Statement::Row row, select.Step());
    if (row == Statement::Row::kNone) return decisions;
    PersonDecision decision;
    decision.uid = static_cast<uid_t>(select.Int(0));
    decision.user = select.Text(1);
    decision.approves = select.Int(2) != 0;
    decision.comment = select.Text(3);
    decision.at = FromMillis(select.Int(4));
    ASSENT_ASSIGN_OR_RETURN(decision.quorums, QuorumsFromText(select.Text(5)));
    if (const auto uses = select.IntOrNull(6)) {
      decision.wish.uses = static_cast<std::uint32_t>(*uses);
    }
    decision.wish.start_within = Seconds(select.IntOrNull(7));
    decision.wish.max_runtime = Seconds(select.IntOrNull(8));
    decisions.push_back(std::move(decision));
  }
}

Result<Ok> SqliteStore::AddDecisions(std::vector<Request>& requests) {
  for (Request& request : requests) {
    ASSENT_ASSIGN_OR_RETURN(request.decisions, DecisionsOf(request.id));
  }
  return Ok{};
}

}  // namespace assent
