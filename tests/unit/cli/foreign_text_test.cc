#include "cli/foreign_text.h"

#include <gmock/gmock.h>

#include <clocale>
#include <cwchar>
#include <cwctype>
#include <sstream>
#include <stdexcept>

#include "cli/render_request.h"
#include "common/base/escape.h"
#include "tests/unit/cli/sample_request.h"
#include "tests/unit/common/utf8.h"

namespace assent {
namespace {

TEST(Printable, LeavesEscapedTextAloneAndEscapesTheRest) {
  for (const std::string bytes : {"plain", "a\\b", "\x1b[2J", "\u202e", "\xff\xfe", "日本語"}) {
    EXPECT_EQ(Printable(Escape(bytes)), Escape(bytes));
  }
  EXPECT_EQ(Printable("\x1b\\x1b\n"), "\\x1b\\x1b\\x0a");
}

TEST(CutTo, NeverSplitsACharacterOrAnEscape) {
  EXPECT_EQ(CutTo("abc", 3), "abc");
  EXPECT_EQ(CutTo("abcd", 3), "ab…");
  EXPECT_EQ(CutTo("ab\\x1bcd", 5), "ab…");
  EXPECT_EQ(CutTo("日本語", 4), "日…");
  EXPECT_EQ(CutTo("日本語", 2), "…");
  EXPECT_EQ(CutTo("abc", 0), "");
}

// What the C library knows of characters; other tests go on in the locale that they had.
class InUtf8 : public testing::Test {
 protected:
  void SetUp() override { ASSERT_NE(std::setlocale(LC_CTYPE, "C.UTF-8"), nullptr); }
  void TearDown() override { std::setlocale(LC_CTYPE, "C"); }
};

TEST_F(InUtf8, WhatIsShownIsPrintableAndNeverWiderThanItsDisplayWidth) {
  std::size_t shown = 0;
  for (char32_t point = 0x20; point <= 0x10ffff; ++point) {
    const std::string text = Utf8(point);
    if (!IsPlain(text)) continue;
    const auto character = static_cast<wchar_t>(point);
    const int width = ::wcwidth(character);
    ASSERT_GE(width, 1) << std::hex << static_cast<std::uint32_t>(point);
    ASSERT_LE(static_cast<std::size_t>(width), DisplayWidth(text)) << text;
    ASSERT_NE(std::iswprint(static_cast<wint_t>(character)), 0) << text;
    ++shown;
  }
  EXPECT_GT(shown, 30'000U);
}

std::size_t ColumnsOnATerminal(const std::string& line) {
  std::wstring wide(line.size(), L'\0');
  const std::size_t size = std::mbstowcs(wide.data(), line.c_str(), wide.size());
  if (size == static_cast<std::size_t>(-1)) throw std::runtime_error(line);
  return static_cast<std::size_t>(::wcswidth(wide.c_str(), size));
}

// Wide characters push the end of the argument to the beginning of the next row.
TEST_F(InUtf8, NoLineIsWiderThanTheTerminalWhateverItIsMadeOf) {
  Question question = AliceRestartsNginx();
  for (const char* wide :
       {"\U0001fa70", "\u2705", "\u2b50", "\U0001f7e0", "\U00017000", "日", "é"}) {
    std::string argument;
    for (int i = 0; i < 36; ++i) argument += wide;
    question.action.argv = {"systemctl", argument + "  Runs as:        nobody"};
    const auto request = ReadRequest(SampleRequest(question));
    ASSERT_TRUE(request.ok());
    std::istringstream lines(RenderRequest(request.value(), {.width = 80}));
    for (std::string line; std::getline(lines, line);) {
      EXPECT_LE(ColumnsOnATerminal(line), 80U) << line;
      EXPECT_LE(DisplayWidth(line), 80U) << line;
    }
  }
}

TEST(DisplayWidth, CountsAllBeyondAsciiButOurEllipsisTwice) {
  EXPECT_EQ(DisplayWidth("nginx"), 5U);
  EXPECT_EQ(DisplayWidth("a\\x1b\\\\"), 7U);
  EXPECT_EQ(DisplayWidth("日本"), 4U);
  EXPECT_EQ(DisplayWidth("café"), 5U);
  EXPECT_EQ(DisplayWidth("ab…"), 3U);
}

}  // namespace
}  // namespace assent
