// The plugin comes and goes without a trace, and says what is wrong with the sudoers below it.
#include <dlfcn.h>

#include <fstream>

#include "tests/driver/faults.h"
#include "tests/driver/scenarios.h"

namespace assent {
namespace {

using testing::AllOf;
using testing::HasSubstr;

using Loading = DriverTest;

constexpr int kTimes = 100;

bool IsMapped(const std::string& name) {
  std::ifstream maps("/proc/self/maps");
  for (std::string line; std::getline(maps, line);) {
    if (line.find(name) != std::string::npos) return true;
  }
  return false;
}

TEST_F(Loading, AHundredTimesLeavesNeitherMappingsNorDescriptors) {
  InAProcessOfItsOwn([&] {
    const std::string before = StateOfTheProcess();
    for (int i = 0; i < kTimes; ++i) {
      void* const library = ::dlopen(ASSENT_PLUGIN, RTLD_LAZY | RTLD_GLOBAL);
      ASSERT_NE(library, nullptr) << ::dlerror();
      const auto* const plugin =
          static_cast<const policy_plugin*>(::dlsym(library, "assent_policy"));
      ASSERT_NE(plugin, nullptr);
      EXPECT_EQ(plugin->type, static_cast<unsigned>(SUDO_POLICY_PLUGIN));
      ASSERT_EQ(::dlclose(library), 0);
      ASSERT_FALSE(IsMapped("sudo_assent.so"));
    }
    EXPECT_EQ(StateOfTheProcess(), before);
  });
}

TEST_F(Loading, ItIsNotMappedAfterItHasBeenUsed) {
  Start(Permit);
  InAProcessOfItsOwn([&] {
    const std::string before = StateOfTheProcess();
    {
      Sudo sudo;
      ASSERT_EQ(OpenAndCheck(sudo).code, 1);
      sudo.Close();
      sudo.Unload();
    }
    EXPECT_FALSE(IsMapped("sudo_assent.so"));
    EXPECT_EQ(StateOfTheProcess(), before);
  });
}

TEST_F(Loading, WithoutSudoersItOpensForNobodyAndSaysWhy) {
  Start(Permit);
  TheRedirection().sudoers = "/nonexistent/sudoers.so";
  InAProcessOfItsOwn([&] {
    Sudo sudo;
    sudo.RegisterHooks();
    EXPECT_EQ(sudo.Open(), -1);
    EXPECT_THAT(Sudo::said(), AllOf(HasSubstr("sudoers.so"), HasSubstr("(BAD_CONFIG)")));
    EXPECT_EQ(sudo.Check().code, -1);
    EXPECT_EQ(sudo.InitSession(), -1);
    sudo.Close();
  });
}

struct WrongSudoers {
  const char* name;
  void (*spoil)(policy_plugin&);
  const char* complaint;
};

class LoadingAboveWrongSudoers : public DriverTest,
                                 public testing::WithParamInterface<WrongSudoers> {};

TEST_P(LoadingAboveWrongSudoers, OpensForNobodyAndSaysWhy) {
  Start(Permit);
  InAProcessOfItsOwn([&] {
    GetParam().spoil(TheStandInsPlugin());
    Sudo sudo;
    EXPECT_EQ(sudo.Open(), -1);
    EXPECT_THAT(Sudo::said(), AllOf(HasSubstr(GetParam().complaint), HasSubstr("(BAD_CONFIG)")));
    EXPECT_EQ(sudo.Check().code, -1);
  });
}

constexpr WrongSudoers kWrong[] = {
    {"AnotherType", [](policy_plugin& below) { below.type = SUDO_IO_PLUGIN; },
     "is not a policy plugin"},
    {"TooOld", [](policy_plugin& below) { below.version = SUDO_API_MKVERSION(1, 14); },
     "unsupported plugin API version"},
    {"AnotherMajor", [](policy_plugin& below) { below.version = SUDO_API_MKVERSION(2, 0); },
     "unsupported plugin API version"},
    {"NoCheck", [](policy_plugin& below) { below.check_policy = nullptr; },
     "lacks open or check_policy"},
};
INSTANTIATE_TEST_SUITE_P(Kinds, LoadingAboveWrongSudoers, testing::ValuesIn(kWrong),
                         [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace assent
