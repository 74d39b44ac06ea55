// `assent help REASON`, the page docs/TROUBLESHOOTING.md, and the list of reason codes.
#include <gmock/gmock.h>

#include <fstream>
#include <sstream>

#include "cli/commands/commands.h"
#include "cli/reason_help.h"

namespace assent {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

struct Said {
  ExitCode code;
  std::string out;
  std::string err;
};

Said Help(const std::optional<std::string>& topic) {
  std::ostringstream out;
  std::ostringstream err;
  const ExitCode code = ExplainReason(topic, out, err);
  return {code, out.str(), err.str()};
}

TEST(HelpReason, EveryReasonIsExplainedWithWhatToDo) {
  for (const ReasonText& reason : AllReasons()) {
    EXPECT_EQ(HelpOn(reason.code).code, reason.code) << reason.name;
    const Said said = Help(std::string(reason.name));
    EXPECT_EQ(said.code, ExitCode::kDone);
    EXPECT_THAT(said.out, HasSubstr(std::string(reason.next_step)));
    EXPECT_THAT(said.err, IsEmpty());
  }
}

TEST(HelpReason, TakesTheNameAsPeopleTypeIt) {
  EXPECT_EQ(Help("no_rule").out, Help("NO_RULE").out);
  EXPECT_EQ(Help("no-rule").out, Help("NO_RULE").out);
}

TEST(HelpReason, WithoutANameItListsThemAll) {
  for (const ReasonText& reason : AllReasons()) {
    EXPECT_THAT(Help(std::nullopt).out, HasSubstr(std::string(reason.name)));
  }
}

TEST(HelpReason, WhatIsNoReasonIsAMistakeThatCannotActOnTheTerminal) {
  const Said said = Help("\x1b[2J");
  EXPECT_EQ(said.code, ExitCode::kUsage);
  EXPECT_THAT(said.err, Not(HasSubstr("\x1b")));
}

TEST(HelpReason, ThePageOnTroubleHasASectionForEach) {
  std::ifstream file(ASSENT_SOURCE_DIR "/docs/TROUBLESHOOTING.md");
  std::stringstream page;
  page << file.rdbuf();
  for (const ReasonText& reason : AllReasons()) {
    EXPECT_THAT(page.str(), HasSubstr("\n### " + std::string(reason.name) + "\n"));
  }
}

}  // namespace
}  // namespace assent
