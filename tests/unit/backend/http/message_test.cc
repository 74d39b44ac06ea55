#include "backend/http/message.h"

#include <gmock/gmock.h>

#include "tests/unit/common/result_matchers.h"

namespace assent {
namespace {

using std::chrono::seconds;
using testing::Optional;

struct PreferCase {
  const char* text;
  std::optional<seconds> wait;
};

TEST(WaitFrom, ReadsThePreferenceAndIgnoresWhatItCannotRead) {
  const PreferCase cases[] = {
      {"", std::nullopt},
      {"wait=25", seconds(25)},
      {"WAIT = 5", seconds(5)},
      {"respond-async, wait=10", seconds(10)},
      {"wait=10; x=y, wait=20", seconds(10)},
      {"wait=0", seconds(0)},
      {"wait=31", seconds(30)},
      {"wait=4294967295", seconds(30)},
      {"wait=99999999999999999999", std::nullopt},
      {"wait=-1", std::nullopt},
      {"wait=1.5", std::nullopt},
      {"wait", std::nullopt},
      {"await=5", std::nullopt},
  };
  for (const PreferCase& prefer : cases) {
    EXPECT_EQ(WaitFrom(prefer.text), prefer.wait) << prefer.text;
  }
}

TEST(BodyTypeOf, OnlyJsonIsJson) {
  EXPECT_EQ(BodyTypeOf("application/json"), BodyType::kJson);
  EXPECT_EQ(BodyTypeOf(" Application/JSON ; charset=utf-8"), BodyType::kJson);
  for (const char* other : {"", "text/plain", "application/jsonx", "application/json-patch+json"}) {
    EXPECT_EQ(BodyTypeOf(other), BodyType::kOther) << other;
  }
}

TEST(TargetTest, IsSplitAndItsQueryDecoded) {
  const Target target = SplitTarget("/v1/requests?state=%61ll&after=&x?y=z");
  EXPECT_EQ(target.path, "/v1/requests");
  EXPECT_THAT(target.Parameter("state").value(), Optional(std::string("all")));
  EXPECT_THAT(target.Parameter("after").value(), Optional(std::string()));
  EXPECT_EQ(target.Parameter("limit").value(), std::nullopt);
}

TEST(TargetTest, WhatIsThereTwiceOrBadlyEncodedIsAnError) {
  EXPECT_THAT(SplitTarget("/a?x=1&x=2").Parameter("x"), FailsWith(Errc::kBadRequest, testing::_));
  for (const char* bad : {"/a?x=%", "/a?x=%4", "/a?x=%zz", "/a?x=1%4"}) {
    EXPECT_THAT(SplitTarget(bad).Parameter("x"), FailsWith(Errc::kBadRequest, testing::_)) << bad;
  }
}

TEST(ProblemTest, HidesWhatFailedInsideFromWhoeverAsks) {
  const ApiReply reply = Problem(Refused{Refusal::kFailed, "store: /var/lib/assent: disk full"});
  EXPECT_EQ(reply.status, 500);
  EXPECT_EQ(reply.body.find("disk"), std::string::npos);
  EXPECT_EQ(Json::parse(reply.body)["reason_code"], "BACKEND_ERROR");
}

}  // namespace
}  // namespace assent
