#include "sudo_plugin/listing_messages.h"

#include <gmock/gmock.h>

#include "tests/unit/common/sample_action.h"

namespace assent {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

PendingRequest Pending() {
  return {"WDJB-MJHT", {"1 of: bob, carol (ops-leads)"}, std::chrono::seconds(598), "14:32"};
}
ListedGrant Granted() {
  return {"G-1", "id -u", "root", "/home/alice", 2, std::chrono::seconds(3605)};
}

TEST(LinesOf, NothingOpenIsNoLine) { EXPECT_THAT(LinesOf({}, "alice"), IsEmpty()); }

TEST(LinesOf, ShowEachGrantAndEachRequest) {
  StandingReply standing;
  standing.grants = {Granted()};
  standing.requests = {{"systemctl restart nginx", "root", "", Pending()}};
  standing.more = true;
  EXPECT_THAT(
      LinesOf(standing, "alice"),
      ElementsAre("granted to alice now:",
                  "  id -u  (as root in /home/alice): G-1, 2 uses, to be started within 1:00:05",
                  "asked for by alice:",
                  "  systemctl restart nginx  (as root): request WDJB-MJHT, waiting for 1 of: bob, "
                  "carol (ops-leads), until 14:32",
                  "and more than fits here: assent grants, assent pending"));
}

std::string Line(const ForecastReply& forecast) {
  return LineOf(forecast, SampleQuestion().action);
}
const std::string kWhat = "systemctl restart nginx  (alice as root on web-1); ";

TEST(LineOf, SaysWhatWouldBe) {
  EXPECT_EQ(Line(WouldRun{"web tier", std::nullopt}),
            "would run now: " + kWhat + "rule \"web tier\" permits it");
  ListedGrant once = Granted();
  once.uses_left = 1;
  once.left = std::chrono::seconds(65);
  EXPECT_EQ(Line(WouldRun{"", once}),
            "would run now: " + kWhat + "granted: G-1, 1 use, to be started within 1:05");
  EXPECT_EQ(
      Line(NeedsPeople{{"1 of: bob", "2 of: carol, dave"}, "a ticket"}),
      "would need approval: " + kWhat + "1 of: bob; 2 of: carol, dave; with a reason: a ticket");
  EXPECT_EQ(Line(Denial{ReasonCode::kApprovalNeeded, "", Pending()}),
            "would wait: " + kWhat +
                "request WDJB-MJHT, waiting for 1 of: bob, carol (ops-leads), until 14:32");
  EXPECT_EQ(
      Line(Denial{ReasonCode::kRuleDenies, "no", std::nullopt}),
      "would be denied: " + kWhat + "no; ask an administrator if the rule is right (RULE_DENIES)");
}

TEST(LineOf, LetsNoForeignByteThrough) {
  Action action = SampleQuestion().action;
  action.argv = {"printf", "\x1b[2J\nassent: would run now"};
  action.user_name = "al\rice";
  action.runas_user = "ro\x07ot";
  action.host = "web\xe2\x80\xae";
  const std::string line = LineOf(NeedsPeople{{"1 of: bob"}, std::nullopt}, action);
  EXPECT_EQ(line.find_first_of("\x1b\n\r\x07"), std::string::npos) << line;
  EXPECT_EQ(line.find("\xe2\x80\xae"), std::string::npos) << line;
}

}  // namespace
}  // namespace assent
