// Who may decide what, and how much (DESIGN D8, D9).

#include "tests/unit/backend/service/service_fixture.h"

namespace assent {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using namespace std::chrono_literals;

class DecisionTest : public ServiceTest {};

struct RefusedCase {
  const char* name;
  Peer peer;
  const char* detail;
};

// The same person by any way he may come.
TEST_F(DecisionTest, NobodyDecidesAboutHisOwnRequestHoweverHeComes) {
  const Peer approver_alice = PeerOfUser(kAlice, "alice", {kApprovers});
  Peer alice_as_bob = Bob();
  alice_as_bob.login = LoginUid::Of(kAlice);
  Peer mallory_as_bob = Bob();
  mallory_as_bob.login = LoginUid::Of(kMallory);
  Peer bob_without_login = Bob();
  bob_without_login.login = LoginUid::Unset();
  Peer bob_unseen = Bob();
  bob_unseen.login = LoginUid{};
  Peer root_from_bob = SudoOf(kBob);
  root_from_bob.groups = {0, kApprovers};
  const RefusedCase cases[] = {
      {"alice, who is an approver", approver_alice, "your own request"},
      {"alice by sudo -u bob", alice_as_bob, "you logged in as the person who asks"},
      {"mallory by su bob", mallory_as_bob, "you came by su or sudo"},
      {"bob without a login", bob_without_login, "no login uid"},
      {"bob, whose login cannot be read", bob_unseen, "cannot be seen"},
      {"root", root_from_bob, "root is not a person"},
  };
  const std::string code = FileRequest(1);
  for (const RefusedCase& refused : cases) {
    EXPECT_THAT(Approve(refused.peer, code),
                RefusedAs(Refusal::kForbidden, HasSubstr(refused.detail)))
        << refused.name;
    EXPECT_THAT(Deny(refused.peer, code), RefusedAs(Refusal::kForbidden)) << refused.name;
  }
  EXPECT_EQ(StateOf(code), RequestState::kPending);
  EXPECT_THAT(Approve(Bob(), code), IsDone());
}

// bob logs in, becomes alice by su, and asks: he is the requester too.
TEST_F(DecisionTest, TheLoginOfTheRequesterDecidesAsLittle) {
  auto asked = service_->Evaluate(Asked(1), SudoOf(kBob));
  ASSERT_THAT(asked, IsDone());
  const std::string code = CodeOf(asked.value());
  EXPECT_THAT(Approve(Bob(), code), RefusedAs(Refusal::kForbidden, HasSubstr("your own request")));
  EXPECT_THAT(Approve(Carol(), code), IsDone());
}

TEST_F(DecisionTest, WithoutLoginUidsOnlyWhereTheAdministratorSaidSo) {
  Policy policy;
  policy.without_loginuid = true;
  UsePolicy(policy);
  Peer bob = Bob();
  bob.login = LoginUid{};
  const std::string code = FileRequest(1);
  EXPECT_THAT(Approve(bob, code), RefusedAs(Refusal::kForbidden)) << "unknown is not unset";
  bob.login = LoginUid::Of(kAlice);
  EXPECT_THAT(Approve(bob, code), RefusedAs(Refusal::kForbidden));
  bob.login = LoginUid::Unset();
  EXPECT_THAT(Approve(bob, code), IsDone());
}

TEST_F(DecisionTest, WhoMayNotSeeARequestIsToldThatThereIsNone) {
  const std::string code = FileRequest(1);
  EXPECT_THAT(Approve(Mallory(), code), RefusedAs(Refusal::kNotFound));
  EXPECT_THAT(service_->FindRequest(Mallory(), code), RefusedAs(Refusal::kNotFound));
  EXPECT_THAT(service_->FindRequest(Mallory(), "BCDF-GHJK"), RefusedAs(Refusal::kNotFound));
  EXPECT_EQ(service_->FindRequest(Mallory(), code).error().detail,
            service_->FindRequest(Mallory(), "BCDF-GHJK").error().detail);
}

TEST_F(DecisionTest, WhatWasNotDisplayedIsNotApproved) {
  const std::string code = FileRequest(1);
  DecisionWish wish = Wish(code, true);
  wish.commitment.back() = wish.commitment.back() == '0' ? '1' : '0';
  EXPECT_THAT(service_->Decide(Bob(), code, wish), RefusedAs(Refusal::kConflict));
  wish.commitment = "";
  EXPECT_THAT(service_->Decide(Bob(), code, wish), RefusedAs(Refusal::kConflict));
  EXPECT_EQ(StateOf(code), RequestState::kPending);
}

TEST_F(DecisionTest, TwoRequestsForTheSameActionHaveDifferentCommitments) {
  const std::string first = FileRequest(1);
  const std::string shown = Wish(first, true).commitment;
  ASSERT_THAT(service_->Cancel(Alice(), first), IsDone());
  const std::string second = FileRequest(2);
  DecisionWish wish = Wish(second, true);
  wish.commitment = shown;
  EXPECT_THAT(service_->Decide(Bob(), second, wish), RefusedAs(Refusal::kConflict));
}

TEST_F(DecisionTest, AnApproverNarrowsAndWidensWithinTheRule) {
  const std::string code = FileRequest(1);
  const auto wider = [&](GrantWish wish) { return Approve(Bob(), code, wish); };
  const auto refused = RefusedAs(Refusal::kMalformed, HasSubstr("operators may ask"));
  EXPECT_THAT(wider({4, {}, {}}), refused);
  EXPECT_THAT(wider({0, {}, {}}), refused);
  EXPECT_THAT(wider({{}, 3601s, {}}), refused);
  EXPECT_THAT(wider({{}, 0s, {}}), refused);
  EXPECT_THAT(wider({{}, {}, 3601s}), refused);
  EXPECT_THAT(wider({{}, {}, 0s}), RefusedAs(Refusal::kMalformed));
  EXPECT_EQ(StateOf(code), RequestState::kPending);
  ASSERT_THAT(wider({3, 10s, 60s}), IsDone());
  const GrantRecord grant = GrantOf(code);
  EXPECT_EQ(grant.uses, 3U);
  EXPECT_EQ(grant.start_before, clock_.now.boot + 10s);
  EXPECT_EQ(grant.max_runtime, 60s);
}

TEST_F(DecisionTest, AQuorumOfTwoTakesTwoPeople) {
  UseRules(kTwoOfSecurity);
  const std::string code = FileRequest(1);
  ASSERT_THAT(Approve(Bob(), code), IsDone());
  ASSERT_THAT(Approve(Bob(), code), IsDone()) << "his answer may have been lost";
  EXPECT_EQ(StateOf(code), RequestState::kPending) << "but one person counts once";
  EXPECT_THAT(Ask(1), IsPending());
  ASSERT_THAT(Approve(Carol(), code), IsDone());
  EXPECT_EQ(StateOf(code), RequestState::kApproved);
  EXPECT_THAT(Ask(1), IsYes());
}

TEST_F(DecisionTest, EveryRuleThatAsksMustBeSatisfied) {
  UseRules(std::string(kOperatorsMayAsk) + R"([[rule]]
name = "and security"
effect = "ask"
who = { groups = ["ops"] }
action = ["sudo"]
approvers = { groups = ["security"], count = 1 }
)");
  const std::string code = FileRequest(1);
  ASSERT_THAT(Approve(Bob(), code), IsDone());
  EXPECT_EQ(StateOf(code), RequestState::kPending);
  ASSERT_THAT(Approve(Carol(), code), IsDone());
  EXPECT_EQ(StateOf(code), RequestState::kApproved);
}

TEST_F(DecisionTest, OneDenialEndsWhatOthersApproved) {
  UseRules(kTwoOfSecurity);
  const std::string code = FileRequest(1);
  ASSERT_THAT(Approve(Bob(), code), IsDone());
  ASSERT_THAT(Deny(Bob(), code), IsDone()) << "he may think better of it";
  EXPECT_EQ(StateOf(code), RequestState::kDenied);
  EXPECT_THAT(Approve(Carol(), code), RefusedAs(Refusal::kConflict));
}

TEST_F(DecisionTest, TheTightestWishOfTheApproversCounts) {
  UseRules(
      std::string(kTwoOfSecurity) +
      "grant = { uses = 1, start_within = \"5m\", max_uses = 3, max_start_within = \"1h\" }\n");
  const std::string code = FileRequest(1);
  ASSERT_THAT(Approve(Bob(), code, {3, 3600s, 600s}), IsDone());
  ASSERT_THAT(Approve(Carol(), code, {2, 60s, {}}), IsDone());
  const GrantRecord grant = GrantOf(code);
  EXPECT_EQ(grant.uses, 2U);
  EXPECT_EQ(grant.start_before, clock_.now.boot + 60s);
  EXPECT_EQ(grant.max_runtime, 600s);
}

// The rule, its quorum and its approvers are those of the moment of asking.
TEST_F(DecisionTest, ALaterRuleNamesNoNewApproverForAnOldRequest) {
  const std::string code = FileRequest(1);
  UseRules(R"([[rule]]
name = "mallory approves"
effect = "ask"
who = { groups = ["ops"] }
action = ["sudo"]
approvers = { users = ["mallory"], count = 1 }
)");
  EXPECT_THAT(Approve(Mallory(), code), RefusedAs(Refusal::kNotFound));
  EXPECT_THAT(Approve(Bob(), code), IsDone());
}

TEST_F(DecisionTest, SeenAreOnesOwnAndWhatOneMayDecide) {
  const std::string code = FileRequest(1);
  const auto seen = [&](const Peer& peer) {
    return service_->Requests(peer, true, 0).value().requests.size();
  };
  EXPECT_EQ(seen(Alice()), 1U);
  EXPECT_EQ(seen(Bob()), 1U);
  EXPECT_EQ(seen(SudoOf(kAlice)), 1U);
  EXPECT_EQ(seen(Mallory()), 0U);
  ASSERT_THAT(Approve(Bob(), code), IsDone());
  EXPECT_EQ(seen(Bob()), 0U);
  EXPECT_EQ(service_->Requests(Bob(), false, 0).value().requests.size(), 1U);
  EXPECT_EQ(service_->Grants(Carol(), true).value().size(), 1U);
  EXPECT_EQ(service_->Grants(Mallory(), false).value().size(), 0U);
}

TEST_F(DecisionTest, TheViewSaysWhetherAndWhyNot) {
  const std::string code = FileRequest(1);
  EXPECT_FALSE(service_->FindRequest(Bob(), code).value().why_not.has_value());
  EXPECT_THAT(*service_->FindRequest(Alice(), code).value().why_not, HasSubstr("own request"));
  ASSERT_THAT(Approve(Bob(), code), IsDone());
  EXPECT_THAT(*service_->FindRequest(Carol(), code).value().why_not, HasSubstr("settled"));
}

TEST_F(DecisionTest, TheLogIsReadByItsReadersAndByWhomItIsAbout) {
  const std::string code = FileRequest(1);
  ASSERT_THAT(Approve(Bob(), code), IsDone());
  const auto count = [&](const Peer& peer) {
    return service_->ReadLog(peer, 0, 1000).value().size();
  };
  EXPECT_EQ(count(SudoOf(kAlice)), 6U);
  EXPECT_EQ(count(Alice()), 4U);
  EXPECT_EQ(count(Bob()), 2U) << "his decision, and that it settled the request";
  EXPECT_EQ(count(Mallory()), 0U);
  Policy policy;
  policy.log_readers = {kMallory};
  UsePolicy(policy);
  EXPECT_EQ(count(Mallory()), 7U);
}

TEST_F(DecisionTest, TheFirstTimeSomebodyRunsAProgramIsSaid) {
  const std::string first = FileRequest(1);
  EXPECT_TRUE(service_->FindRequest(Bob(), first).value().request.first_time);
  Question other = Asked(2);
  other.action.argv = {"systemctl", "status"};
  EXPECT_FALSE(service_->FindRequest(Bob(), CodeOf(Evaluate(other))).value().request.first_time);
}

}  // namespace
}  // namespace assent
