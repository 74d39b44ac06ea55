#include "sudo_plugin/command_info.h"

#include <gmock/gmock.h>

#include "tests/unit/common/result_matchers.h"

namespace assent {
namespace {

using std::chrono::seconds;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

using Entries = std::vector<std::string>;

Entries Narrowed(const Entries& sudoers, const Narrowing& narrowing) {
  return Narrow(sudoers, narrowing).value();
}

TEST(Narrow, EndsTheCommandWithTheGrant) {
  EXPECT_THAT(Narrowed({}, {"G-1", seconds(3600), {}}), Contains("timeout=3600"));
}

TEST(Narrow, KeepsAnEarlierTimeout) {
  const auto info = Narrowed({"timeout=60"}, {"G-1", seconds(3600), {}});
  EXPECT_THAT(info, Contains("timeout=60"));
  EXPECT_THAT(info, Not(Contains("timeout=3600")));
}

TEST(Narrow, BringsALaterTimeoutForward) {
  const auto info = Narrowed({"timeout=7200"}, {"G-1", seconds(3600), {}});
  EXPECT_THAT(info, Contains("timeout=3600"));
  EXPECT_THAT(info, Not(Contains("timeout=7200")));
}

TEST(Narrow, NeverWritesATimeoutThatSudoTakesForNone) {
  EXPECT_THAT(Narrowed({"timeout=0"}, {"G-1", seconds(30), {}}), Contains("timeout=30"));
  EXPECT_THAT(Narrowed({}, {"G-1", seconds(0), {}}), Contains("timeout=1"));
  EXPECT_THAT(Narrowed({}, {"G-1", seconds(-5), {}}), Contains("timeout=1"));
  EXPECT_THAT(Narrowed({}, {"G-1", seconds(1L << 40), {}}), Contains("timeout=31536000"));
}

TEST(Narrow, LeavesTheTimeoutOfSudoersAloneWithoutALimit) {
  EXPECT_THAT(Narrowed({"timeout=60"}, {"G-1", {}, {}}), Contains("timeout=60"));
  EXPECT_THAT(Narrowed({}, {"G-1", {}, {}}), Not(Contains(StartsWith("timeout="))));
}

TEST(Narrow, GivesALimitedCommandATerminalOfItsOwnAndNoOther) {
  for (const Entries& sudoers : {Entries{}, Entries{"use_pty=false"}, Entries{"use_pty=true"}}) {
    const auto info = Narrowed(sudoers, {"G-1", seconds(30), {}});
    EXPECT_THAT(info, Contains("use_pty=true").Times(1));
    EXPECT_THAT(info, Not(Contains("use_pty=false")));
  }
  EXPECT_THAT(Narrowed({}, {"G-1", {}, {}}), Not(Contains(StartsWith("use_pty="))));
}

TEST(Narrow, NamesTheDirectoryThatWasAskedAbout) {
  const auto info = Narrowed({"cwd=/home/alice/link"}, {"G-1", {}, {}, "/srv"});
  EXPECT_THAT(info, Contains("cwd=/srv"));
  EXPECT_THAT(info, Not(Contains("cwd=/home/alice/link")));
  EXPECT_THAT(Narrowed({"cwd=/srv"}, {"G-1", {}, {}}), Contains("cwd=/srv"));
}

TEST(Narrow, RefusesATimeoutItCannotRead) {
  EXPECT_THAT(Narrow({"timeout=1h"}, {"G-1", seconds(30), {}}),
              FailsWith(Errc::kBadRequest, HasSubstr("timeout")));
}

TEST(Narrow, NamesTheGrantAndTheOldSource) {
  EXPECT_THAT(Narrowed({}, {"G-1", {}, {}}), Contains("source=assent grant G-1"));
  EXPECT_THAT(Narrowed({"source=/etc/sudoers:3"}, {"G-1", {}, {}}),
              Contains("source=assent grant G-1 (/etc/sudoers:3)"));
}

TEST(Narrow, PutsTheSealedCopyInPlaceOfSudoersDescriptor) {
  const auto info = Narrowed({"execfd=5"}, {"G-1", {}, 9});
  EXPECT_THAT(info, Contains("execfd=9"));
  EXPECT_THAT(info, Not(Contains("execfd=5")));
  EXPECT_THAT(Narrowed({"execfd=5"}, {"G-1", {}, {}}), Contains("execfd=5"));
}

TEST(Narrow, KeepsEveryRestriction) {
  const Entries restrictions = {"noexec=true", "use_pty=true", "umask=077", "runas_uid=33"};
  const auto info = Narrowed(restrictions, {"G-1", seconds(1), 9});
  for (const std::string& entry : restrictions) EXPECT_THAT(info, Contains(entry));
}

TEST(OwnedVector, EndsWithNull) {
  OwnedVector vector({"a", "b"});
  EXPECT_STREQ(vector.pointers()[1], "b");
  EXPECT_EQ(vector.pointers()[2], nullptr);
}

}  // namespace
}  // namespace assent
