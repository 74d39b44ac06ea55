#include <algorithm>

#include "backend/model/terms_json.h"
#include "backend/store/sqlite_store.h"

// Literals that several statements share.
#define REQUEST_COLUMNS                                                                        \
  "r.id, r.code, r.state, r.boot_id, r.full_key, r.bare_key, r.cwd, r.user_uid, r.user_name, " \
  "r.login_uid, r.created_boot, r.created_wall, r.expires_boot, r.expires_wall, "              \
  "r.settled_wall, r.reason, r.salt, r.commitment, r.question, r.kind, r.host, r.runas_user, " \
  "r.program, r.what, r.first_time, r.terms "
#define FOR_THIS_ACTION                          \
  "((r.ignores_cwd = 0 AND r.full_key = ?1) OR " \
  " (r.ignores_cwd = 1 AND r.bare_key = ?2)) "
#define VISIBLE_REQUEST                                                                           \
  "(?1 OR r.user_uid = ?2 OR r.id IN (SELECT request_id FROM audience WHERE kind = 0 AND who = "  \
  "?2) OR r.id IN (SELECT request_id FROM audience WHERE kind = 1 AND who IN (SELECT value FROM " \
  "json_each(?3)))) "

namespace assent {
namespace {

RequestState StateFrom(std::int64_t number) {
  if (number < 0 || number > 4) return RequestState::kDenied;
  return static_cast<RequestState>(number);
}

Result<Request> ReadRequest(const Statement& row) {
  Request request;
  request.id = row.Int(0);
  request.code = row.Text(1);
  request.state = StateFrom(row.Int(2));
  request.boot_id = row.Text(3);
  request.keys = {KeyFromBytes(row.Text(4)), KeyFromBytes(row.Text(5))};
  request.cwd = row.TextOrNull(6);
  request.requester.uid = static_cast<uid_t>(row.Int(7));
  request.requester.name = row.Text(8);
  if (const auto login = row.IntOrNull(9)) request.requester.login_uid = static_cast<uid_t>(*login);
  request.created = {BootTime(row.Int(10)), FromMillis(row.Int(11))};
  request.expires = {BootTime(row.Int(12)), FromMillis(row.Int(13))};
  if (const auto settled = row.IntOrNull(14)) request.settled_at = FromMillis(*settled);
  request.reason = row.TextOrNull(15);
  request.salt = row.Text(16);
  request.commitment.bytes = KeyFromBytes(row.Text(17)).bytes;
  request.question = row.Text(18);
  request.kind = row.Text(19);
  request.host = row.Text(20);
  request.runas_user = row.Text(21);
  request.program = row.Text(22);
  request.what = row.Text(23);
  request.first_time = row.Int(24) != 0;
  ASSENT_ASSIGN_OR_RETURN(const Json terms, ParseJson(row.Text(25), kOwnJson));
  ASSENT_ASSIGN_OR_RETURN(request.terms, AskTermsFromJson(terms));
  return request;
}

}  // namespace

LookupKey KeyFromBytes(const std::string& bytes) {
  LookupKey key;
  if (bytes.size() == key.bytes.size()) std::copy(bytes.begin(), bytes.end(), key.bytes.begin());
  return key;
}

std::string GroupsJson(const Viewer& viewer) { return Json(viewer.groups).dump(); }

Result<std::int64_t> SqliteStore::AddRequest(const Request& request) {
  ASSENT_ASSIGN_OR_RETURN(
      Statement insert,
      db_->Prepare("INSERT INTO requests (code, state, boot_id, full_key, bare_key, ignores_cwd, "
                   "cwd, user_uid, user_name, login_uid, created_boot, created_wall, expires_boot, "
                   "expires_wall, reason, salt, commitment, question, kind, host, runas_user, "
                   "program, what, first_time, terms) VALUES (?1, 0, ?2, ?3, ?4, ?5, ?6, ?7, ?8, "
                   "?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, "
                   "?24)"));
  std::optional<std::int64_t> login;
  if (request.requester.login_uid) login = *request.requester.login_uid;
  insert.Bind(1, request.code).Bind(2, request.boot_id);
  insert.Blob(3, AsText(request.keys.full.bytes)).Blob(4, AsText(request.keys.bare.bytes));
  insert.Bind(5, std::int64_t{request.terms.ignores_cwd}).BlobOrNull(6, request.cwd);
  insert.Bind(7, std::int64_t{request.requester.uid}).Blob(8, request.requester.name);
  insert.BindOrNull(9, login);
  insert.Bind(10, request.created.boot.count()).Bind(11, ToMillis(request.created.wall));
  insert.Bind(12, request.expires.boot.count()).Bind(13, ToMillis(request.expires.wall));
  insert.BlobOrNull(14, request.reason).Blob(15, request.salt);
  insert.Blob(16, AsText(request.commitment.bytes)).Bind(17, request.question);
  insert.Bind(18, request.kind).Blob(19, request.host).Blob(20, request.runas_user);
  insert.Blob(21, request.program).Bind(22, request.what);
  insert.Bind(23, std::int64_t{request.first_time}).Bind(24, DumpJson(ToJson(request.terms)));
  ASSENT_RETURN_IF_ERROR(insert.Execute());
  const std::int64_t id = db_->LastRowId();
  ASSENT_RETURN_IF_ERROR(AddAudience(id, request.terms));
  return id;
}

Result<Ok> SqliteStore::AddAudience(std::int64_t request_id, const AskTerms& terms) {
  const auto add = [&](int kind, const std::vector<NamedId>& list) -> Result<Ok> {
    for (const NamedId& entry : list) {
      if (!entry.id) continue;
      ASSENT_ASSIGN_OR_RETURN(
          Statement insert,
          db_->Prepare("INSERT OR IGNORE INTO audience (kind, who, request_id) VALUES "
                       "(?1, ?2, ?3)"));
      insert.Bind(1, std::int64_t{kind}).Bind(2, std::int64_t{*entry.id}).Bind(3, request_id);
      ASSENT_RETURN_IF_ERROR(insert.Execute());
    }
    return Ok{};
  };
  for (const Quorum& quorum : terms.quorums) {
    ASSENT_RETURN_IF_ERROR(add(0, quorum.users));
    ASSENT_RETURN_IF_ERROR(add(1, quorum.groups));
  }
  return Ok{};
}

Result<std::vector<Request>> SqliteStore::ManyRequests(Statement& select) {
  std::vector<Request> requests;
  for (;;) {
    ASSENT_ASSIGN_OR_RETURN(const Statement::Row row, select.Step());
    if (row == Statement::Row::kNone) break;
    ASSENT_ASSIGN_OR_RETURN(Request request, ReadRequest(select));
    requests.push_back(std::move(request));
  }
  ASSENT_RETURN_IF_ERROR(AddDecisions(requests));
  return requests;
}

Result<std::optional<Request>> SqliteStore::OneRequest(Statement& select) {
  ASSENT_ASSIGN_OR_RETURN(auto requests, ManyRequests(select));
  if (requests.empty()) return std::optional<Request>();
  return std::optional<Request>(std::move(requests.front()));
}

Result<std::optional<Request>> SqliteStore::RequestById(std::int64_t id) {
  ASSENT_ASSIGN_OR_RETURN(
      Statement select, db_->Prepare("SELECT " REQUEST_COLUMNS "FROM requests r WHERE r.id = ?1"));
  return OneRequest(select.Bind(1, id));
}

Result<std::optional<Request>> SqliteStore::RequestByCode(std::string_view code) {
  ASSENT_ASSIGN_OR_RETURN(Statement select, db_->Prepare("SELECT " REQUEST_COLUMNS
                                                         "FROM requests r WHERE r.code = ?1"));
  return OneRequest(select.Bind(1, code));
}

Result<std::vector<Request>> SqliteStore::PendingRequestsFor(const ActionKeys& keys) {
  ASSENT_ASSIGN_OR_RETURN(
      Statement select,
      db_->Prepare("SELECT " REQUEST_COLUMNS
                   "FROM requests r WHERE r.state = 0 AND " FOR_THIS_ACTION "ORDER BY r.id"));
  select.Blob(1, AsText(keys.full.bytes)).Blob(2, AsText(keys.bare.bytes));
  return ManyRequests(select);
}

Result<std::optional<Request>> SqliteStore::FreshDenialOf(const ActionKeys& keys,
                                                          std::string_view boot_id,
                                                          const Moment& now,
                                                          std::chrono::milliseconds cool_down) {
  // After a reboot only the wall clock is left to compare.
  ASSENT_ASSIGN_OR_RETURN(Statement select,
                          db_->Prepare("SELECT " REQUEST_COLUMNS
                                       "FROM requests r WHERE r.state = 2 AND " FOR_THIS_ACTION
                                       "AND ((r.boot_id = ?3 AND r.settled_boot > ?4) OR "
                                       "     (r.boot_id <> ?3 AND r.settled_wall > ?5)) "
                                       "ORDER BY r.id DESC LIMIT 1"));
  select.Blob(1, AsText(keys.full.bytes)).Blob(2, AsText(keys.bare.bytes)).Bind(3, boot_id);
  select.Bind(4, (now.boot - cool_down).count());
  select.Bind(5, ToMillis(now.wall) - cool_down.count());
  return OneRequest(select);
}

Result<std::optional<Request>> SqliteStore::RequestOfInvocation(std::string_view invocation,
                                                                const ActionKeys& keys) {
  ASSENT_ASSIGN_OR_RETURN(
      Statement select,
      db_->Prepare("SELECT " REQUEST_COLUMNS
                   "FROM requests r JOIN invocations i ON i.request_id = r.id "
                   "WHERE i.invocation = ?3 AND " FOR_THIS_ACTION "ORDER BY r.id DESC LIMIT 1"));
  select.Blob(1, AsText(keys.full.bytes)).Blob(2, AsText(keys.bare.bytes)).Bind(3, invocation);
  return OneRequest(select);
}

Result<Ok> SqliteStore::AddInvocation(std::int64_t request_id, std::string_view invocation) {
  ASSENT_ASSIGN_OR_RETURN(
      Statement insert,
      db_->Prepare("INSERT OR IGNORE INTO invocations (invocation, request_id) VALUES (?1, ?2)"));
  ASSENT_RETURN_IF_ERROR(insert.Bind(1, invocation).Bind(2, request_id).Execute());
  return Ok{};
}

Result<std::uint64_t> SqliteStore::CountPendingOf(uid_t uid) {
  ASSENT_ASSIGN_OR_RETURN(
      Statement select,
      db_->Prepare("SELECT count(*) FROM requests WHERE state = 0 AND user_uid = ?1"));
  ASSENT_RETURN_IF_ERROR(select.Bind(1, std::int64_t{uid}).Step());
  return static_cast<std::uint64_t>(select.Int(0));
}

Result<std::uint64_t> SqliteStore::CountRequestsOf(uid_t uid, std::string_view program) {
  ASSENT_ASSIGN_OR_RETURN(
      Statement select,
      db_->Prepare("SELECT count(*) FROM requests WHERE user_uid = ?1 AND program = ?2"));
  ASSENT_RETURN_IF_ERROR(select.Bind(1, std::int64_t{uid}).Blob(2, program).Step());
  return static_cast<std::uint64_t>(select.Int(0));
}

Result<Settled> SqliteStore::SettleRequest(std::int64_t id, RequestState state, const Moment& now) {
  // One statement, so that two who settle at once cannot both succeed.
  ASSENT_ASSIGN_OR_RETURN(
      Statement update,
      db_->Prepare("UPDATE requests SET state = ?2, settled_boot = ?3, settled_wall = ?4 "
                   "WHERE id = ?1 AND state = 0 AND ?2 <> 0"));
  update.Bind(1, id).Bind(2, static_cast<std::int64_t>(state));
  update.Bind(3, now.boot.count()).Bind(4, ToMillis(now.wall));
  ASSENT_ASSIGN_OR_RETURN(const int changed, update.Execute());
  return changed == 1 ? Settled::kNow : Settled::kAlreadySettled;
}

Result<RequestRows> SqliteStore::Requests(const Viewer& viewer, bool pending_only,
                                          std::int64_t after, std::size_t limit) {
  ASSENT_ASSIGN_OR_RETURN(
      Statement select,
      db_->Prepare("SELECT " REQUEST_COLUMNS "FROM requests r WHERE " VISIBLE_REQUEST
                   "AND (r.state = 0 OR NOT ?4) AND r.id > ?5 ORDER BY r.id"));
  select.Bind(1, std::int64_t{viewer.everything}).Bind(2, std::int64_t{viewer.uid});
  select.Bind(3, GroupsJson(viewer)).Bind(4, std::int64_t{pending_only}).Bind(5, after);
  RequestRows page;
  std::size_t bytes = 0;
  for (;;) {
    ASSENT_ASSIGN_OR_RETURN(const Statement::Row row, select.Step());
    if (row == Statement::Row::kNone) break;
    page.more = page.requests.size() == limit || bytes >= kPageBytes;
    if (page.more) break;
    ASSENT_ASSIGN_OR_RETURN(Request request, ReadRequest(select));
    bytes += request.question.size();
    page.requests.push_back(std::move(request));
  }
  ASSENT_RETURN_IF_ERROR(AddDecisions(page.requests));
  return page;
}

Result<std::vector<Request>> SqliteStore::PendingRequestsOf(uid_t uid, std::size_t limit) {
  ASSENT_ASSIGN_OR_RETURN(Statement select,
                          db_->Prepare("SELECT " REQUEST_COLUMNS
                                       "FROM requests r WHERE r.state = 0 AND r.user_uid = ?1 "
                                       "ORDER BY r.id LIMIT ?2"));
  return ManyRequests(select.Bind(1, std::int64_t{uid}).Bind(2, static_cast<std::int64_t>(limit)));
}

Result<std::vector<Request>> SqliteStore::DueRequests(std::string_view boot_id, BootTime now) {
  ASSENT_ASSIGN_OR_RETURN(
      Statement select,
      db_->Prepare("SELECT " REQUEST_COLUMNS "FROM requests r WHERE r.state = 0 AND "
                   "(r.boot_id <> ?1 OR r.expires_boot <= ?2) ORDER BY r.id"));
  return ManyRequests(select.Bind(1, boot_id).Bind(2, now.count()));
}

}  // namespace assent
