#include <algorithm>

#include "backend/store/schema.h"
#include "backend/store/sqlite_store.h"

namespace assent {

Result<std::int64_t> SqliteStore::AppendLog(const LogEntry& entry) {
  ASSENT_ASSIGN_OR_RETURN(
      Statement insert,
      db_->Prepare("INSERT INTO log (at, about_uid, actor_uid, record) VALUES (?1, ?2, ?3, ?4)"));
  insert.Bind(1, ToMillis(entry.at)).BindOrNull(2, entry.about).BindOrNull(3, entry.actor);
  ASSENT_RETURN_IF_ERROR(insert.Bind(4, entry.record).Execute());
  return db_->LastRowId();
}

Result<std::vector<LogEntry>> SqliteStore::ReadLog(const Viewer& viewer,
                                                   std::optional<std::int64_t> after,
                                                   std::size_t limit) {
  ASSENT_ASSIGN_OR_RETURN(
      Statement forward,
      db_->Prepare("SELECT seq, at, about_uid, actor_uid, record FROM log WHERE "
                   "(?1 OR about_uid = ?2 OR actor_uid = ?2) AND seq > ?3 ORDER BY seq LIMIT ?4"));
  ASSENT_ASSIGN_OR_RETURN(
      Statement newest, db_->Prepare("SELECT seq, at, about_uid, actor_uid, record FROM log WHERE "
                                     "(?1 OR about_uid = ?2 OR actor_uid = ?2) AND seq > ?3 "
                                     "ORDER BY seq DESC LIMIT ?4"));
  Statement& select = after ? forward : newest;
  select.Bind(1, std::int64_t{viewer.everything}).Bind(2, std::int64_t{viewer.uid});
  select.Bind(3, after.value_or(0)).Bind(4, static_cast<std::int64_t>(limit));
  std::vector<LogEntry> entries;
  for (;;) {
    ASSENT_ASSIGN_OR_RETURN(const Statement::Row row, select.Step());
    if (row == Statement::Row::kNone) break;
    LogEntry entry{select.Int(0), FromMillis(select.Int(1)), {}, {}, select.Text(4)};
    if (const auto about = select.IntOrNull(2)) entry.about = static_cast<uid_t>(*about);
    if (const auto actor = select.IntOrNull(3)) entry.actor = static_cast<uid_t>(*actor);
    entries.push_back(std::move(entry));
  }
  if (!after) std::reverse(entries.begin(), entries.end());
  return entries;
}

Result<StoreCounts> SqliteStore::Counts() {
  ASSENT_ASSIGN_OR_RETURN(
      Statement select,
      db_->Prepare("SELECT (SELECT count(*) FROM requests WHERE state = 0), (SELECT count(*) FROM "
                   "grants WHERE state = 0), (SELECT coalesce(max(seq), 0) FROM log)"));
  ASSENT_RETURN_IF_ERROR(select.Step());
  StoreCounts counts;
  counts.pending = static_cast<std::uint64_t>(select.Int(0));
  counts.live_grants = static_cast<std::uint64_t>(select.Int(1));
  counts.log_seq = select.Int(2);
  return counts;
}

Result<std::unique_ptr<Store>> OpenSqliteStore(const std::string& path) {
  ASSENT_ASSIGN_OR_RETURN(auto db, Database::Open(path));
  ASSENT_RETURN_IF_ERROR(PrepareSchema(*db));
  std::string key;
  {
    ASSENT_ASSIGN_OR_RETURN(Statement select,
                            db->Prepare("SELECT value FROM meta WHERE name = 'host_key'"));
    ASSENT_RETURN_IF_ERROR(select.Step());
    key = select.Text(0);
  }
  if (key.size() != 32) return Error{Errc::kBadConfig, "store: the host key is missing"};
  return std::unique_ptr<Store>(std::make_unique<SqliteStore>(std::move(db), std::move(key)));
}

}  // namespace assent
