#include "common/toml/strict_toml.h"

#include "tests/unit/common/result_matchers.h"

namespace assent {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using testing::ElementsAre;
using testing::HasSubstr;

struct Example {
  std::string text = "default";
  std::int64_t number = 7;
  bool flag = false;
  milliseconds wait{100};
  std::vector<std::string> list = {"default"};
};

Result<Example> Read(const std::string& toml) {
  ASSENT_ASSIGN_OR_RETURN(const toml::table table, ParseToml(toml, "/e/x.toml"));
  TomlReader reader(table, "/e/x.toml", "outer.");
  Example example;
  example.text = reader.String("text", example.text);
  example.number = reader.Integer("number", example.number, 1, 10);
  example.flag = reader.Flag("flag", example.flag);
  example.wait = reader.Duration("wait", example.wait, milliseconds(50), minutes(1));
  example.list = reader.Strings("list", example.list);
  if (example.text == "nonsense") reader.Fail("text", "makes no sense");
  ASSENT_RETURN_IF_ERROR(reader.Finish());
  return example;
}

TEST(TomlReader, GivesTheFallbackForWhatIsAbsent) {
  const auto example = Read("");
  ASSERT_THAT(example, IsOk());
  EXPECT_EQ(example.value().text, "default");
  EXPECT_EQ(example.value().number, 7);
  EXPECT_FALSE(example.value().flag);
  EXPECT_EQ(example.value().wait, milliseconds(100));
  EXPECT_THAT(example.value().list, ElementsAre("default"));
}

TEST(TomlReader, GivesWhatIsThere) {
  const auto example =
      Read("text = ''\nnumber = 10\nflag = true\nwait = '1m'\nlist = ['a', 'b']\n");
  ASSERT_THAT(example, IsOk());
  EXPECT_EQ(example.value().text, "");
  EXPECT_EQ(example.value().number, 10);
  EXPECT_TRUE(example.value().flag);
  EXPECT_EQ(example.value().wait, minutes(1));
  EXPECT_THAT(example.value().list, ElementsAre("a", "b"));
  EXPECT_TRUE(Read("list = []\n").value().list.empty());
}

struct BadCase {
  const char* name;
  std::string text;
  std::string complaint;
};

class BadFile : public testing::TestWithParam<BadCase> {};

TEST_P(BadFile, NamesFileAndLine) {
  EXPECT_THAT(Read(GetParam().text),
              FailsWith(Errc::kBadConfig, HasSubstr("/e/x.toml:" + GetParam().complaint)));
}

const BadCase kBadCases[] = {
    {"Syntax", "# x\ntext = = 1\n", "2: "},
    {"RepeatedKey", "text = 'a'\n\ntext = 'b'\n", "3: "},
    {"RepeatedDottedKey", "a.b = 1\na.b = 2\n", "2: "},
    {"UnknownKey", "text = 'a'\ntxet = 'b'\n", "2: unknown key outer.txet"},
    {"FirstUnknownKey", "zz = 1\naa = 2\n", "1: unknown key outer.zz"},
    {"UnknownBeforeOtherErrors", "number = 0\nnumbr = 1\n", "2: unknown key outer.numbr"},
    {"UnknownKeyIsEscaped", "\"\\u001b\\u202e\" = 1\n",
     "1: unknown key outer.\\x1b\\xe2\\x80\\xae"},
    {"StringType", "text = 1\n", "1: outer.text must be a string"},
    {"NumberType", "number = '1'\n", "1: outer.number must be a whole number from 1 to 10"},
    {"NumberFloat", "number = 1.0\n", "1: outer.number must be"},
    {"NumberSmall", "number = 0\n", "1: outer.number must be"},
    {"NumberLarge", "number = 11\n", "1: outer.number must be"},
    {"NumberOverflow", "number = 99999999999999999999\n", "1: "},
    {"FlagType", "flag = 1\n", "1: outer.flag must be true or false"},
    {"WaitType", "wait = 10\n",
     "1: outer.wait must be a duration such as \"10s\", from 50ms to 1m"},
    {"WaitUnit", "wait = '10'\n", "1: outer.wait must be a duration"},
    {"WaitShort", "wait = '49ms'\n", "1: outer.wait must be a duration"},
    {"WaitLong", "wait = '61s'\n", "1: outer.wait must be a duration"},
    {"WaitEmpty", "wait = ''\n", "1: outer.wait must be a duration"},
    {"ListType", "list = 'a'\n", "1: outer.list must be a list of strings"},
    {"ListElement", "list = [\n'a',\n1]\n", "3: outer.list must be a list of strings"},
    {"FirstError", "number = 0\nflag = 0\n", "1: outer.number"},
    {"Sense", "\ntext = 'nonsense'\n", "2: outer.text makes no sense"},
    {"Nul", "text = \"a\\u0000b\"\n", "1: NUL in a string"},
    {"NulDeepInside", "x = [{ y = [\n\"\\u0000\"] }]\n", "2: NUL in a string"},
    {"RawNul", std::string("text = 'a\0b'\n", 13), "1: "},
    {"BadUtf8", "text = '\xff'\n", "1: "},
    {"BeyondAscii", "text = '\u00e9'\n", "1: a character that is not ASCII"},
    {"BeyondAsciiBehindAComment", "# \u00e9\ntext = 'a' # \u00e9\n", "2: a character that is not"},
    {"BeyondAsciiInALongString", "text = \"\"\"a\n# \\\u00a1\"\"\"\n", "2: a character that is"},
    {"BeyondAsciiInALongLiteral", "text = '''a\n# \u00a1'''\n", "2: a character that is not"},
    {"BadUtf8InAComment", "# \xc3\x28\n", "1: "},
};

INSTANTIATE_TEST_SUITE_P(Table, BadFile, testing::ValuesIn(kBadCases),
                         [](const auto& tested) { return std::string(tested.param.name); });

TEST(ParseToml, TakesCommentsBeyondAscii) {
  EXPECT_THAT(ParseToml("# \u00a1\u00e9\n \t# \u2028\nx = \"\\u00e9\"\n# \"\"\" \u00e9\n", "/x"),
              IsOk());
}

// Each of these nests deep enough to exhaust the stack of a careless reader.
TEST(ParseToml, SurvivesDeepNesting) {
  const std::string deep(200'000, '[');
  EXPECT_THAT(ParseToml("x = " + deep, "/x"), FailsWith(Errc::kBadConfig, HasSubstr("/x:1: ")));
  std::string tables = "x = ";
  std::string dots = "a";
  for (int i = 0; i < 50'000; ++i) {
    tables += "{a=";
    dots += ".a";
  }
  EXPECT_FALSE(ParseToml(tables, "/x").ok());
  EXPECT_THAT(ParseToml("\n" + dots + " = 1\n", "/x"),
              FailsWith(Errc::kBadConfig, "/x:2: too many dots"));
  EXPECT_FALSE(ParseToml("[" + dots + "]\n", "/x").ok());
}

}  // namespace
}  // namespace assent
