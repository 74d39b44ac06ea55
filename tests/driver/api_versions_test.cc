// What the plugin takes and gives in each version of sudo's plugin API, from the first with errstr
// (1.15, sudo 1.9.0) to 1.22 (sudo 1.9.16), and which versions it refuses.
#include "tests/driver/faults.h"
#include "tests/driver/scenarios.h"

namespace assent {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::Optional;
using testing::UnorderedElementsAreArray;

// The keys of command_info that came later than 1.15, and the version each came with.
struct LateKey {
  unsigned since;
  const char* entry;
};
constexpr LateKey kRestrictions[] = {{18, "intercept=true"}, {19, "apparmor_profile=tight"}};
constexpr LateKey kOthers[] = {
    {18, "rlimit_nproc=64,64"}, {18, "log_subcmds=true"}, {20, "intercept_verify=true"}};

Entries SudoersOf(unsigned minor) {
  Entries info = RootCommandInfo("/usr/bin/env");
  info.insert(info.end(), {"use_pty=true", "noexec=true", "timeout=3600", "source=/etc/sudoers:3"});
  for (const LateKey& key : kRestrictions) {
    if (minor >= key.since) info.emplace_back(key.entry);
  }
  for (const LateKey& key : kOthers) {
    if (minor >= key.since) info.emplace_back(key.entry);
  }
  return info;
}

class ApiVersion : public DriverTest, public testing::WithParamInterface<unsigned> {
 protected:
  void StartWith(FakeBackend::Answer answer) {
    Start(std::move(answer));
    TheStandIn().command_info = SudoersOf(GetParam());
  }
  [[nodiscard]] static unsigned Version() { return SUDO_API_MKVERSION(1, GetParam()); }
};

TEST_P(ApiVersion, HandsSudoersAllThatThisSudoSays) {
  StartWith(Permit);
  InAProcessOfItsOwn([&] {
    Sudo sudo(Version());
    sudo.options = std::make_unique<CVector>(Entries{"sudoers_mode=0440"});
    ASSERT_EQ(sudo.Open(), 1);
    const StandIn& sudoers = TheStandIn();
    EXPECT_EQ(sudoers.version, Version());
    EXPECT_EQ(sudoers.settings, sudo.settings);
    EXPECT_EQ(sudoers.user_info, sudo.user_info);
    EXPECT_EQ(sudoers.user_env, sudo.environment);
    EXPECT_THAT(sudoers.options, Optional(Entries{"sudoers_mode=0440"}));
    EXPECT_NE(sudoers.errstr, nullptr);
    sudo.options = nullptr;
    ASSERT_EQ(sudo.Open(), 1);
    EXPECT_EQ(sudoers.options, std::nullopt);
  });
}

TEST_P(ApiVersion, ReturnsWhatSudoersSaidOnlyTightened) {
  StartWith(Permit);
  InAProcessOfItsOwn([&] {
    Sudo sudo(Version());
    const Checked checked = OpenAndCheck(sudo);
    ASSERT_EQ(checked.code, 1) << Sudo::said();
    Entries expected = Changed(Changed(SudoersOf(GetParam()), "timeout", {"timeout=600"}), "source",
                               {"source=assent grant G-1 (/etc/sudoers:3)"});
    EXPECT_THAT(checked.command_info, UnorderedElementsAreArray(expected));
    EXPECT_EQ(checked.argv, TheStandIn().argv);
    EXPECT_EQ(checked.environment, TheStandIn().environment);
    EXPECT_EQ(TheStandIn().env_add, Entries{"A=1"});
    EXPECT_EQ(sudo.InitSession(), 1);
    sudo.Close();
  });
}

TEST_P(ApiVersion, NamesTheReasonOfADenialInErrstr) {
  StartWith(Deny);
  InAProcessOfItsOwn([&] {
    Sudo sudo(Version());
    const Checked checked = OpenAndCheck(sudo);
    EXPECT_EQ(checked.code, 0);
    EXPECT_EQ(checked.errstr, "assent: NO_RULE: because");
    EXPECT_THAT(checked.command_info, Not(IsEmpty())) << "for the audit plugins";
  });
}

// sudo ignores a key it does not know, without a word: what sudoers restricts would not be.
TEST_P(ApiVersion, DeniesWhatSudoersRestrictsInAWayThatThisSudoCannot) {
  StartWith(Permit);
  for (const LateKey& key : kRestrictions) {
    TheStandIn().command_info = RootCommandInfo("/usr/bin/env");
    TheStandIn().command_info.emplace_back(key.entry);
    InAProcessOfItsOwn([&] {
      SCOPED_TRACE(key.entry);
      Sudo sudo(Version());
      const Checked checked = OpenAndCheck(sudo);
      EXPECT_EQ(checked.code, GetParam() >= key.since ? 1 : 0);
      if (checked.code == 1) return;
      const std::string name = std::string(key.entry).substr(0, std::string(key.entry).find('='));
      EXPECT_THAT(Sudo::said(), AllOf(HasSubstr(name), HasSubstr("(BAD_CONFIG)")));
      EXPECT_EQ(backend_->asked(), 0) << "no grant is spent on it";
    });
    Start(Permit);
  }
}

TEST_P(ApiVersion, LetsSudoersSwitchARestrictionOff) {
  StartWith(Permit);
  TheStandIn().command_info = RootCommandInfo("/usr/bin/env");
  TheStandIn().command_info.insert(TheStandIn().command_info.end(),
                                   {"intercept=false", "log_subcmds=false"});
  InAProcessOfItsOwn([&] {
    Sudo sudo(Version());
    EXPECT_EQ(OpenAndCheck(sudo).code, 1) << Sudo::said();
  });
}

TEST_P(ApiVersion, HandsEventsToSudoers) {
  StartWith(Permit);
  InAProcessOfItsOwn([&] {
    Sudo sudo(Version());
    ASSERT_EQ(sudo.Open(), 1);
    EXPECT_NE(sudo.plugin().event_alloc, nullptr);
    EXPECT_EQ(TheStandInsPlugin().event_alloc, sudo.plugin().event_alloc);
  });
}

TEST_P(ApiVersion, CountsTheFilesOfSudoeditWhereSudoSaysHowMany) {
  StartWith(Permit);
  TheStandIn().argv = {"/usr/bin/vi", "--", "/etc/hosts", "/etc/passwd"};
  for (const char* count : {"2", "1"}) {
    TheStandIn().command_info = Changed(RootCommandInfo("/usr/bin/vi"), "", {"sudoedit=true"});
    if (GetParam() >= 21) {
      TheStandIn().command_info.push_back(std::string("sudoedit_nfiles=") + count);
    }
    InAProcessOfItsOwn([&] {
      Sudo sudo(Version());
      const bool wrong = GetParam() >= 21 && *count == '1';
      EXPECT_EQ(OpenAndCheck(sudo).code, wrong ? 0 : 1) << Sudo::said();
    });
  }
}

TEST_P(ApiVersion, ChecksSubcommandsOfAnInterceptedProgram) {
  if (GetParam() < 18) GTEST_SKIP() << "no intercept before 1.18";
  StartWith(Permit);
  InAProcessOfItsOwn([&] {
    Sudo sudo(Version());
    ASSERT_EQ(OpenAndCheck(sudo).code, 1) << Sudo::said();
    ASSERT_EQ(sudo.InitSession(), 1);
    EXPECT_EQ(sudo.Check({"/usr/bin/env"}).code, 1);
    TheStandIn().check_result = 0;
    EXPECT_EQ(sudo.Check({"/usr/bin/env"}).code, 0);
    EXPECT_EQ(backend_->asked(), 2);
    sudo.Close();
  });
}

INSTANTIATE_TEST_SUITE_P(From15To22, ApiVersion, testing::Range(15U, 23U));

class RefusedApiVersion : public DriverTest, public testing::WithParamInterface<unsigned> {};

TEST_P(RefusedApiVersion, IsRefusedWithAClearMessageBeforeSudoersIsOpened) {
  Start(Permit);
  InAProcessOfItsOwn([&] {
    Sudo sudo(GetParam());
    EXPECT_EQ(sudo.Open(), -1);
    const std::string version = std::to_string(SUDO_API_VERSION_GET_MAJOR(GetParam())) + "." +
                                std::to_string(SUDO_API_VERSION_GET_MINOR(GetParam()));
    EXPECT_THAT(Sudo::said(), AllOf(HasSubstr("plugin API " + version), HasSubstr("1.15"),
                                    HasSubstr("(BAD_CONFIG)")));
    EXPECT_THAT(TheStandIn().heard, Not(Contains("open")));
    EXPECT_EQ(sudo.Check().code, -1) << "never opened";
  });
}

INSTANTIATE_TEST_SUITE_P(OldAndUnknown, RefusedApiVersion,
                         testing::Values(SUDO_API_MKVERSION(0, 20), SUDO_API_MKVERSION(1, 0),
                                         SUDO_API_MKVERSION(1, 14), SUDO_API_MKVERSION(2, 0),
                                         SUDO_API_MKVERSION(2, 15)));

TEST_F(DriverTest, TakesALaterMinorVersionForTheLastOneItKnows) {
  Start(Permit);
  InAProcessOfItsOwn([&] {
    Sudo sudo(SUDO_API_MKVERSION(1, 99));
    EXPECT_EQ(OpenAndCheck(sudo).code, 1);
  });
}

}  // namespace
}  // namespace assent
