#include "cli/watch/board.h"

#include <gmock/gmock.h>

#include "tests/unit/cli/sample_request.h"

namespace assent {
namespace {

using std::chrono::seconds;
using testing::ElementsAre;
using testing::IsEmpty;

const Board::Time kNow{};

Json RequestOf(const std::string& code, const std::string& state = "pending") {
  Json request = SampleRequest();
  request["code"] = code;
  request["state"] = state;
  return request;
}

std::vector<std::string> Names(Board& board) {
  std::vector<std::string> names;
  for (const BoardEvent& event : board.TakeEvents()) {
    names.push_back(std::string(event.name) + " " + event.request["code"].get<std::string>());
  }
  return names;
}

TEST(BoardTest, TellsOfEachRequestOnce) {
  Board board;
  EXPECT_THAT(board.Take({RequestOf("BBBB-BBBB")}, kNow), IsEmpty());
  EXPECT_THAT(Names(board), ElementsAre("new BBBB-BBBB"));
  board.Take({RequestOf("BBBB-BBBB"), RequestOf("CCCC-CCCC")}, kNow);
  EXPECT_THAT(Names(board), ElementsAre("new CCCC-CCCC"));
}

TEST(BoardTest, WhatNoLongerWaitsIsAskedAboutUntilItIsSettled) {
  Board board;
  board.Take({RequestOf("BBBB-BBBB")}, kNow);
  Names(board);
  EXPECT_THAT(board.Take({}, kNow), ElementsAre("BBBB-BBBB"));
  EXPECT_THAT(board.Take({}, kNow), ElementsAre("BBBB-BBBB")) << "the first question got lost";
  board.Settle("BBBB-BBBB", RequestOf("BBBB-BBBB", "denied"), kNow);
  EXPECT_THAT(board.Take({}, kNow), IsEmpty());
  EXPECT_THAT(Names(board), ElementsAre("settled BBBB-BBBB"));
  ASSERT_EQ(board.Rows().size(), 1U);
  EXPECT_EQ(board.Rows()[0].settled, "denied");
  EXPECT_EQ(board.Waiting(), 0U);
}

TEST(BoardTest, WhatIsSettledStaysForAMinute) {
  Board board;
  board.Take({RequestOf("BBBB-BBBB")}, kNow);
  board.Settle("BBBB-BBBB", RequestOf("BBBB-BBBB", "approved"), kNow);
  board.Take({}, kNow + seconds(59));
  EXPECT_EQ(board.Rows().size(), 1U);
  board.Take({}, kNow + seconds(60));
  EXPECT_THAT(board.Rows(), IsEmpty());
}

TEST(BoardTest, RowsKeepTheirPlaceWhenOthersCome) {
  Board board;
  board.Take({RequestOf("BBBB-BBBB"), RequestOf("CCCC-CCCC")}, kNow);
  board.Settle("BBBB-BBBB", RequestOf("BBBB-BBBB", "approved"), kNow);
  board.Take({RequestOf("CCCC-CCCC"), RequestOf("DDDD-DDDD")}, kNow);
  const auto lines = RenderBoard(board.Rows(), 80);
  ASSERT_EQ(lines.size(), 4U);
  EXPECT_TRUE(lines[1].starts_with("BBBB-BBBB")) << lines[1];
  EXPECT_TRUE(lines[1].ends_with("approved")) << lines[1];
  EXPECT_TRUE(lines[3].starts_with("DDDD-DDDD")) << lines[3];
}

}  // namespace
}  // namespace assent
