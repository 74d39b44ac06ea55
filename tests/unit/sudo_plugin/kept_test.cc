#include "sudo_plugin/kept.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace assent {
namespace {

TEST(Kept, HoldsTheFirstAndTheNewestWhereTheyAre) {
  Kept<std::string> kept(2);
  std::vector<const std::string*> places;
  for (int i = 0; i < 1000; ++i) places.push_back(&kept.Add("number " + std::to_string(i)));
  EXPECT_EQ(*places[0], "number 0");
  EXPECT_EQ(*places[998], "number 998");
  EXPECT_EQ(*places[999], "number 999");
  EXPECT_EQ(kept.size(), 3U);
}

TEST(Kept, LetsNothingGoBeforeItMust) {
  Kept<int> kept(2);
  for (const int i : {1, 2, 3}) kept.Add(i);
  EXPECT_EQ(kept.size(), 3U);
}

}  // namespace
}  // namespace assent
