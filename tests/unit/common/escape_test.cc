#include "common/base/escape.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <random>
#include <regex>
#include <set>

#include "tests/unit/common/result_matchers.h"
#include "tests/unit/common/utf8.h"

namespace assent {
namespace {

using testing::_;

struct Case {
  std::string bytes;
  std::string shown;
};

TEST(Escape, KeepsPrintableTextAndSpellsOutTheRest) {
  const Case cases[] = {
      {"systemctl", "systemctl"},
      {"caf\xc3\xa9", "caf\xc3\xa9"},
      {"a\\b", "a\\\\b"},
      {"a\nb\x1b[2J", "a\\x0ab\\x1b[2J"},
      {"\xff", "\\xff"},
      {"\xc0\xaf", "\\xc0\\xaf"},                          // overlong slash
      {"\xed\xa0\x80", "\\xed\\xa0\\x80"},                 // surrogate
      {"\xe2\x80\xae", "\\xe2\\x80\\xae"},                 // right-to-left override
      {"\xe2\x80\x8b", "\\xe2\\x80\\x8b"},                 // zero-width space
      {"\xc2\x85", "\\xc2\\x85"},                          // C1 next line
      {"\xc2\xa0", "\\xc2\\xa0"},                          // looks like a space
      {"a\xcc\xb8", "a\\xcc\\xb8"},                        // strikes out its neighbour
      {"\u0e01\u0e31", "\\xe0\\xb8\\x81\\xe0\\xb8\\xb1"},  // combining marks of a script
      {"\u05d0", "\\xd7\\x90"},                            // written from right to left
      {"\u2019", "\\xe2\\x80\\x99"},                       // looks like a quote
      {"\U0001fa70", "\\xf0\\x9f\\xa9\\xb0"},              // wide, on terminals that know it
      {"\xf3\xa0\x81\x81", "\\xf3\\xa0\\x81\\x81"},        // tag character
      {"\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80"},        // beyond Unicode
      {std::string("\0", 1), "\\x00"},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(Escape(c.bytes), c.shown);
    const auto back = Unescape(c.shown);
    ASSERT_THAT(back, IsOk());
    EXPECT_EQ(back.value(), c.bytes);
    EXPECT_EQ(IsPlain(c.bytes), c.bytes == c.shown);
  }
}

TEST(Unescape, RefusesEverySpellingThatEscapeDoesNotWrite) {
  for (const char* text :
       {"\\", "\\n", "\\x", "\\x4", "\\xZZ", "\\x41", "\\xFF", "a\nb", "\\xc3\\xa9", "\xff"}) {
    EXPECT_THAT(Unescape(text), FailsWith(Errc::kBadRequest, _)) << text;
  }
}

// Bytes that are likely to collide: backslashes, x, hex digits, quotes, spaces, broken UTF-8.
std::string RandomBytesLikelyToCollide(std::mt19937& random, std::size_t max) {
  static const std::string alphabet("\\x0af '\"\n\xff\xc3\xa9\xe2\x80\xae\0", 16);
  std::string bytes;
  const std::size_t size = random() % (max + 1);
  while (bytes.size() < size) bytes += alphabet[random() % alphabet.size()];
  return bytes;
}

TEST(Escape, IsInvertedByUnescapeForAnyBytes) {
  std::mt19937 random(1);
  for (int i = 0; i < 20000; ++i) {
    const std::string bytes = RandomBytesLikelyToCollide(random, 12);
    const auto back = Unescape(Escape(bytes));
    ASSERT_THAT(back, IsOk());
    ASSERT_EQ(back.value(), bytes);
  }
}

TEST(ShowArguments, NoTwoVectorsLookAlike) {
  std::mt19937 random(2);
  std::set<std::vector<std::string>> vectors;
  std::set<std::string> lines;
  for (int i = 0; i < 20000; ++i) {
    std::vector<std::string> argv(1 + random() % 3);
    for (auto& argument : argv) argument = RandomBytesLikelyToCollide(random, 4);
    vectors.insert(argv);
    lines.insert(ShowArguments(argv));
  }
  EXPECT_EQ(lines.size(), vectors.size());
}

TEST(ShowArguments, QuotesWhatAShellWouldTreatSpecially) {
  EXPECT_EQ(ShowArguments({"systemctl", "restart", "nginx"}), "systemctl restart nginx");
  EXPECT_EQ(ShowArguments({"rm", "a b", ""}), "rm 'a b' ''");
  EXPECT_EQ(ShowArguments({"sh", "-c", "echo 'x'; id"}), "sh -c 'echo \\'x\\'; id'");
  EXPECT_EQ(ShowArguments({"a\nb"}), "'a\\x0ab'");
}

// "U+00C0-00D6": the ranges that docs/PROTOCOL.md names.
std::set<char32_t> LettersOfTheProtocol() {
  std::ifstream file(ASSENT_SOURCE_DIR "/docs/PROTOCOL.md");
  const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  const std::regex range("U\\+([0-9A-F]{4})-([0-9A-F]{4})");
  std::set<char32_t> letters;
  for (std::sregex_iterator found(text.begin(), text.end(), range), end; found != end; ++found) {
    const auto last = std::stoul((*found)[2], nullptr, 16);
    for (auto point = std::stoul((*found)[1], nullptr, 16); point <= last; ++point) {
      letters.insert(static_cast<char32_t>(point));
    }
  }
  return letters;
}

TEST(Escape, KeepsPrintableAsciiAndTheLettersOfTheProtocolAndNoOtherCodePoint) {
  const std::set<char32_t> letters = LettersOfTheProtocol();
  ASSERT_GT(letters.size(), 30'000U);
  for (char32_t point = 0; point <= 0x10ffff; ++point) {
    const bool ascii = point >= ' ' && point <= '~' && point != '\\';
    ASSERT_EQ(IsPlain(Utf8(point)), ascii || letters.contains(point))
        << std::hex << static_cast<std::uint32_t>(point);
  }
}

}  // namespace
}  // namespace assent
