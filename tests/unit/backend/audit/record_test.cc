#include "backend/audit/record.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/socket.h>
#include <unistd.h>

#include "backend/audit/journal.h"
#include "common/base/handle.h"
#include "tests/unit/common/sample_action.h"

namespace assent {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

const Moment kNow{std::chrono::hours(1), WallTime(std::chrono::milliseconds(1795507848501))};

Request SomeRequest() {
  Request request;
  request.code = "WDJB-MJHT";
  request.requester = {1001, "alice", 1001};
  request.host = "web-1";
  request.kind = "sudo";
  request.program = "/usr/bin/\x1b[2J";
  request.runas_user = "root";
  request.terms.quorums = {{"operators may ask", 1, {}, {}, {}}};
  return request;
}

// What OCSF 1.3 demands of each record, and what docs/LOG.md promises.
void ExpectWellFormed(const AuditRecord& record, int class_uid, const std::string& event) {
  const Json json = ShownRecord(record.entry);
  EXPECT_EQ(json["class_uid"], class_uid);
  EXPECT_EQ(json["category_uid"], class_uid / 1000);
  EXPECT_EQ(json["type_uid"], class_uid * 100 + json["activity_id"].get<int>());
  EXPECT_EQ(json["time"], 1795507848501);
  EXPECT_TRUE(json["severity_id"].is_number_unsigned());
  EXPECT_EQ(json["metadata"]["version"], "1.3.0");
  EXPECT_EQ(json["metadata"]["product"]["name"], "Assent");
  EXPECT_TRUE(json["metadata"]["profiles"].is_array());
  EXPECT_EQ(json["unmapped"]["event"], event);
  EXPECT_TRUE(json["unmapped"]["seq"].is_number());
  EXPECT_EQ(record.entry.record.find('\n'), std::string::npos);
  EXPECT_EQ(record.entry.record.find('\x1b'), std::string::npos);
}

TEST(AuditRecords, HaveTheShapeThatTheDocumentPromises) {
  const Request request = SomeRequest();
  GrantRecord grant;
  grant.requester = request.requester;
  const PersonDecision decision{1002, "bob", true, "deploy\nwindow", {}, {0}, {}};
  const LoggedAction action{"web-1", "sudo", request.requester, "root", request.program, {}, "00"};
  ExpectWellFormed(QuestionAnswered(action, {"permit", {}, "r", "G-1", "", {}}, kNow), 1007,
                   "permit");
  ExpectWellFormed(QuestionAnswered(action, {"deny", ReasonCode::kNoRule, "", "", "", {}}, kNow),
                   1007, "deny");
  ExpectWellFormed(RequestFiled(request, "00", kNow), 3004, "request_filed");
  ExpectWellFormed(PersonDecided(request, decision, kNow), 3004, "decision");
  ExpectWellFormed(RequestSettled(request, RequestState::kExpired, {}, kNow), 3004,
                   "request_settled");
  ExpectWellFormed(GrantIssued(grant, kNow), 3005, "grant_issued");
  ExpectWellFormed(GrantEnded(grant, GrantState::kExpired, {}, "", kNow), 3005, "grant_expired");
  ExpectWellFormed(GrantEnded(grant, GrantState::kRevoked, request.requester, "x", kNow), 3005,
                   "grant_revoked");
  ExpectWellFormed(DaemonStarted("web-1", kNow), 3004, "started");
  ExpectWellFormed(ConfigurationLoaded("web-1", 3, {"w"}, kNow), 3004, "config_loaded");
  ExpectWellFormed(ConfigurationFailed("web-1", "a:3: x", kNow), 3004, "config_failed");
}

TEST(AuditRecords, AYesAndANoAreToldApart) {
  const LoggedAction action{"web-1", "sudo", {1001, "alice", {}}, "root", "/usr/bin/id", {}, "00"};
  const Json yes =
      ShownRecord(QuestionAnswered(action, {"claim", {}, "r", "G-1", "C", {}}, kNow).entry);
  EXPECT_EQ(yes["action_id"], 1);
  EXPECT_EQ(yes["disposition_id"], 8);
  EXPECT_EQ(yes["authorizations"][0]["decision"], "allowed");
  EXPECT_EQ(yes["metadata"]["correlation_uid"], "C");
  const Json no = ShownRecord(
      QuestionAnswered(action, {"deny", ReasonCode::kRuleDenies, "r", "", "", {}}, kNow).entry);
  EXPECT_EQ(no["action_id"], 2);
  EXPECT_EQ(no["disposition_id"], 2);
  EXPECT_EQ(no["authorizations"][0]["decision"], "denied");
  EXPECT_EQ(no["unmapped"]["reason_code"], "RULE_DENIES");
}

class JournalTest : public testing::Test {
 protected:
  JournalTest() {
    int pair[2];
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
    ours_ = UniqueFd(pair[0]);
    theirs_ = UniqueFd(pair[1]);
  }
  std::string Read() {
    char buffer[65536];
    const ssize_t got = ::recv(theirs_.get(), buffer, sizeof buffer, MSG_DONTWAIT);
    return got > 0 ? std::string(buffer, static_cast<std::size_t>(got)) : "";
  }
  UniqueFd ours_;
  UniqueFd theirs_;
};

TEST_F(JournalTest, ALineCarriesItsPriority) {
  Journal journal(ours_.get());
  journal.Write(Priority::kWarning, "careful");
  EXPECT_EQ(Read(), "<4>careful\n");
}

TEST_F(JournalTest, AReaderThatSleepsHoldsUpNobodyAndIsToldWhatHeMissed) {
  Journal journal(ours_.get());
  for (int count = 0; count < 20'000; ++count)
    journal.Write(Priority::kInfo, std::string(100, 'x'));
  std::string last;
  for (std::string text = Read(); !text.empty(); text = Read()) last = text;
  journal.Write(Priority::kInfo, "awake");
  const std::string text = Read();
  EXPECT_THAT(text, StartsWith("<4>assentd: "));
  EXPECT_THAT(text, HasSubstr("lines could not be written here\n<6>awake\n"));
}

TEST(Journal, WritesToAPipeAndNeverWaitsForIt) {
  int pair[2];
  ASSERT_EQ(::pipe2(pair, O_CLOEXEC), 0);
  const UniqueFd reader(pair[0]);
  const UniqueFd writer(pair[1]);
  Journal journal(writer.get());
  for (int count = 0; count < 5'000; ++count) journal.Write(Priority::kInfo, std::string(100, 'x'));
  char buffer[4];
  ASSERT_EQ(::read(reader.get(), buffer, 4), 4);
  EXPECT_EQ(std::string(buffer, 4), "<6>x");
}

}  // namespace
}  // namespace assent
