#include <set>

#include "tests/unit/backend/service/service_fixture.h"

namespace assent {
namespace {

using testing::MatchesRegex;
using namespace std::chrono_literals;

constexpr const char* kCode = "[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}";

TEST(Codes, HaveNoVowelsAndDiffer) {
  std::set<std::string> codes;
  for (int count = 0; count < 1000; ++count) {
    const auto code = MakeRequestCode(RandomBytes);
    ASSERT_THAT(code, IsOk());
    ASSERT_THAT(code.value(), MatchesRegex(kCode));
    codes.insert(code.value());
  }
  EXPECT_GT(codes.size(), 995U);
}

TEST(Codes, WithoutRandomnessThereIsNone) {
  const Random broken = [](std::span<std::uint8_t>) -> Result<Ok> {
    return Error{Errc::kSystem, "getrandom"};
  };
  EXPECT_THAT(MakeRequestCode(broken), FailsWith(Errc::kSystem, testing::_));
  EXPECT_THAT(MakeGrantId(broken), FailsWith(Errc::kSystem, testing::_));
}

// Bytes of 240 and more would favour some letters.
TEST(Codes, EachLetterIsAsLikely) {
  int next = 0;
  const Random counting = [&](std::span<std::uint8_t> out) -> Result<Ok> {
    for (std::uint8_t& byte : out) byte = static_cast<std::uint8_t>(next++);
    return Ok{};
  };
  std::map<char, int> seen;
  for (int count = 0; count < 20; ++count) {
    const auto id = MakeGrantId(counting);
    ASSERT_THAT(id, IsOk());
    for (const char letter : id.value().substr(2)) ++seen[letter];
  }
  EXPECT_EQ(seen.size(), 20U);
}

TEST(Codes, AreFoundAsPeopleTypeThem) {
  EXPECT_EQ(NormalizedCode("wdjbmjht"), "WDJB-MJHT");
  EXPECT_EQ(NormalizedCode("WDJB-MJHT"), "WDJB-MJHT");
  EXPECT_EQ(NormalizedCode("wdjb"), "WDJB");
}

TEST(RateLimitTest, FillsAgainUpToTheBurstAndNoFurther) {
  RateLimit limit;
  const RateLimit::Rate rate{5, 20};
  const auto take = [&](int count, BootTime at) {
    int taken = 0;
    for (int call = 0; call < count; ++call) {
      taken += limit.Take(kAlice, rate, at) == RateLimit::Taken::kOne ? 1 : 0;
    }
    return taken;
  };
  EXPECT_EQ(take(30, 0s), 20);
  EXPECT_EQ(take(30, 1s), 5);
  EXPECT_EQ(take(30, 1h), 20);
  EXPECT_EQ(take(30, 1h - 1s), 0) << "a clock that goes back gives nothing";
}

TEST(RateLimitTest, ManyPeopleDoNotFillTheMemory) {
  RateLimit limit;
  for (uid_t uid = 1; uid < 100'000; ++uid) {
    ASSERT_EQ(limit.Take(uid, {5, 20}, BootTime(uid)), RateLimit::Taken::kOne);
  }
}

TEST(RecentPermitsTest, AreForgottenAfterAMinute) {
  RecentPermits permits;
  permits.Remember("a", 60s, 0s);
  EXPECT_EQ(permits.StartBefore("a", 60s), BootTime(60s));
  EXPECT_EQ(permits.StartBefore("a", 61s), std::nullopt);
  EXPECT_EQ(permits.StartBefore("b", 0s), std::nullopt);
}

}  // namespace
}  // namespace assent
