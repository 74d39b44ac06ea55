#include "sudo_plugin/messages.h"

#include <gmock/gmock.h>

#include "common/base/escape.h"

namespace assent {
namespace {

using testing::EndsWith;
using testing::HasSubstr;

Action Evil() {
  Action action;
  action.host = "web-1";
  action.kind = "sudo";
  action.runas_user = "root\x1b[2J";
  action.command = "/usr/bin/printf";
  action.argv = {"printf", "\x1b]0;owned\x07\n\xe2\x80\xae"};
  return action;
}

PendingRequest Pending() {
  return {"WDJB-MJHT", {"1 of: bob, carol (ops-leads)"}, std::chrono::seconds(598), "14:32"};
}

TEST(Messages, LetNoForeignByteActOnTheTerminal) {
  EXPECT_TRUE(IsPlain(ThisNeedsApproval(Evil())) ||
              ThisNeedsApproval(Evil()).find_first_of("\x1b\n\x07") == std::string::npos);
  EXPECT_THAT(ThisNeedsApproval(Evil()), HasSubstr("\\x1b"));
}

TEST(Messages, CutALongCommandBetweenCharacters) {
  Action action = Evil();
  action.argv = {"x"};
  for (int i = 0; i < 300; ++i) action.argv.push_back("\xc3\xa9");
  const std::string what = WhatOf(action);
  EXPECT_LE(what.size(), 203U);
  EXPECT_THAT(what, EndsWith("..."));
  EXPECT_TRUE(IsPlain(what));
}

TEST(Messages, ShowTheWaitAsTheDesignDoes) {
  EXPECT_EQ(WaitingFor(Pending()),
            "request WDJB-MJHT, waiting for 1 of: bob, carol (ops-leads), until 14:32");
  EXPECT_EQ(
      HowToStop(Pending()),
      "Ctrl-C stops waiting; the request stays open. To withdraw it: assent cancel WDJB-MJHT");
}

TEST(Refusal, SaysWhatAndWhatToDoAndTheCode) {
  EXPECT_EQ(Refusal({ReasonCode::kNoRule, "no rule covers this", {}}),
            "no rule covers this; ask an administrator to add a rule for it (NO_RULE)");
}

TEST(Refusal, NamesThePendingRequest) {
  EXPECT_THAT(Refusal({ReasonCode::kApprovalNeeded, "this needs approval", Pending()}),
              HasSubstr("request WDJB-MJHT, waiting for 1 of: bob"));
}

TEST(Refusal, SaysSomethingWithoutAMessage) {
  EXPECT_THAT(Refusal(Denial{}), HasSubstr("(BACKEND_ERROR)"));
}

TEST(LogReason, IsShortAndHasTheCode) {
  const std::string reason = LogReason({ReasonCode::kRuleDenies, std::string(5000, 'x'), {}});
  EXPECT_THAT(reason, HasSubstr("assent: RULE_DENIES: xxx"));
  EXPECT_LT(reason.size(), 210U);
}

}  // namespace
}  // namespace assent
