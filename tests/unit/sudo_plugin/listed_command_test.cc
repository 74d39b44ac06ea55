// sudo -l COMMAND: what can be known of the command before it runs.
#include "sudo_plugin/listed_command.h"

#include <gmock/gmock.h>

#include "tests/unit/common/result_matchers.h"
#include "tests/unit/sudo_plugin/sample_sudo.h"

namespace assent {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

constexpr std::optional<std::string> kNone;

TEST(PathInListing, IsWhatStandsBeforeTheArguments) {
  EXPECT_EQ(PathInListing("/usr/bin/id\n", {"id"}), "/usr/bin/id");
  EXPECT_EQ(PathInListing("/usr/bin/id -u a b\n", {"id", "-u", "a b"}), "/usr/bin/id");
  EXPECT_EQ(PathInListing("./id -u\n", {"./id", "-u"}), "./id");
  EXPECT_EQ(PathInListing("/opt/two words/id -u\n", {"/opt/two words/id", "-u"}),
            "/opt/two words/id");
}

TEST(PathInListing, StandsLastInTheLongListing) {
  const std::string shown = "Sudoers entry: /etc/sudoers\n    Commands:\n\tALL\n    Matched: ";
  EXPECT_EQ(PathInListing(shown + "/usr/bin/id -u\n", {"id", "-u"}), "/usr/bin/id");
}

TEST(PathInListing, IsNotTakenFromTheCallersWords) {
  const std::vector<std::string> argv = {"id", "x\n/tmp/evil"};
  EXPECT_EQ(PathInListing("/usr/bin/id x\n/tmp/evil\n", argv), "/usr/bin/id");
  EXPECT_EQ(PathInListing("/usr/bin/id x\\n/tmp/evil\n", argv), kNone) << "printed in another way";
}

TEST(PathInListing, IsUnknownForAnythingElse) {
  EXPECT_EQ(PathInListing("", {"id"}), kNone);
  EXPECT_EQ(PathInListing("/usr/bin/id", {"id"}), kNone);
  EXPECT_EQ(PathInListing("id\n", {"id"}), kNone);
  EXPECT_EQ(PathInListing("/usr/bin/id -u\n", {"id", "-g"}), kNone);
  EXPECT_EQ(PathInListing("Matched: id -u\n", {"id", "-u"}), kNone);
  EXPECT_EQ(PathInListing("/usr/bin/id\n", {}), kNone);
}

Members TestMembers() {
  Members members;
  members.member = [](const std::string& user) -> std::optional<Member> {
    if (user == "root") return Member{0, 0, "root", {0}};
    if (user == "bob" || user == "#1002") return Member{1002, 1002, "bob", {27, 1002}};
    if (user == "#1001") return Member{1001, 1001, "alice", {27, 1001}};
    return std::nullopt;
  };
  members.group = [](const std::string& group) -> std::optional<gid_t> {
    if (group == "adm") return 4;
    return std::nullopt;
  };
  return members;
}

std::optional<Account> NoAccount(uid_t /*uid*/) { return std::nullopt; }

Result<Action> Listed(const Entries& settings, const std::vector<std::string>& argv,
                      const std::string& printed, const Entries& environment = {}) {
  ASSENT_ASSIGN_OR_RETURN(const Invocation alice,
                          ReadInvocation(SudoVector("settings", settings),
                                         SudoVector("user_info", AliceInfo()), environment));
  ASSENT_ASSIGN_OR_RETURN(const Resolved resolved,
                          ResolvedByList(alice, argv, printed, TestMembers()));
  return ActionFromSudo(alice, resolved, NoAccount);
}

// What sudoers returns for the same command from check_policy, and what becomes of it.
Action Asked(const std::vector<std::string>& argv, const Entries& info,
             const Entries& environment = {}) {
  const auto alice = ReadInvocation(SudoVector("settings", Entries()),
                                    SudoVector("user_info", AliceInfo()), environment);
  EXPECT_THAT(alice, IsOk());
  const Resolved resolved{SudoVector("command_info", info), argv, environment, {}};
  const auto action = ActionFromSudo(alice.value(), resolved, NoAccount);
  EXPECT_THAT(action, IsOk());
  return action.value();
}

TEST(ResolvedByList, IsTheActionThatSudoWouldAskAbout) {
  const Entries kept = {"KRB5CCNAME=/tmp/x", "HOSTNAME=../../evil", "LC_PAYLOAD=evil"};
  Entries environment = {"SECRET=1", "TERM=xterm", "LANG=a/b", "LC_EVIL=%s"};
  environment.insert(environment.end(), kept.begin(), kept.end());
  const auto action = Listed({}, {"id", "-u"}, "/usr/bin/id -u\n", environment);
  ASSERT_THAT(action, IsOk());
  EXPECT_EQ(action.value(), Asked({"id", "-u"}, RootCommandInfo("/usr/bin/id"), kept));
}

TEST(ResolvedByList, TakesTheTargetFromTheOptions) {
  const auto bob = Listed({"runas_user=bob"}, {"id"}, "/usr/bin/id\n");
  ASSERT_THAT(bob, IsOk());
  EXPECT_EQ(bob.value().runas_uid, 1002U);
  EXPECT_EQ(bob.value().runas_user, "bob");
  EXPECT_THAT(bob.value().runas_groups, ElementsAre(27, 1002));
  const auto by_number = Listed({"runas_user=#1002"}, {"id"}, "/usr/bin/id\n");
  ASSERT_THAT(by_number, IsOk());
  EXPECT_EQ(by_number.value(), bob.value());
  const auto adm = Listed({"runas_user=bob", "runas_group=adm"}, {"id"}, "/usr/bin/id\n");
  ASSERT_THAT(adm, IsOk());
  EXPECT_EQ(adm.value().runas_gid, 4U);
  EXPECT_THAT(adm.value().runas_groups, ElementsAre(4, 27, 1002));
}

TEST(ResolvedByList, AGroupAloneIsForThePersonHimself) {
  const auto action = Listed({"runas_group=adm"}, {"id"}, "/usr/bin/id\n");
  ASSERT_THAT(action, IsOk());
  EXPECT_EQ(action.value().runas_uid, 1001U);
  EXPECT_EQ(action.value().runas_gid, 4U);
}

TEST(ResolvedByList, SudoeditIsAboutTheFiles) {
  for (const char* path : {"sudoedit", "/usr/bin/sudoedit"}) {
    const auto action = Listed({}, {"sudoedit", "/etc/hosts", "/etc/fstab"},
                               std::string(path) + " /etc/hosts /etc/fstab\n");
    ASSERT_THAT(action, IsOk());
    EXPECT_EQ(action.value().kind, "sudoedit");
    EXPECT_THAT(action.value().files, ElementsAre("/etc/hosts", "/etc/fstab"));
  }
}

TEST(ResolvedByList, SaysWhatItCannotKnow) {
  EXPECT_THAT(Listed({"runas_user=dave"}, {"id"}, "/usr/bin/id\n"),
              FailsWith(Errc::kBadRequest, HasSubstr("user dave")));
  EXPECT_THAT(Listed({"runas_group=wheel"}, {"id"}, "/usr/bin/id\n"),
              FailsWith(Errc::kBadRequest, HasSubstr("group wheel")));
  EXPECT_THAT(Listed({}, {"id"}, "something else\n"),
              FailsWith(Errc::kBadRequest, HasSubstr("which program")));
}

TEST(LookUpMember, KnowsRootByNameAndByNumberAndNobodyElseForHim) {
  for (const char* root : {"root", "#0"}) {
    const auto member = LookUpMember(root);
    ASSERT_TRUE(member) << root;
    EXPECT_EQ(member->uid, 0U);
    EXPECT_EQ(member->name, "root");
    EXPECT_THAT(member->groups, Contains(member->gid));
  }
  for (const char* nobody : {"", "#", "#-1", "#4294967295", "# 0", "#0x0", "no-such-user"}) {
    EXPECT_FALSE(LookUpMember(nobody)) << nobody;
    EXPECT_FALSE(LookUpGroup(nobody)) << nobody;
  }
  EXPECT_EQ(LookUpGroup("#27"), 27U);
}

}  // namespace
}  // namespace assent
