// Each matcher through a whole rule: permit for what must be strict, deny for what must be broad.
#include "tests/unit/backend/rules/rules_fixture.h"

namespace assent {
namespace {

using std::string_literals::operator""s;

struct Case {
  const char* name;
  const char* matcher;
  std::string argument;
  Effect with_permit;  // kPermit or kNone
  Effect with_deny;    // kDeny or kNone
};

constexpr Effect kYes = Effect::kPermit;
constexpr Effect kDeny = Effect::kDeny;
constexpr Effect kNo = Effect::kNone;

class OneArgument : public testing::TestWithParam<Case> {};

TEST_P(OneArgument, IsMatched) {
  const std::string tail =
      "command = \"/opt/tool\"\nargs = [" + std::string(GetParam().matcher) + "]\n";
  const Action action = Sudo({"/opt/tool", GetParam().argument});
  EXPECT_EQ(EffectOf(Rules(kPermitHead + tail), action), GetParam().with_permit);
  EXPECT_EQ(EffectOf(Rules(kDenyHead + tail), action), GetParam().with_deny);
}

const Case kCases[] = {
    {"ExactSame", "'restart'", "restart", kYes, kDeny},
    {"ExactOther", "'restart'", "restart ", kNo, kNo},
    {"ExactPrefix", "'restart'", "restar", kNo, kNo},
    {"ExactCase", "'restart'", "Restart", kNo, kNo},
    {"ExactNewline", "'restart'", "restart\n", kNo, kNo},
    {"ExactStarIsAStar", "'*'", "anything", kNo, kNo},
    {"ExactEmpty", "''", "", kYes, kDeny},
    {"ExactEmptyNotAnother", "''", "x", kNo, kNo},
    {"ExactUtf8", R"("\u00e9")", "\xc3\xa9", kYes, kDeny},
    {"ExactUtf8NotLatin1", R"("\u00e9")", "\xe9", kNo, kNo},
    {"ExactNulCutsNothing", "'restart'", "restart\0x"s, kNo, kNo},

    {"OneOfFirst", "{ one_of = ['a', 'b'] }", "a", kYes, kDeny},
    {"OneOfLast", "{ one_of = ['a', 'b'] }", "b", kYes, kDeny},
    {"OneOfNeither", "{ one_of = ['a', 'b'] }", "ab", kNo, kNo},
    {"OneOfEmpty", "{ one_of = ['a', 'b'] }", "", kNo, kNo},

    {"UnderItself", "{ under = '/srv/app' }", "/srv/app", kYes, kDeny},
    {"UnderBelow", "{ under = '/srv/app' }", "/srv/app/x y/z\n", kYes, kDeny},
    {"UnderBytes", "{ under = '/srv/app' }", "/srv/app/\xff\xfe", kYes, kDeny},
    {"UnderSibling", "{ under = '/srv/app' }", "/srv/app2", kNo, kNo},
    {"UnderSiblingFile", "{ under = '/srv/app' }", "/srv/app.conf", kNo, kNo},
    {"UnderParent", "{ under = '/srv/app' }", "/srv", kNo, kNo},
    {"UnderLeaves", "{ under = '/srv/app' }", "/srv/app/../etc", kNo, kNo},
    {"UnderLeavesAtTheEnd", "{ under = '/srv/app' }", "/srv/app/..", kNo, kNo},
    {"UnderReturns", "{ under = '/srv/app' }", "/etc/../srv/app/x", kNo, kDeny},
    {"UnderDotDotInside", "{ under = '/srv/app' }", "/srv/app/a/../b", kNo, kDeny},
    {"UnderDoubleSlash", "{ under = '/srv/app' }", "//srv/app/x", kNo, kDeny},
    {"UnderTrailingSlash", "{ under = '/srv/app' }", "/srv/app/", kNo, kDeny},
    {"UnderRelative", "{ under = '/home/alice' }", "x", kNo, kDeny},
    {"UnderRelativeElsewhere", "{ under = '/srv/app' }", "x", kNo, kNo},
    {"UnderRelativeUp", "{ under = '/srv/app' }", "../../srv/app/x", kNo, kDeny},
    {"UnderOption", "{ under = '/srv/app' }", "--file=/srv/app/x", kNo, kNo},
    {"UnderEmpty", "{ under = '/srv/app' }", "", kNo, kNo},

    {"IntSmallest", "{ int = [1, 65535] }", "1", kYes, kDeny},
    {"IntLargest", "{ int = [1, 65535] }", "65535", kYes, kDeny},
    {"IntBelow", "{ int = [1, 65535] }", "0", kNo, kNo},
    {"IntAbove", "{ int = [1, 65535] }", "65536", kNo, kNo},
    {"IntHuge", "{ int = [1, 65535] }", "18446744073709551617", kNo, kNo},
    {"IntEndless", "{ int = [1, 65535] }", std::string(100'000, '9'), kNo, kNo},
    {"IntLeadingZero", "{ int = [1, 65535] }", "080", kNo, kDeny},
    {"IntManyZeros", "{ int = [1, 65535] }", std::string(100'000, '0') + "80", kNo, kDeny},
    {"IntPlus", "{ int = [1, 65535] }", "+80", kNo, kDeny},
    {"IntSpace", "{ int = [1, 65535] }", " 80", kNo, kDeny},
    {"IntNewline", "{ int = [1, 65535] }", "80\n", kNo, kDeny},
    {"IntHex", "{ int = [1, 65535] }", "0x50", kNo, kNo},
    {"IntExponent", "{ int = [1, 65535] }", "1e3", kNo, kNo},
    {"IntEmpty", "{ int = [0, 65535] }", "", kNo, kNo},
    {"IntMinusZero", "{ int = [-5, 5] }", "-0", kNo, kDeny},
    {"IntNegative", "{ int = [-5, 5] }", "-5", kYes, kDeny},
    {"IntTwoSigns", "{ int = [-5, 5] }", "--5", kNo, kNo},
    {"IntZero", "{ int = [0, 5] }", "0", kYes, kDeny},
    {"IntZeros", "{ int = [0, 5] }", "00", kNo, kDeny},
    {"IntSeparator", "{ int = [0, 65535] }", "1_000", kNo, kNo},

    {"RegexWhole", "{ regex = 'v[0-9]+' }", "v12", kYes, kDeny},
    {"RegexNotAtStart", "{ regex = 'v[0-9]+' }", "xv12", kNo, kNo},
    {"RegexNotAtEnd", "{ regex = 'v[0-9]+' }", "v12;id", kNo, kNo},
    {"RegexAlternativesAreAnchored", "{ regex = 'a|b' }", "ab", kNo, kNo},
    {"RegexAlternativesAtTheEnd", "{ regex = 'a|b' }", "xb", kNo, kNo},
    {"RegexFinalNewline", "{ regex = 'v[0-9]+$' }", "v12\n", kNo, kNo},
    {"RegexMultiline", "{ regex = '(?m)^v[0-9]+$' }", "v12\nid", kNo, kNo},
    {"RegexNegatedClass", "{ regex = '[^/]+' }", "a\nb", kNo, kDeny},
    {"RegexDot", "{ regex = '.*secret.*' }", "a\nsecret\n", kNo, kDeny},
    {"RegexDotAnyByte", "{ regex = 'a.b' }",
     "a\xff"
     "b",
     kYes, kDeny},
    {"RegexByte", R"({ regex = '\xff+' })", "\xff\xff", kYes, kDeny},
    {"RegexEmpty", "{ regex = '[a-z]*' }", "", kYes, kDeny},
    {"RegexLinear", "{ regex = '(a*)*b' }", std::string(100'000, 'a'), kNo, kNo},
};

INSTANTIATE_TEST_SUITE_P(Table, OneArgument, testing::ValuesIn(kCases),
                         [](const auto& tested) { return std::string(tested.param.name); });

TEST(Arguments, AreCountedAndNothingSpansTwo) {
  const RuleSet rules =
      Rules(std::string(kPermitHead) + "command = \"/opt/tool\"\nargs = ['a', { regex = '.*' }]\n");
  EXPECT_EQ(EffectOf(rules, Sudo({"/opt/tool", "a", "b"})), kYes);
  EXPECT_EQ(EffectOf(rules, Sudo({"/opt/tool", "a"})), kNo);
  EXPECT_EQ(EffectOf(rules, Sudo({"/opt/tool", "a", "b", "c"})), kNo);
  EXPECT_EQ(EffectOf(rules, Sudo({"/opt/tool", "a", "b", ""})), kNo);
  EXPECT_EQ(EffectOf(rules, Sudo({"/opt/tool", "a b"})), kNo);
}

TEST(Arguments, AnEmptyListMeansNone) {
  const RuleSet rules = Rules(std::string(kPermitHead) + "command = \"/opt/tool\"\nargs = []\n");
  EXPECT_EQ(EffectOf(rules, Sudo({"/opt/tool"})), kYes);
  EXPECT_EQ(EffectOf(rules, Sudo({"/opt/tool", ""})), kNo);
}

TEST(Arguments, RestIsForTheFurtherOnesOnly) {
  const RuleSet rules =
      Rules(std::string(kPermitHead) + "command = \"/opt/tool\"\nargs = ['a']\nrest = \"any\"\n");
  EXPECT_EQ(EffectOf(rules, Sudo({"/opt/tool", "a"})), kYes);
  EXPECT_EQ(EffectOf(rules, Sudo({"/opt/tool", "a", "b\n", "\xff"})), kYes);
  EXPECT_EQ(EffectOf(rules, Sudo({"/opt/tool", "b", "a"})), kNo);
  EXPECT_EQ(EffectOf(rules, Sudo({"/opt/tool"})), kNo);
}

TEST(Arguments, UnknownDirectoryMayBeTheForbiddenOne) {
  const RuleSet rules =
      Rules(std::string(kDenyHead) + "command = \"/opt/tool\"\nargs = [{ under = '/srv/app' }]\n");
  Action action = Sudo({"/opt/tool", "x"});
  EXPECT_EQ(EffectOf(rules, action), kNo);
  action.cwd.reset();
  EXPECT_EQ(EffectOf(rules, action), kDeny);
}

TEST(ArgumentZero, MustBeTheProgramsOwnNameForAPermit) {
  const RuleSet rules =
      Rules(std::string(kPermitHead) + "command = \"/usr/bin/busybox\"\nargs = ['id']\n");
  Action action = Sudo({"/usr/bin/busybox", "id"});
  EXPECT_EQ(EffectOf(rules, action), kYes);
  action.argv[0] = "/usr/bin/busybox";
  EXPECT_EQ(EffectOf(rules, action), kYes);
  for (const char* other : {"sh", "", "-busybox", "/tmp/busybox", "busybox "}) {
    action.argv[0] = other;
    EXPECT_EQ(EffectOf(rules, action), kNo) << other;
  }
  action.argv.clear();
  EXPECT_EQ(EffectOf(rules, action), kNo);
}

TEST(ArgumentZero, IsForTheApproverToSee) {
  const RuleSet rules = Rules(std::string(kAskHead) + "command = \"/usr/bin/bash\"\n");
  Action login_shell = Sudo({"/usr/bin/bash"});
  login_shell.argv[0] = "-bash";
  EXPECT_EQ(EffectOf(rules, login_shell), Effect::kAsk);
}

}  // namespace
}  // namespace assent
