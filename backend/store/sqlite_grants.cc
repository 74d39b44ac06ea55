#include <limits>

#include "backend/model/approval.h"
#include "backend/model/terms_json.h"
#include "backend/store/sqlite_store.h"

#define SELECT_GRANTS                                                                             \
  "SELECT g.id, g.request_id, g.state, g.boot_id, r.full_key, r.bare_key, r.ignores_cwd, r.cwd, " \
  "g.uses, g.used, g.created, g.start_before, g.max_runtime_s, g.ended_by, g.comment, r.code, "   \
  "r.user_uid, r.user_name, r.login_uid, r.runas_user, r.host, r.what, r.commitment, r.terms "    \
  "FROM grants g JOIN requests r ON r.id = g.request_id "
#define IS_LIVE "g.state = 0 AND g.boot_id = ?3 AND g.start_before > ?4 AND g.used < g.uses "
#define FOR_THIS_ACTION                          \
  "((r.ignores_cwd = 0 AND r.full_key = ?1) OR " \
  " (r.ignores_cwd = 1 AND r.bare_key = ?2)) "

namespace assent {
namespace {

GrantState StateFrom(std::int64_t number) {
  if (number < 0 || number > 3) return GrantState::kRevoked;
  return static_cast<GrantState>(number);
}

Result<GrantRecord> ReadGrant(const Statement& row) {
  GrantRecord grant;
  grant.id = row.Text(0);
  grant.request_id = row.Int(1);
  grant.state = StateFrom(row.Int(2));
  grant.boot_id = row.Text(3);
  grant.keys = {KeyFromBytes(row.Text(4)), KeyFromBytes(row.Text(5))};
  grant.ignores_cwd = row.Int(6) != 0;
  grant.cwd = row.TextOrNull(7);
  grant.uses = static_cast<std::uint32_t>(row.Int(8));
  grant.used = static_cast<std::uint32_t>(row.Int(9));
  grant.created = FromMillis(row.Int(10));
  grant.start_before = BootTime(row.Int(11));
  if (const auto runtime = row.IntOrNull(12)) grant.max_runtime = std::chrono::seconds(*runtime);
  grant.ended_by = row.Text(13);
  grant.comment = row.Text(14);
  grant.code = row.Text(15);
  grant.requester.uid = static_cast<uid_t>(row.Int(16));
  grant.requester.name = row.Text(17);
  if (const auto login = row.IntOrNull(18)) grant.requester.login_uid = static_cast<uid_t>(*login);
  grant.runas_user = row.Text(19);
  grant.host = row.Text(20);
  grant.what = row.Text(21);
  grant.commitment.bytes = KeyFromBytes(row.Text(22)).bytes;
  ASSENT_ASSIGN_OR_RETURN(const Json terms, ParseJson(row.Text(23), kOwnJson));
  ASSENT_ASSIGN_OR_RETURN(const AskTerms read, AskTermsFromJson(terms));
  grant.rules = RuleNames(read);
  return grant;
}

Statement& BindLive(Statement& select, const ActionKeys& keys, std::string_view boot_id,
                    BootTime now) {
  select.Blob(1, AsText(keys.full.bytes)).Blob(2, AsText(keys.bare.bytes));
  return select.Bind(3, boot_id).Bind(4, now.count());
}

}  // namespace

Result<Ok> SqliteStore::AddGrant(const GrantRecord& grant) {
  ASSENT_ASSIGN_OR_RETURN(
      Statement insert,
      db_->Prepare("INSERT INTO grants (id, request_id, state, boot_id, uses, used, created, "
                   "start_before, max_runtime_s, ended_by, comment) VALUES (?1, ?2, 0, ?3, ?4, 0, "
                   "?5, ?6, ?7, x'', x'')"));
  std::optional<std::int64_t> runtime;
  if (grant.max_runtime) runtime = grant.max_runtime->count();
  insert.Bind(1, grant.id).Bind(2, grant.request_id).Bind(3, grant.boot_id);
  insert.Bind(4, std::int64_t{grant.uses}).Bind(5, ToMillis(grant.created));
  insert.Bind(6, grant.start_before.count()).BindOrNull(7, runtime);
  ASSENT_RETURN_IF_ERROR(insert.Execute());
  return Ok{};
}

Result<std::vector<GrantRecord>> SqliteStore::ManyGrants(Statement& select) {
  std::vector<GrantRecord> grants;
  for (;;) {
    ASSENT_ASSIGN_OR_RETURN(const Statement::Row row, select.Step());
    if (row == Statement::Row::kNone) break;
    ASSENT_ASSIGN_OR_RETURN(GrantRecord grant, ReadGrant(select));
    grants.push_back(std::move(grant));
  }
  for (GrantRecord& grant : grants) {
    ASSENT_ASSIGN_OR_RETURN(const auto decisions, DecisionsOf(grant.request_id));
    for (const PersonDecision& decision : decisions) {
      if (decision.approves) grant.approvals.push_back({decision.user, decision.comment});
    }
  }
  return grants;
}

Result<std::optional<GrantRecord>> SqliteStore::OneGrant(Statement& select) {
  ASSENT_ASSIGN_OR_RETURN(auto grants, ManyGrants(select));
  if (grants.empty()) return std::optional<GrantRecord>();
  return std::optional<GrantRecord>(std::move(grants.front()));
}

Result<std::optional<GrantRecord>> SqliteStore::GrantById(std::string_view id) {
  ASSENT_ASSIGN_OR_RETURN(Statement select, db_->Prepare(SELECT_GRANTS "WHERE g.id = ?1"));
  return OneGrant(select.Bind(1, id));
}

Result<std::optional<GrantRecord>> SqliteStore::GrantOfRequest(std::int64_t request_id) {
  ASSENT_ASSIGN_OR_RETURN(Statement select, db_->Prepare(SELECT_GRANTS "WHERE g.request_id = ?1"));
  return OneGrant(select.Bind(1, request_id));
}

Result<std::vector<GrantRecord>> SqliteStore::LiveGrantsFor(const ActionKeys& keys,
                                                            std::string_view boot_id,
                                                            BootTime now) {
  ASSENT_ASSIGN_OR_RETURN(Statement select,
                          db_->Prepare(SELECT_GRANTS "WHERE " IS_LIVE "AND " FOR_THIS_ACTION
                                                     "ORDER BY g.start_before, g.id"));
  return ManyGrants(BindLive(select, keys, boot_id, now));
}

Result<std::optional<GrantRecord>> SqliteStore::LiveGrantElsewhere(const ActionKeys& keys,
                                                                   std::string_view boot_id,
                                                                   BootTime now) {
  ASSENT_ASSIGN_OR_RETURN(
      Statement select,
      db_->Prepare(SELECT_GRANTS "WHERE " IS_LIVE
                                 "AND r.ignores_cwd = 0 AND r.bare_key = ?2 AND r.full_key <> ?1 "
                                 "ORDER BY g.start_before, g.id LIMIT 1"));
  return OneGrant(BindLive(select, keys, boot_id, now));
}

Result<std::optional<GrantRecord>> SqliteStore::GrantOfInvocation(std::string_view invocation,
                                                                  const ActionKeys& keys) {
  ASSENT_ASSIGN_OR_RETURN(
      Statement select,
      db_->Prepare(SELECT_GRANTS "JOIN claims c ON c.grant_id = g.id WHERE c.invocation = ?3 "
                                 "AND " FOR_THIS_ACTION "ORDER BY c.at_boot DESC LIMIT 1"));
  select.Blob(1, AsText(keys.full.bytes)).Blob(2, AsText(keys.bare.bytes)).Bind(3, invocation);
  return OneGrant(select);
}

Result<std::optional<Claim>> SqliteStore::EarlierClaim(std::string_view id,
                                                       std::string_view invocation,
                                                       std::string_view boot_id, BootTime now) {
  ASSENT_ASSIGN_OR_RETURN(
      Statement select,
      db_->Prepare("SELECT c.at_boot, g.boot_id = ?3 AND g.state IN (0, 1) AND g.start_before > ?4 "
                   "FROM claims c JOIN grants g ON g.id = c.grant_id "
                   "WHERE c.invocation = ?2 AND c.grant_id = ?1"));
  select.Bind(1, id).Bind(2, invocation).Bind(3, boot_id).Bind(4, now.count());
  ASSENT_ASSIGN_OR_RETURN(const Statement::Row row, select.Step());
  if (row == Statement::Row::kNone) return std::optional<Claim>();
  if (select.Int(1) == 0) return std::optional<Claim>(Claim::kNotLive);
  const bool repeatable = now - BootTime(select.Int(0)) <= kClaimRepeatable;
  return std::optional<Claim>(repeatable ? Claim::kAgain : Claim::kTooLate);
}

Result<Claim> SqliteStore::ClaimGrant(std::string_view id, std::string_view invocation,
                                      std::string_view boot_id, BootTime now) {
  ASSENT_ASSIGN_OR_RETURN(const auto earlier, EarlierClaim(id, invocation, boot_id, now));
  if (earlier) return *earlier;
  // One statement, so that two who claim at once cannot both have the last use.
  ASSENT_ASSIGN_OR_RETURN(
      Statement update, db_->Prepare("UPDATE grants SET used = used + 1, "
                                     "state = CASE WHEN used + 1 = uses THEN 1 ELSE 0 END "
                                     "WHERE id = ?1 AND state = 0 AND used < uses AND boot_id = ?2 "
                                     "AND start_before > ?3"));
  update.Bind(1, id).Bind(2, boot_id).Bind(3, now.count());
  ASSENT_ASSIGN_OR_RETURN(const int changed, update.Execute());
  if (changed != 1) return Claim::kNotLive;
  ASSENT_ASSIGN_OR_RETURN(
      Statement insert,
      db_->Prepare("INSERT INTO claims (invocation, grant_id, at_boot) VALUES (?1, ?2, ?3)"));
  ASSENT_RETURN_IF_ERROR(insert.Bind(1, invocation).Bind(2, id).Bind(3, now.count()).Execute());
  return Claim::kSpent;
}

Result<Ended> SqliteStore::EndGrant(std::string_view id, GrantState state, std::string_view by,
                                    std::string_view comment) {
  ASSENT_ASSIGN_OR_RETURN(Statement update,
                          db_->Prepare("UPDATE grants SET state = ?2, ended_by = ?3, comment = ?4 "
                                       "WHERE id = ?1 AND state = 0 AND ?2 <> 0"));
  update.Bind(1, id).Bind(2, static_cast<std::int64_t>(state)).Blob(3, by).Blob(4, comment);
  ASSENT_ASSIGN_OR_RETURN(const int changed, update.Execute());
  return changed == 1 ? Ended::kNow : Ended::kNotLive;
}

Result<std::vector<GrantRecord>> SqliteStore::Grants(const Viewer& viewer, bool live_only,
                                                     std::size_t limit) {
  // The newest `limit`, oldest of them first.
  ASSENT_ASSIGN_OR_RETURN(
      Statement select,
      db_->Prepare(SELECT_GRANTS
                   "WHERE (?1 OR r.user_uid = ?2 OR r.id IN (SELECT request_id FROM audience WHERE "
                   "kind = 0 AND who = ?2) OR r.id IN (SELECT request_id FROM audience WHERE kind "
                   "= 1 AND who IN (SELECT value FROM json_each(?3)))) "
                   "AND (g.state = 0 OR NOT ?4) ORDER BY r.id DESC LIMIT ?5"));
  select.Bind(1, std::int64_t{viewer.everything}).Bind(2, std::int64_t{viewer.uid});
  select.Bind(3, GroupsJson(viewer)).Bind(4, std::int64_t{live_only});
  select.Bind(5, static_cast<std::int64_t>(limit));
  ASSENT_ASSIGN_OR_RETURN(auto grants, ManyGrants(select));
  return std::vector<GrantRecord>(std::make_move_iterator(grants.rbegin()),
                                  std::make_move_iterator(grants.rend()));
}

Result<std::vector<GrantRecord>> SqliteStore::LiveGrantsOf(uid_t uid, std::string_view boot_id,
                                                           BootTime now, std::size_t limit) {
  ASSENT_ASSIGN_OR_RETURN(
      Statement select,
      db_->Prepare(SELECT_GRANTS "WHERE " IS_LIVE "AND r.user_uid = ?1 ORDER BY r.id LIMIT ?5"));
  select.Bind(1, std::int64_t{uid}).Bind(3, boot_id).Bind(4, now.count());
  return ManyGrants(select.Bind(5, static_cast<std::int64_t>(limit)));
}

Result<std::vector<GrantRecord>> SqliteStore::DueGrants(std::string_view boot_id, BootTime now) {
  ASSENT_ASSIGN_OR_RETURN(
      Statement select,
      db_->Prepare(SELECT_GRANTS "WHERE g.state = 0 AND (g.boot_id <> ?1 OR g.start_before <= ?2) "
                                 "ORDER BY g.id"));
  return ManyGrants(select.Bind(1, boot_id).Bind(2, now.count()));
}

Result<std::optional<BootTime>> SqliteStore::NextDeadline() {
  ASSENT_ASSIGN_OR_RETURN(
      Statement select,
      db_->Prepare("SELECT min(at) FROM (SELECT min(expires_boot) AS at FROM requests WHERE state "
                   "= 0 UNION ALL SELECT min(start_before) FROM grants WHERE state = 0)"));
  ASSENT_RETURN_IF_ERROR(select.Step());
  const auto at = select.IntOrNull(0);
  return at ? std::optional<BootTime>(*at) : std::nullopt;
}

}  // namespace assent
