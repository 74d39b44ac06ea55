#include "backend/model/summary.h"

#include <gtest/gtest.h>

#include "common/base/escape.h"
#include "tests/unit/common/sample_action.h"

namespace assent {
namespace {

Action Sample() { return SampleQuestion().action; }

TEST(WhatOf, IsTheCommandLine) { EXPECT_EQ(WhatOf(Sample()), "systemctl restart nginx"); }

TEST(WhatOf, AFalseNameDoesNotHideWhatRuns) {
  Action action = Sample();
  action.argv[0] = "true";
  EXPECT_EQ(WhatOf(action), "/usr/bin/systemctl restart nginx");
}

TEST(WhatOf, EditedFilesAreNamed) {
  Action action = Sample();
  action.kind = "sudoedit";
  action.command.clear();
  action.argv.clear();
  action.files = {"/etc/hosts", "/etc/a b"};
  EXPECT_EQ(WhatOf(action), "sudoedit /etc/hosts '/etc/a b'");
  EXPECT_EQ(ProgramOf(action), "sudoedit");
}

TEST(WhatOf, IsOneLineThatFitsATable) {
  Action action = Sample();
  action.argv.emplace_back(100'000, 'x');
  action.argv.emplace_back("\n\x1b[2J");
  const std::string what = WhatOf(action);
  EXPECT_LE(what.size(), 310U);
  EXPECT_EQ(what.find('\n'), std::string::npos);
}

TEST(WhatOf, IsCutBetweenCharacters) {
  Action action = Sample();
  for (std::size_t shift = 0; shift < 4; ++shift) {
    action.argv[2] = std::string(shift, 'x');
    for (int count = 0; count < 200; ++count) action.argv[2] += "\u00e9";
    EXPECT_TRUE(IsPlain(WhatOf(action))) << WhatOf(action);
  }
}

}  // namespace
}  // namespace assent
