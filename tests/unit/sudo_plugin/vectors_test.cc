// The vectors come from sudo, but what is in them is partly the caller's choice.
#include "sudo_plugin/vectors.h"

#include <gmock/gmock.h>

#include "sudo_plugin/invocation.h"
#include "tests/unit/common/result_matchers.h"

namespace assent {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

SudoVector With(std::vector<std::string> entries) { return {"v", std::move(entries)}; }

struct IdCase {
  const char* name;
  const char* text;
};

class HostileId : public testing::TestWithParam<IdCase> {};

TEST_P(HostileId, IsRefused) {
  EXPECT_THAT(With({std::string("runas_uid=") + GetParam().text}).Id("runas_uid"),
              FailsWith(Errc::kBadRequest, HasSubstr("runas_uid")));
}

INSTANTIATE_TEST_SUITE_P(
    Vectors, HostileId,
    testing::Values(IdCase{"Empty", ""}, IdCase{"MinusOne", "-1"}, IdCase{"MinusTwo", "-2"},
                    IdCase{"MinusOneUnsigned", "4294967295"}, IdCase{"Wraps", "4294967296"},
                    IdCase{"WrapsToRoot", "18446744073709551616"}, IdCase{"Hex", "0x0"},
                    IdCase{"Plus", "+0"}, IdCase{"Space", " 0"}, IdCase{"Trailing", "0 "},
                    IdCase{"Hash", "#0"}, IdCase{"Name", "root"}, IdCase{"Comma", "0,0"}),
    [](const auto& test) { return test.param.name; });

TEST(SudoVector, RefusesAKeyThatIsThereTwice) {
  const SudoVector vector = With({"runas_uid=1000", "command=/bin/ls", "runas_uid=0"});
  EXPECT_THAT(vector.Id("runas_uid"), FailsWith(Errc::kBadRequest, HasSubstr("twice")));
  EXPECT_THAT(vector.Text("command"), IsOk());
}

TEST(SudoVector, TakesNoKeyForAnotherThatBeginsAlike) {
  const SudoVector vector = With({"runas_uid_x=0", "xrunas_uid=0", "runas_uid", "=0"});
  EXPECT_THAT(vector.Id("runas_uid"), FailsWith(Errc::kBadRequest, HasSubstr("missing")));
}

TEST(SudoVector, KeepsEverythingBehindTheFirstEqualsSign) {
  EXPECT_EQ(With({"command=/bin/a=b"}).Text("command").value(), "/bin/a=b");
}

TEST(SudoVector, ReadsGroupsAscendingAndUnique) {
  const auto groups = With({"g=27,0,1000,27"}).OptionalGroups("g");
  ASSERT_THAT(groups, IsOk());
  EXPECT_THAT(*groups.value(), ElementsAre(0U, 27U, 1000U));
}

TEST(SudoVector, RefusesHolesInAListOfGroups) {
  for (const char* const bad : {"g=,", "g=0,", "g=,0", "g=0,,1", "g=0 1", "g=4294967295"}) {
    EXPECT_THAT(With({bad}).OptionalGroups("g"), FailsWith(Errc::kBadRequest, HasSubstr("g")))
        << bad;
  }
}

TEST(SudoVector, TakesOnlyTrueForAYes) {
  EXPECT_EQ(With({"f=true"}).OptionalFlag("f").value(), Flag::kOn);
  EXPECT_EQ(With({"f=false"}).OptionalFlag("f").value(), Flag::kOff);
  EXPECT_EQ(With({}).OptionalFlag("f").value(), Flag::kOff);
  EXPECT_THAT(With({"f=1"}).OptionalFlag("f"), FailsWith(Errc::kBadRequest, HasSubstr("f")));
  EXPECT_THAT(With({"f="}).OptionalFlag("f"), FailsWith(Errc::kBadRequest, HasSubstr("f")));
}

TEST(SudoVector, RefusesRelativePaths) {
  EXPECT_THAT(With({"cwd=tmp"}).OptionalPath("cwd"),
              FailsWith(Errc::kBadRequest, HasSubstr("cwd")));
  EXPECT_THAT(With({"cwd="}).OptionalPath("cwd"), FailsWith(Errc::kBadRequest, HasSubstr("cwd")));
}

// ---- who is asking ----

std::vector<std::string> Alice() {
  return {"user=alice", "uid=1001",        "gid=1001",      "groups=1001,27",
          "host=web-1", "cwd=/home/alice", "tty=/dev/pts/0"};
}

TEST(ReadInvocation, KnowsWhoAsks) {
  const auto invocation = ReadInvocation(With({"noninteractive=true"}), With(Alice()), {});
  ASSERT_THAT(invocation, IsOk());
  EXPECT_EQ(invocation.value().uid, 1001U);
  EXPECT_THAT(invocation.value().groups, ElementsAre(27U, 1001U));
  EXPECT_TRUE(invocation.value().noninteractive);
  EXPECT_FALSE(invocation.value().CanTalk());
}

TEST(ReadInvocation, DoesNotGuessAMissingUid) {
  auto info = Alice();
  info.erase(info.begin() + 1);
  EXPECT_THAT(ReadInvocation(With({}), With(info), {}),
              FailsWith(Errc::kBadRequest, HasSubstr("uid is missing")));
}

TEST(ReadInvocation, CannotBeToldToBeRootTwice) {
  auto info = Alice();
  info.emplace_back("uid=0");
  EXPECT_THAT(ReadInvocation(With({}), With(info), {}),
              FailsWith(Errc::kBadRequest, HasSubstr("uid")));
}

TEST(ReadInvocation, AddsThePrimaryGroup) {
  auto info = Alice();
  info[3] = "groups=27";
  EXPECT_THAT(ReadInvocation(With({}), With(info), {}).value().groups, ElementsAre(27U, 1001U));
}

TEST(ReadInvocation, TakesUnknownForNothing) {
  auto info = Alice();
  info[5] = "cwd=unknown";
  info[6] = "tty=unknown";
  const auto invocation = ReadInvocation(With({}), With(info), {});
  EXPECT_EQ(invocation.value().cwd, std::nullopt);
  EXPECT_FALSE(invocation.value().CanTalk());
}

TEST(ReadInvocation, ReadsItsTwoVariablesFromTheVectorOnly) {
  ::setenv("ASSENT_REQUEST_ONLY", "1", 1);
  ::setenv("ASSENT_REASON", "from the process", 1);
  const auto silent = ReadInvocation(With({}), With(Alice()), {"ASSENT_REQUEST_ONLYX=1"});
  EXPECT_FALSE(silent.value().request_only);
  EXPECT_EQ(silent.value().reason, std::nullopt);
  const auto asked =
      ReadInvocation(With({}), With(Alice()), {"ASSENT_REASON=a=b", "ASSENT_REQUEST_ONLY=1"});
  EXPECT_TRUE(asked.value().request_only);
  EXPECT_EQ(asked.value().reason, "a=b");
}

}  // namespace
}  // namespace assent
