// The contract of backend/store/store.h.

#include "backend/store/store.h"

#include <gmock/gmock.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <thread>

#include "tests/unit/backend/people.h"
#include "tests/unit/common/result_matchers.h"
#include "tests/unit/common/sample_action.h"

namespace assent {
namespace {

using testing::HasSubstr;
using namespace std::chrono_literals;

constexpr const char* kBoot = "boot-1";
const Moment kNow{1h, WallTime(std::chrono::hours(24) * 20000)};

class StoreTest : public testing::Test {
 protected:
  StoreTest() {
    std::string pattern = testing::TempDir() + "assent-store-XXXXXX";
    EXPECT_NE(::mkdtemp(pattern.data()), nullptr);
    directory_ = pattern;
    store_ = Open();
  }
  ~StoreTest() override {
    store_.reset();
    std::filesystem::remove_all(directory_);
  }
  [[nodiscard]] std::string Path() const { return directory_ + "/assent.db"; }
  [[nodiscard]] std::unique_ptr<Store> Open() const {
    auto opened = OpenSqliteStore(Path());
    EXPECT_THAT(opened, IsOk());
    return opened.ok() ? std::move(opened).value() : nullptr;
  }

  static ActionKeys Keys(std::uint8_t full, std::uint8_t bare) {
    ActionKeys keys;
    keys.full.bytes.fill(full);
    keys.bare.bytes.fill(bare);
    return keys;
  }

  Request AddRequest(const std::string& code, const ActionKeys& keys = Keys(1, 2)) {
    Request request;
    request.code = code;
    request.boot_id = kBoot;
    request.keys = keys;
    request.cwd = "/home/\xff";
    request.requester = {kAlice, "alice", kAlice};
    request.created = kNow;
    request.expires = {kNow.boot + 10min, kNow.wall + 10min};
    request.reason = "INC-1";
    request.salt = std::string(32, '\0');
    request.question = "{}";
    request.kind = "sudo";
    request.host = "web-1";
    request.runas_user = "root";
    request.program = "/usr/bin/systemctl";
    request.what = "systemctl restart nginx";
    Quorum quorum;
    quorum.rule = "operators may ask";
    quorum.groups = {{"approvers", kApprovers}};
    request.terms.quorums = {quorum};
    const auto id = store_->AddRequest(request);
    EXPECT_THAT(id, IsOk());
    request.id = id.value();
    return request;
  }
  std::string AddGrant(const std::string& id, const Request& request, std::uint32_t uses) {
    GrantRecord grant;
    grant.id = id;
    grant.request_id = request.id;
    grant.boot_id = kBoot;
    grant.uses = uses;
    grant.created = kNow.wall;
    grant.start_before = kNow.boot + 5min;
    EXPECT_THAT(store_->AddGrant(grant), IsOk());
    return id;
  }

  std::string directory_;
  std::unique_ptr<Store> store_;
};

TEST_F(StoreTest, ARequestComesBackAsItWas) {
  const Request added = AddRequest("BCDF-GHJK");
  const auto found = store_->RequestByCode("BCDF-GHJK");
  ASSERT_THAT(found, IsOk());
  ASSERT_TRUE(found.value());
  const Request& request = *found.value();
  EXPECT_EQ(request.id, added.id);
  EXPECT_EQ(request.cwd, added.cwd);
  EXPECT_EQ(request.requester, added.requester);
  EXPECT_EQ(request.salt, added.salt);
  EXPECT_EQ(request.expires.boot, added.expires.boot);
  EXPECT_EQ(request.created.wall, added.created.wall);
  EXPECT_EQ(request.terms, added.terms);
  EXPECT_EQ(request.reason, added.reason);
  EXPECT_EQ(request.keys.full, added.keys.full);
}

TEST_F(StoreTest, ACodeIsNeverGivenTwice) {
  Request request = AddRequest("BCDF-GHJK");
  EXPECT_THAT(store_->SettleRequest(request.id, RequestState::kCancelled, kNow), IsOk());
  EXPECT_THAT(store_->AddRequest(request), FailsWith(Errc::kSystem, HasSubstr("UNIQUE")));
}

TEST_F(StoreTest, ARequestIsSettledOnce) {
  const Request request = AddRequest("BCDF-GHJK");
  EXPECT_EQ(store_->SettleRequest(request.id, RequestState::kPending, kNow).value(),
            Settled::kAlreadySettled);
  EXPECT_EQ(store_->SettleRequest(request.id, RequestState::kDenied, kNow).value(), Settled::kNow);
  EXPECT_EQ(store_->SettleRequest(request.id, RequestState::kApproved, kNow).value(),
            Settled::kAlreadySettled);
  EXPECT_EQ(store_->RequestById(request.id).value()->state, RequestState::kDenied);
}

TEST_F(StoreTest, AGrantEndsOnce) {
  const std::string id = AddGrant("G-1", AddRequest("BCDF-GHJK"), 1);
  EXPECT_EQ(store_->EndGrant(id, GrantState::kRevoked, "bob", "").value(), Ended::kNow);
  EXPECT_EQ(store_->EndGrant(id, GrantState::kExpired, "", "").value(), Ended::kNotLive);
  EXPECT_EQ(store_->EndGrant(id, GrantState::kLive, "", "").value(), Ended::kNotLive);
  EXPECT_EQ(store_->ClaimGrant(id, "i", kBoot, kNow.boot).value(), Claim::kNotLive);
}

TEST_F(StoreTest, AClaimIsIdempotentForAMinute) {
  const std::string id = AddGrant("G-1", AddRequest("BCDF-GHJK"), 3);
  EXPECT_EQ(store_->ClaimGrant(id, "i", kBoot, kNow.boot).value(), Claim::kSpent);
  EXPECT_EQ(store_->ClaimGrant(id, "i", kBoot, kNow.boot + 60s).value(), Claim::kAgain);
  EXPECT_EQ(store_->ClaimGrant(id, "i", kBoot, kNow.boot + 61s).value(), Claim::kTooLate);
  EXPECT_EQ(store_->GrantById(id).value()->used, 1U);
}

TEST_F(StoreTest, AClaimOfAnotherBootOrTooLateIsNone) {
  const std::string id = AddGrant("G-1", AddRequest("BCDF-GHJK"), 3);
  EXPECT_EQ(store_->ClaimGrant(id, "i", "boot-2", kNow.boot).value(), Claim::kNotLive);
  EXPECT_EQ(store_->ClaimGrant(id, "i", kBoot, kNow.boot + 5min).value(), Claim::kNotLive);
  EXPECT_EQ(store_->ClaimGrant("G-2", "i", kBoot, kNow.boot).value(), Claim::kNotLive);
  EXPECT_EQ(store_->GrantById(id).value()->used, 0U);
}

// As several processes would: each thread has a connection of its own.
TEST_F(StoreTest, AHundredParallelClaimsOfThreeUsesGiveExactlyThree) {
  const std::string id = AddGrant("G-1", AddRequest("BCDF-GHJK"), 3);
  std::atomic<int> spent = 0;
  std::atomic<int> refused = 0;
  std::vector<std::jthread> threads;
  for (int worker = 0; worker < 10; ++worker) {
    threads.emplace_back([&, worker] {
      const auto store = Open();
      for (int call = 0; call < 10; ++call) {
        const auto transaction = store->Begin(Durability::kProcessCrash);
        ASSERT_THAT(transaction, IsOk());
        const std::string invocation = std::to_string(worker * 10 + call);
        const auto claim = store->ClaimGrant(id, invocation, kBoot, kNow.boot);
        ASSERT_THAT(claim, IsOk());
        ASSERT_THAT(transaction.value()->Commit(), IsOk());
        ++(claim.value() == Claim::kSpent ? spent : refused);
      }
    });
  }
  threads.clear();
  EXPECT_EQ(spent, 3);
  EXPECT_EQ(refused, 97);
  EXPECT_EQ(store_->GrantById(id).value()->state, GrantState::kUsed);
}

TEST_F(StoreTest, WhatIsNotCommittedIsNotThere) {
  {
    const auto transaction = store_->Begin(Durability::kPowerCut);
    ASSERT_THAT(transaction, IsOk());
    AddRequest("BCDF-GHJK");
    EXPECT_THAT(store_->AppendLog({0, kNow.wall, {}, {}, "{}"}), IsOk());
  }
  EXPECT_FALSE(store_->RequestByCode("BCDF-GHJK").value());
  EXPECT_EQ(store_->Counts().value().log_seq, 0);
}

// A process that is killed between commits and in the middle of one.
TEST_F(StoreTest, WhatWasCommittedSurvivesAKill) {
  store_.reset();
  int answered[2];
  ASSERT_EQ(::pipe(answered), 0);
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    const auto store = Open();
    for (int count = 0;; ++count) {
      const auto transaction = store->Begin(Durability::kPowerCut);
      static_cast<void>(store->AppendLog({0, kNow.wall, {}, {}, std::to_string(count)}));
      static_cast<void>(transaction.value()->Commit());
      if (::write(answered[1], "x", 1) != 1) ::_exit(1);
    }
  }
  char byte = 0;
  for (int count = 0; count < 50; ++count) ASSERT_EQ(::read(answered[0], &byte, 1), 1);
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  ::close(answered[1]);
  std::int64_t told = 50;
  while (::read(answered[0], &byte, 1) == 1) ++told;
  ::close(answered[0]);
  store_ = Open();
  ASSERT_NE(store_, nullptr);
  const std::int64_t kept = store_->Counts().value().log_seq;
  EXPECT_GE(kept, told) << "an answered change was lost";
  EXPECT_LE(kept, told + 1);
  const auto log = store_->ReadLog({true, 0, {}}, 0, 10000).value();
  for (std::size_t at = 0; at < log.size(); ++at) {
    ASSERT_EQ(log[at].seq, static_cast<std::int64_t>(at + 1));
    ASSERT_EQ(log[at].record, std::to_string(at));
  }
}

TEST_F(StoreTest, TheLogOnlyGrows) {
  ASSERT_THAT(store_->AppendLog({0, kNow.wall, kAlice, kBob, "{}"}), IsOk());
  sqlite3* db = nullptr;
  ASSERT_EQ(sqlite3_open(Path().c_str(), &db), SQLITE_OK);
  EXPECT_NE(sqlite3_exec(db, "DELETE FROM log", nullptr, nullptr, nullptr), SQLITE_OK);
  EXPECT_NE(sqlite3_exec(db, "UPDATE log SET record = 'x'", nullptr, nullptr, nullptr), SQLITE_OK);
  sqlite3_close(db);
  EXPECT_EQ(store_->Counts().value().log_seq, 1);
}

TEST_F(StoreTest, TheLogIsReadFromTheEndOrOnwards) {
  for (int count = 1; count <= 10; ++count) {
    const std::optional<uid_t> about = count % 2 == 0 ? kAlice : kBob;
    ASSERT_THAT(store_->AppendLog({0, kNow.wall, about, {}, std::to_string(count)}), IsOk());
  }
  const auto records = [](const std::vector<LogEntry>& entries) {
    std::vector<std::string> texts;
    for (const LogEntry& entry : entries) texts.push_back(entry.record);
    return texts;
  };
  const Viewer all{true, 0, {}};
  EXPECT_THAT(records(store_->ReadLog(all, std::nullopt, 3).value()),
              testing::ElementsAre("8", "9", "10"));
  EXPECT_THAT(records(store_->ReadLog(all, 3, 3).value()), testing::ElementsAre("4", "5", "6"));
  EXPECT_THAT(records(store_->ReadLog({false, kAlice, {}}, 3, 2).value()),
              testing::ElementsAre("4", "6"));
}

TEST_F(StoreTest, ADirectoryThatDiffersIsFoundAndNotTakenForTheSame) {
  AddGrant("G-1", AddRequest("BCDF-GHJK", Keys(1, 9)), 1);
  const ActionKeys elsewhere = Keys(3, 9);
  EXPECT_TRUE(store_->LiveGrantsFor(elsewhere, kBoot, kNow.boot).value().empty());
  EXPECT_EQ(store_->LiveGrantElsewhere(elsewhere, kBoot, kNow.boot).value()->id, "G-1");
  EXPECT_FALSE(store_->LiveGrantElsewhere(Keys(1, 9), kBoot, kNow.boot).value());
}

// The bare key of one action may be the full key of another that has no directory at all.
TEST_F(StoreTest, TheTwoKeysAreNeverMixedUp) {
  AddGrant("G-1", AddRequest("BCDF-GHJK", Keys(1, 9)), 1);
  EXPECT_TRUE(store_->LiveGrantsFor(Keys(9, 9), kBoot, kNow.boot).value().empty());
  EXPECT_TRUE(store_->PendingRequestsFor(Keys(9, 1)).value().empty());
}

TEST_F(StoreTest, AnInvocationIsOfTheActionThatItAskedAbout) {
  const Request request = AddRequest("BCDF-GHJK", Keys(1, 2));
  ASSERT_THAT(store_->AddInvocation(request.id, "i"), IsOk());
  ASSERT_THAT(store_->AddInvocation(request.id, "i"), IsOk());
  EXPECT_TRUE(store_->RequestOfInvocation("i", Keys(1, 2)).value());
  EXPECT_FALSE(store_->RequestOfInvocation("i", Keys(3, 2)).value());
}

TEST_F(StoreTest, WhatOthersMayDecideIsTheirsToSee) {
  AddRequest("BCDF-GHJK");
  const auto seen = [&](const Viewer& viewer) {
    return store_->Requests(viewer, true, 0, 10).value().requests.size();
  };
  EXPECT_EQ(seen({false, kAlice, {}}), 1U);
  EXPECT_EQ(seen({false, kBob, {5, kApprovers}}), 1U);
  EXPECT_EQ(seen({false, kBob, {5}}), 0U);
  EXPECT_EQ(seen({false, kApprovers, {}}), 0U) << "a uid is no gid";
  EXPECT_EQ(seen({true, 0, {}}), 1U);
}

TEST_F(StoreTest, WhatAPersonHasOpenIsHisOwnAndStillOpen) {
  const Request request = AddRequest("AAAA-AAAA");
  const uid_t asks = request.requester.uid;
  ASSERT_EQ(store_->PendingRequestsOf(asks, 10).value().size(), 1U);
  EXPECT_EQ(store_->PendingRequestsOf(asks, 10).value()[0].code, "AAAA-AAAA");
  EXPECT_TRUE(store_->PendingRequestsOf(asks, 0).value().empty());
  EXPECT_TRUE(store_->PendingRequestsOf(asks + 1, 10).value().empty());
  AddGrant("G-1", request, 1);
  ASSERT_EQ(store_->LiveGrantsOf(asks, kBoot, kNow.boot, 10).value().size(), 1U);
  EXPECT_TRUE(store_->LiveGrantsOf(asks + 1, kBoot, kNow.boot, 10).value().empty());
  EXPECT_TRUE(store_->LiveGrantsOf(asks, "boot-2", kNow.boot, 10).value().empty());
  EXPECT_TRUE(store_->LiveGrantsOf(asks, kBoot, kNow.boot + 24h, 10).value().empty());
  ASSERT_THAT(store_->SettleRequest(request.id, RequestState::kApproved, kNow), IsOk());
  EXPECT_TRUE(store_->PendingRequestsOf(asks, 10).value().empty());
}

TEST_F(StoreTest, TheFileIsItsOwnersAlone) {
  struct stat found = {};
  for (const char* suffix : {"", "-wal", "-shm"}) {
    ASSERT_EQ(::stat((Path() + suffix).c_str(), &found), 0) << suffix;
    EXPECT_EQ(found.st_mode & 077U, 0U) << suffix;
  }
}

TEST_F(StoreTest, TheHostKeyStaysAndIsNotAnothers) {
  const std::string key = store_->HostKey();
  EXPECT_EQ(key.size(), 32U);
  EXPECT_EQ(Open()->HostKey(), key);
  EXPECT_NE(OpenSqliteStore(directory_ + "/other.db").value()->HostKey(), key);
}

TEST_F(StoreTest, AStoreOfANewerVersionIsNotTouched) {
  store_.reset();
  sqlite3* db = nullptr;
  ASSERT_EQ(sqlite3_open(Path().c_str(), &db), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(db, "PRAGMA user_version = 99", nullptr, nullptr, nullptr), SQLITE_OK);
  sqlite3_close(db);
  EXPECT_THAT(OpenSqliteStore(Path()), FailsWith(Errc::kBadConfig, HasSubstr("newer")));
}

TEST_F(StoreTest, AnotherProgramsDatabaseIsNotTouched) {
  const std::string path = directory_ + "/other.db";
  sqlite3* db = nullptr;
  ASSERT_EQ(sqlite3_open(path.c_str(), &db), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(db, "CREATE TABLE t (x)", nullptr, nullptr, nullptr), SQLITE_OK);
  sqlite3_close(db);
  EXPECT_THAT(OpenSqliteStore(path), FailsWith(Errc::kBadConfig, HasSubstr("not a database of")));
}

TEST_F(StoreTest, WhatIsNoDatabaseAtAllIsAnError) {
  const std::string path = directory_ + "/text.db";
  std::ofstream(path) << std::string(4096, 'x');
  EXPECT_THAT(OpenSqliteStore(path), FailsWith(Errc::kSystem, testing::_));
  EXPECT_THAT(OpenSqliteStore(directory_ + "/missing/x.db"), FailsWith(Errc::kSystem, testing::_));
}

}  // namespace
}  // namespace assent
