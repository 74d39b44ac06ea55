#include "cli/options.h"

#include <gmock/gmock.h>

namespace assent {
namespace {

using testing::HasSubstr;
using testing::Not;

std::variant<NothingToRun, Options> Parse(std::vector<const char*> words) {
  words.insert(words.begin(), "assent");
  return ParseOptions(static_cast<int>(words.size()), words.data());
}

Options Parsed(const std::vector<const char*>& words) {
  auto parsed = Parse(words);
  const auto* const options = std::get_if<Options>(&parsed);
  EXPECT_NE(options, nullptr) << std::get<NothingToRun>(parsed).text;
  return options == nullptr ? Options{} : *options;
}

TEST(ParseOptions, TakesCodesInAnyCaseWithAndWithoutTheDash) {
  for (const char* code : {"WDJB-MJHT", "wdjb-mjht", "WDJBMJHT", "wDjBmJhT"}) {
    EXPECT_EQ(Parsed({"show", code}).code, "WDJB-MJHT") << code;
  }
}

TEST(ParseOptions, ReadsTheWishesOfAnApprover) {
  const Options options = Parsed({"approve", "WDJB-MJHT", "--uses", "3", "--start-within", "30m",
                                  "--max-runtime", "1h", "--yes", "--reason", "deploy"});
  EXPECT_EQ(options.command, Command::kApprove);
  EXPECT_EQ(options.uses, 3U);
  EXPECT_EQ(options.start_within, std::chrono::minutes(30));
  EXPECT_EQ(options.max_runtime, std::chrono::hours(1));
  EXPECT_EQ(options.comment, "deploy");
  EXPECT_TRUE(options.yes);
}

TEST(ParseOptions, TakesTheSocketBeforeAndBehindTheSubcommand) {
  EXPECT_EQ(Parsed({"--socket", "/run/x", "pending"}).socket, "/run/x");
  EXPECT_EQ(Parsed({"pending", "--socket", "/run/x"}).socket, "/run/x");
}

TEST(ParseOptions, StatusNeedsNoCode) {
  EXPECT_EQ(Parsed({"status"}).code, "");
  EXPECT_EQ(Parsed({"status", "WDJBMJHT"}).code, "WDJB-MJHT");
}

class Mistakes : public testing::TestWithParam<std::vector<const char*>> {};

TEST_P(Mistakes, AreUsageErrorsThatCannotActOnTheTerminal) {
  const auto parsed = Parse(GetParam());
  const auto* const stop = std::get_if<NothingToRun>(&parsed);
  ASSERT_NE(stop, nullptr);
  EXPECT_EQ(stop->code, ExitCode::kUsage);
  EXPECT_THAT(stop->text, HasSubstr("assent: "));
  EXPECT_THAT(stop->text, Not(HasSubstr("\x1b")));
}

INSTANTIATE_TEST_SUITE_P(
    All, Mistakes,
    testing::Values(
        std::vector<const char*>{}, std::vector<const char*>{"frobnicate"},
        std::vector<const char*>{"\x1b[2J"}, std::vector<const char*>{"show"},
        std::vector<const char*>{"show", "WDJB"}, std::vector<const char*>{"show", "AEIO-UAEI"},
        std::vector<const char*>{"show", "WDJB-MJH\x1b"}, std::vector<const char*>{"show", ""},
        std::vector<const char*>{"show", "WDJ-BMJHT"},
        std::vector<const char*>{"show", "../../log"},
        std::vector<const char*>{"show", "WDJB-MJHT", "BBBB-BBBB"},
        std::vector<const char*>{"show", "WDJB-MJHT", "--\x1b[2J"},
        std::vector<const char*>{"revoke", "G-1/../x"}, std::vector<const char*>{"revoke", ""},
        std::vector<const char*>{"revoke", "G 1"},
        std::vector<const char*>{"approve", "WDJB-MJHT", "--uses", "0"},
        std::vector<const char*>{"approve", "WDJB-MJHT", "--uses", "-1"},
        std::vector<const char*>{"approve", "WDJB-MJHT", "--uses", "1.5"},
        std::vector<const char*>{"approve", "WDJB-MJHT", "--start-within", "10"},
        std::vector<const char*>{"approve", "WDJB-MJHT", "--start-within", "0s"},
        std::vector<const char*>{"approve", "WDJB-MJHT", "--max-runtime", "1500ms"},
        std::vector<const char*>{"wait", "WDJB-MJHT", "--timeout", "soon"},
        std::vector<const char*>{"pending", "--yes"}));

TEST(ParseOptions, HelpAndVersionAreNoMistakes) {
  for (const char* word : {"--help", "--version"}) {
    const auto parsed = Parse({word});
    EXPECT_EQ(std::get<NothingToRun>(parsed).code, ExitCode::kDone);
  }
}

}  // namespace
}  // namespace assent
