// SQLite with owners: a connection, prepared statements, a transaction.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "backend/store/store.h"
#include "common/base/handle.h"
#include "common/base/result.h"

namespace assent {

using SqliteDb = std::unique_ptr<sqlite3, FreeWith<sqlite3_close_v2>>;
using SqliteStatement = std::unique_ptr<sqlite3_stmt, FreeWith<sqlite3_finalize>>;

// One run of a prepared statement. Values go in through Bind only; the first failure sticks and is
// returned by the call that runs it. Reset when it ends, so the next run starts clean.
class Statement {
 public:
  Statement(sqlite3* db, sqlite3_stmt* prepared) : db_(db), prepared_(prepared) {}
  Statement(Statement&& other) noexcept;
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;
  Statement& operator=(Statement&&) = delete;
  ~Statement();

  Statement& Bind(int index, std::int64_t value);
  Statement& Bind(int index, std::string_view text);
  Statement& Blob(int index, std::string_view bytes);
  Statement& Null(int index);
  Statement& BindOrNull(int index, const std::optional<std::int64_t>& value);
  Statement& BlobOrNull(int index, const std::optional<std::string>& bytes);

  enum class Row { kNone, kOne };
  Result<Row> Step();
  // Runs a statement that returns nothing; the number of rows it changed.
  Result<int> Execute();

  [[nodiscard]] std::int64_t Int(int column) const;
  [[nodiscard]] std::string Text(int column) const;  // text or blob
  [[nodiscard]] std::optional<std::int64_t> IntOrNull(int column) const;
  [[nodiscard]] std::optional<std::string> TextOrNull(int column) const;

 private:
  void Check(int code);

  sqlite3* db_;
  sqlite3_stmt* prepared_;
  int failure_ = SQLITE_OK;
};

class Database {
 public:
  // Errors: kSystem.
  static Result<std::unique_ptr<Database>> Open(const std::string& path);

  // `sql` is a literal: its address is the key under which the prepared statement is kept.
  Result<Statement> Prepare(const char* sql);
  Result<Ok> Run(const char* sql);
  Result<int> Pragma(const char* sql);  // one that answers with a number
  [[nodiscard]] std::int64_t LastRowId() const { return sqlite3_last_insert_rowid(db_.get()); }
  Result<std::unique_ptr<Transaction>> Begin(Durability durability);

 private:
  explicit Database(SqliteDb db) : db_(std::move(db)) {}

  SqliteDb db_;  // before the statements, so that they go first
  std::map<const char*, SqliteStatement> prepared_;
};

}  // namespace assent
