#include "backend/model/approval.h"

#include <gmock/gmock.h>

#include "backend/model/terms_json.h"
#include "tests/unit/backend/people.h"
#include "tests/unit/common/result_matchers.h"

namespace assent {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using namespace std::chrono_literals;

AskTerms Terms(std::uint32_t needed = 1) {
  AskTerms terms;
  Quorum quorum;
  quorum.rule = "operators may ask";
  quorum.needed = needed;
  quorum.users = {{"bob", kBob}, {"dave", std::nullopt}};
  quorum.groups = {{"approvers", kApprovers}};
  quorum.group_members = {"bob", "carol"};
  terms.quorums = {quorum};
  return terms;
}

PersonDecision By(uid_t uid, bool approves = true, GrantWish wish = {}) {
  return {uid, "someone", approves, "", {}, {0}, wish};
}

const Requester kRequester{kAlice, "alice", kAlice};

TEST(QuorumsOf, CountsUsersAndMembersOfGroups) {
  EXPECT_THAT(QuorumsOf(Terms(), Bob()), ElementsAre(0));
  EXPECT_THAT(QuorumsOf(Terms(), Carol()), ElementsAre(0));
  EXPECT_THAT(QuorumsOf(Terms(), Mallory()), IsEmpty());
}

TEST(QuorumsOf, ANameWithoutAnIdMatchesNobody) {
  AskTerms terms = Terms();
  terms.quorums[0].users = {{"dave", std::nullopt}};
  terms.quorums[0].groups = {{"gone", std::nullopt}};
  EXPECT_THAT(QuorumsOf(terms, PeerOfUser(static_cast<uid_t>(-1), "dave")), IsEmpty());
  EXPECT_THAT(QuorumsOf(terms, PeerOfUser(0, "root", {0})), IsEmpty());
}

TEST(EnoughApproved, TakesDifferentPeople) {
  EXPECT_FALSE(EnoughApproved(Terms(2), {By(kBob)}));
  EXPECT_FALSE(EnoughApproved(Terms(2), {By(kBob), By(kBob)}));
  EXPECT_TRUE(EnoughApproved(Terms(2), {By(kBob), By(kCarol)}));
  EXPECT_TRUE(EnoughApproved(Terms(2), {By(kBob), By(kCarol), By(kMallory)}));
}

TEST(EnoughApproved, OneDenialOutweighsAll) {
  EXPECT_FALSE(EnoughApproved(Terms(1), {By(kBob), By(kCarol, false)}));
}

TEST(EnoughApproved, NobodyIsNeverEnough) {
  EXPECT_FALSE(EnoughApproved(Terms(0), {}));
  EXPECT_FALSE(EnoughApproved(AskTerms{}, {By(kBob)})) << "terms without a quorum";
}

TEST(EnoughApproved, AnApprovalCountsOnlyForTheQuorumsOfTheApprover) {
  AskTerms terms = Terms();
  terms.quorums.push_back(terms.quorums[0]);
  EXPECT_FALSE(EnoughApproved(terms, {By(kBob)}));
  PersonDecision both = By(kBob);
  both.quorums = {0, 1};
  EXPECT_TRUE(EnoughApproved(terms, {both}));
}

TEST(WaitingFor, SaysHowManyOfWhom) {
  EXPECT_EQ(WaitingFor(Terms(2).quorums[0], 1), "1 of: bob, dave, carol (approvers)");
  EXPECT_EQ(WaitingFor(Terms(2).quorums[0], 2), "");
}

TEST(WaitingFor, NamesAreEscaped) {
  Quorum quorum;
  quorum.users = {{"b\nob", kBob}};
  EXPECT_EQ(WaitingFor(quorum, 0), "1 of: b\\x0aob");
}

TEST(CanBeReached, TheRequesterAndRootDoNotCount) {
  AskTerms terms = Terms(1);
  terms.quorums[0].groups.clear();
  terms.quorums[0].group_members.clear();
  terms.quorums[0].users = {{"alice", kAlice}, {"root", 0}, {"dave", std::nullopt}};
  EXPECT_FALSE(CanBeReached(terms, kRequester));
  terms.quorums[0].users.push_back({"bob", kBob});
  EXPECT_TRUE(CanBeReached(terms, kRequester));
  EXPECT_FALSE(CanBeReached(terms, {kAlice, "alice", kBob})) << "bob logged in and became alice";
  terms.quorums[0].needed = 2;
  EXPECT_FALSE(CanBeReached(terms, kRequester));
}

TEST(CanBeReached, AGroupThatCannotBeListedMayHaveMembers) {
  AskTerms terms = Terms(5);
  EXPECT_FALSE(CanBeReached(terms, kRequester));
  terms.quorums[0].group_members.clear();
  EXPECT_TRUE(CanBeReached(terms, kRequester));
}

TEST(TermsOf, WithoutAnApprovalThereIsNothingToUse) {
  EXPECT_EQ(TermsOf(GrantBounds{}, {}).uses, 0U);
  EXPECT_EQ(TermsOf(GrantBounds{}, {By(kBob, false, {3, 1h, {}})}).uses, 0U);
}

TEST(CheckWish, StaysWithinTheRule) {
  AskTerms terms = Terms();
  terms.bounds.max_uses = 3;
  EXPECT_THAT(CheckWish({3, 5min, {}}, terms), IsOk());
  EXPECT_THAT(CheckWish({4, {}, {}}, terms),
              FailsWith(Errc::kBadRequest, HasSubstr("\"operators may ask\" allows 1 to 3 uses")));
  EXPECT_THAT(CheckWish({{}, 301s, {}}, terms), FailsWith(Errc::kBadRequest, HasSubstr("5m")));
  EXPECT_THAT(CheckWish({{}, {}, 100'000s}, terms), IsOk()) << "narrower than no limit";
}

TEST(TermsJson, ComeBackAsTheyWere) {
  AskTerms terms = Terms(2);
  terms.ignores_cwd = true;
  terms.quorums[0].rule = "a \xff rule";
  terms.bounds.max_runtime = 30s;
  const auto read = AskTermsFromJson(ToJson(terms));
  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(read.value(), terms);
}

TEST(TermsJson, DamageIsAnErrorAndNeverALooserQuorum) {
  const Json whole = ToJson(Terms(2));
  for (const auto& [member, value] : whole["quorums"][0].items()) {
    Json damaged = whole;
    damaged["quorums"][0].erase(member);
    EXPECT_THAT(AskTermsFromJson(damaged), FailsWith(Errc::kBadRequest, testing::_)) << member;
  }
  Json none = whole;
  none["quorums"] = Json::array();
  EXPECT_THAT(AskTermsFromJson(none), FailsWith(Errc::kBadRequest, testing::_));
}

}  // namespace
}  // namespace assent
