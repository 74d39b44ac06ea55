#include "backend/store/database.h"

#include <sys/stat.h>

#include <utility>

namespace assent {
namespace {

constexpr int kBusyMillis = 5000;

Error Failed(sqlite3* db) {
  return Error{Errc::kSystem, std::string("store: ") + sqlite3_errmsg(db)};
}

class SqliteTransaction final : public Transaction {
 public:
  explicit SqliteTransaction(Database& db, Durability durability)
      : db_(db), durability_(durability) {}
  SqliteTransaction(const SqliteTransaction&) = delete;
  SqliteTransaction& operator=(const SqliteTransaction&) = delete;
  ~SqliteTransaction() override {
    if (open_) static_cast<void>(db_.Run("ROLLBACK"));
    BackToNormal();
  }

  Result<Ok> Commit() override {
    ASSENT_RETURN_IF_ERROR(db_.Run("COMMIT"));
    open_ = false;
    BackToNormal();
    return Ok{};
  }

 private:
  void BackToNormal() {
    if (std::exchange(durability_, Durability::kProcessCrash) == Durability::kPowerCut) {
      static_cast<void>(db_.Run("PRAGMA synchronous = NORMAL"));
    }
  }

  Database& db_;
  Durability durability_;
  bool open_ = true;
};

}  // namespace

Statement::Statement(Statement&& other) noexcept
    : db_(other.db_),
      prepared_(std::exchange(other.prepared_, nullptr)),
      failure_(other.failure_) {}

Statement::~Statement() {
  if (prepared_ == nullptr) return;
  sqlite3_reset(prepared_);
  sqlite3_clear_bindings(prepared_);
}

void Statement::Check(int code) {
  if (failure_ == SQLITE_OK) failure_ = code;
}

Statement& Statement::Bind(int index, std::int64_t value) {
  Check(sqlite3_bind_int64(prepared_, index, value));
  return *this;
}

Statement& Statement::Bind(int index, std::string_view text) {
  Check(sqlite3_bind_text64(prepared_, index, text.data(), text.size(), SQLITE_TRANSIENT,
                            SQLITE_UTF8));
  return *this;
}

Statement& Statement::Blob(int index, std::string_view bytes) {
  // A null pointer would bind NULL.
  const char* const data = bytes.empty() ? "" : bytes.data();
  Check(sqlite3_bind_blob64(prepared_, index, data, bytes.size(), SQLITE_TRANSIENT));
  return *this;
}

Statement& Statement::Null(int index) {
  Check(sqlite3_bind_null(prepared_, index));
  return *this;
}

Statement& Statement::BindOrNull(int index, const std::optional<std::int64_t>& value) {
  return value ? Bind(index, *value) : Null(index);
}

Statement& Statement::BlobOrNull(int index, const std::optional<std::string>& bytes) {
  return bytes ? Blob(index, *bytes) : Null(index);
}

Result<Statement::Row> Statement::Step() {
  if (failure_ != SQLITE_OK) return Failed(db_);
  switch (sqlite3_step(prepared_)) {
    case SQLITE_ROW:
      return Row::kOne;
    case SQLITE_DONE:
      return Row::kNone;
    default:
      return Failed(db_);
  }
}

Result<int> Statement::Execute() {
  ASSENT_ASSIGN_OR_RETURN(const Row row, Step());
  if (row == Row::kOne) return Error{Errc::kInternal, "store: rows where none were expected"};
  return sqlite3_changes(db_);
}

std::int64_t Statement::Int(int column) const { return sqlite3_column_int64(prepared_, column); }

std::string Statement::Text(int column) const {
  const void* const data = sqlite3_column_blob(prepared_, column);
  const int size = sqlite3_column_bytes(prepared_, column);
  if (data == nullptr || size <= 0) return {};
  return {static_cast<const char*>(data), static_cast<std::size_t>(size)};
}

std::optional<std::int64_t> Statement::IntOrNull(int column) const {
  if (sqlite3_column_type(prepared_, column) == SQLITE_NULL) return std::nullopt;
  return Int(column);
}

std::optional<std::string> Statement::TextOrNull(int column) const {
  if (sqlite3_column_type(prepared_, column) == SQLITE_NULL) return std::nullopt;
  return Text(column);
}

Result<std::unique_ptr<Database>> Database::Open(const std::string& path) {
  const mode_t before = ::umask(077);  // the database and its -wal and -shm hold what people run
  sqlite3* opened = nullptr;
  const int code = sqlite3_open_v2(
      path.c_str(), &opened,
      SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW,
      nullptr);
  ::umask(before);
  SqliteDb owned(opened);
  if (code != SQLITE_OK) {
    return Error{Errc::kSystem, "store: " + path + ": " + sqlite3_errstr(code)};
  }
  sqlite3_extended_result_codes(opened, 1);
  sqlite3_busy_timeout(opened, kBusyMillis);
  return std::unique_ptr<Database>(new Database(std::move(owned)));
}

Result<Statement> Database::Prepare(const char* sql) {
  auto& prepared = prepared_[sql];
  if (!prepared) {
    sqlite3_stmt* made = nullptr;
    if (sqlite3_prepare_v3(db_.get(), sql, -1, SQLITE_PREPARE_PERSISTENT, &made, nullptr) !=
        SQLITE_OK) {
      return Failed(db_.get());
    }
    prepared.reset(made);
  }
  return Statement(db_.get(), prepared.get());
}

Result<Ok> Database::Run(const char* sql) {
  if (sqlite3_exec(db_.get(), sql, nullptr, nullptr, nullptr) != SQLITE_OK) {
    return Failed(db_.get());
  }
  return Ok{};
}

Result<int> Database::Pragma(const char* sql) {
  ASSENT_ASSIGN_OR_RETURN(Statement statement, Prepare(sql));
  ASSENT_ASSIGN_OR_RETURN(const Statement::Row row, statement.Step());
  if (row == Statement::Row::kNone) return Error{Errc::kSystem, "store: no answer to a pragma"};
  return static_cast<int>(statement.Int(0));
}

Result<std::unique_ptr<Transaction>> Database::Begin(Durability durability) {
  // Only outside of a transaction does this pragma do anything.
  if (durability == Durability::kPowerCut) {
    ASSENT_RETURN_IF_ERROR(Run("PRAGMA synchronous = FULL"));
  }
  if (auto begun = Run("BEGIN IMMEDIATE"); !begun.ok()) {
    static_cast<void>(Run("PRAGMA synchronous = NORMAL"));
    return begun.error();
  }
  return std::unique_ptr<Transaction>(std::make_unique<SqliteTransaction>(*this, durability));
}

}  // namespace assent
