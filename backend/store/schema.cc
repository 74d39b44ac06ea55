#include "backend/store/schema.h"

#include "common/base/sha256.h"

namespace assent {
namespace {

constexpr int kApplicationId = 0x41534e54;  // "ASNT"
constexpr int kVersion = 1;

// Text that people gave or that names files is kept as blobs: it may be any bytes.
// `audience`: who may see a request because he may decide it; kind 0 a uid, 1 a gid.
constexpr const char* kTables = R"sql(
CREATE TABLE meta (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE requests (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  code TEXT NOT NULL UNIQUE,
  state INTEGER NOT NULL,
  boot_id TEXT NOT NULL,
  full_key BLOB NOT NULL,
  bare_key BLOB NOT NULL,
  ignores_cwd INTEGER NOT NULL,
  cwd BLOB,
  user_uid INTEGER NOT NULL,
  user_name BLOB NOT NULL,
  login_uid INTEGER,
  created_boot INTEGER NOT NULL,
  created_wall INTEGER NOT NULL,
  expires_boot INTEGER NOT NULL,
  expires_wall INTEGER NOT NULL,
  settled_boot INTEGER,
  settled_wall INTEGER,
  reason BLOB,
  salt BLOB NOT NULL,
  commitment BLOB NOT NULL,
  question TEXT NOT NULL,
  kind TEXT NOT NULL,
  host BLOB NOT NULL,
  runas_user BLOB NOT NULL,
  program BLOB NOT NULL,
  what TEXT NOT NULL,
  first_time INTEGER NOT NULL,
  terms TEXT NOT NULL
) STRICT;
CREATE INDEX requests_full ON requests (full_key);
CREATE INDEX requests_bare ON requests (bare_key);
CREATE INDEX requests_user ON requests (user_uid, program);
CREATE INDEX requests_pending ON requests (expires_boot) WHERE state = 0;
CREATE TABLE audience (
  request_id INTEGER NOT NULL REFERENCES requests (id),
  kind INTEGER NOT NULL,
  who INTEGER NOT NULL,
  PRIMARY KEY (kind, who, request_id)
) WITHOUT ROWID, STRICT;
CREATE TABLE invocations (
  invocation TEXT NOT NULL,
  request_id INTEGER NOT NULL REFERENCES requests (id),
  PRIMARY KEY (invocation, request_id)
) WITHOUT ROWID, STRICT;
CREATE TABLE decisions (
  id INTEGER PRIMARY KEY,
  request_id INTEGER NOT NULL REFERENCES requests (id),
  uid INTEGER NOT NULL,
  user BLOB NOT NULL,
  approves INTEGER NOT NULL,
  comment BLOB NOT NULL,
  at INTEGER NOT NULL,
  quorums TEXT NOT NULL,
  uses INTEGER,
  start_within_s INTEGER,
  max_runtime_s INTEGER,
  UNIQUE (request_id, uid, approves)
) STRICT;
CREATE TABLE grants (
  id TEXT PRIMARY KEY,
  request_id INTEGER NOT NULL UNIQUE REFERENCES requests (id),
  state INTEGER NOT NULL,
  boot_id TEXT NOT NULL,
  uses INTEGER NOT NULL CHECK (uses > 0),
  used INTEGER NOT NULL CHECK (used BETWEEN 0 AND uses),
  created INTEGER NOT NULL,
  start_before INTEGER NOT NULL,
  max_runtime_s INTEGER,
  ended_by BLOB NOT NULL,
  comment BLOB NOT NULL
) STRICT;
CREATE INDEX grants_live ON grants (start_before) WHERE state = 0;
CREATE TABLE claims (
  invocation TEXT NOT NULL,
  grant_id TEXT NOT NULL REFERENCES grants (id),
  at_boot INTEGER NOT NULL,
  PRIMARY KEY (invocation, grant_id)
) WITHOUT ROWID, STRICT;
CREATE TABLE log (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  about_uid INTEGER,
  actor_uid INTEGER,
  record TEXT NOT NULL
) STRICT;
CREATE INDEX log_about ON log (about_uid);
CREATE INDEX log_actor ON log (actor_uid);
CREATE TRIGGER log_is_never_changed BEFORE UPDATE ON log
  BEGIN SELECT RAISE(ABORT, 'the log only grows'); END;
CREATE TRIGGER log_is_never_shortened BEFORE DELETE ON log
  BEGIN SELECT RAISE(ABORT, 'the log only grows'); END;
)sql";

Result<Ok> MakeHostKey(Database& db) {
  Sha256Digest key{};
  ASSENT_RETURN_IF_ERROR(RandomBytes(key));
  ASSENT_ASSIGN_OR_RETURN(Statement insert, db.Prepare("INSERT INTO meta VALUES ('host_key', ?1)"));
  ASSENT_RETURN_IF_ERROR(insert.Blob(1, AsText(key)).Execute());
  return Ok{};
}

Result<Ok> MakeTables(Database& db) {
  ASSENT_ASSIGN_OR_RETURN(const auto transaction, db.Begin(Durability::kPowerCut));
  // Another process may have been first.
  ASSENT_ASSIGN_OR_RETURN(const int version, db.Pragma("PRAGMA user_version"));
  if (version != 0) return Ok{};
  ASSENT_RETURN_IF_ERROR(db.Run(kTables));
  ASSENT_RETURN_IF_ERROR(MakeHostKey(db));
  ASSENT_RETURN_IF_ERROR(db.Run("PRAGMA application_id = 0x41534e54"));
  ASSENT_RETURN_IF_ERROR(db.Run("PRAGMA user_version = 1"));
  return transaction->Commit();
}

Result<Ok> SetModes(Database& db) {
  ASSENT_RETURN_IF_ERROR(db.Run("PRAGMA journal_mode = WAL"));
  ASSENT_RETURN_IF_ERROR(db.Run("PRAGMA synchronous = NORMAL"));
  ASSENT_RETURN_IF_ERROR(db.Run("PRAGMA foreign_keys = ON"));
  return db.Run("PRAGMA trusted_schema = OFF");
}

}  // namespace

Result<Ok> PrepareSchema(Database& db) {
  ASSENT_ASSIGN_OR_RETURN(const int version, db.Pragma("PRAGMA user_version"));
  ASSENT_ASSIGN_OR_RETURN(const int application, db.Pragma("PRAGMA application_id"));
  ASSENT_ASSIGN_OR_RETURN(const int tables, db.Pragma("SELECT count(*) FROM sqlite_schema"));
  if (tables == 0) {
    ASSENT_RETURN_IF_ERROR(SetModes(db));
    return MakeTables(db);
  }
  if (application != kApplicationId) {
    return Error{Errc::kBadConfig, "store: this is not a database of assentd"};
  }
  if (version > kVersion) {
    return Error{Errc::kBadConfig,
                 "store: written by a newer assentd (version " + std::to_string(version) + ")"};
  }
  return SetModes(db);
}

}  // namespace assent
