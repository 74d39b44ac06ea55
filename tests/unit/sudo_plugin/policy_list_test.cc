// sudo -l: what is added to sudoers' own answer, and that nothing of that answer changes.
#include <chrono>

#include "sudo_plugin/policy.h"
#include "tests/unit/sudo_plugin/policy_fixture.h"

namespace assent {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

constexpr const char* kNothing = R"({"grants":[],"requests":[],"more":false})";
constexpr const char* kBoth =
    R"({"grants":[{"id":"G-1","code":"BCDF-GHJK","what":"id -u","runas":"root","cwd":null,)"
    R"("uses_left":1,"left_s":290}],"requests":[{"what":"id -g","runas":"root","cwd":"/home/alice",)"
    R"("access_request":{"code":"WDJB-MJHT","expires_at":"2026-11-24T14:32:00Z","until":"14:32",)"
    R"("left_s":598,"waiting_for":["1 of: bob"]}}],"more":false})";

class ListTest : public PolicyTest {
 protected:
  // A backend that gives `reply` (a body) to whatever is no evaluation.
  void Answering(const std::string& reply, int status = 200) {
    StartListing([reply, status](const std::string&, const std::string&) {
      return reply.empty() ? "" : FakeBackend::Http(reply, status);
    });
  }

  void StartListing(const FakeBackend::Other& other) {
    backend_.emplace(Permit, [this, other](const std::string& line, const std::string& body) {
      lines_.push_back(line);
      bodies_.push_back(body);
      return other(line, body);
    });
    Configure("socket = \"" + backend_->socket() + "\"\nanswer_timeout = \"300ms\"\n");
    surroundings_.account = [](uid_t) {
      return std::optional(Account{"root", "/root", "/bin/bash"});
    };
    surroundings_.members.member = [](const std::string& user) -> std::optional<Member> {
      if (user == "root") return Member{0, 0, "root", {0}};
      if (user == "alice") return Member{1001, 1001, "alice", {27, 1001}};
      if (user == "bob") return Member{1002, 1002, "bob", {1002}};
      return std::nullopt;
    };
    sudo_.emplace(surroundings_);
    TheSudoers().list_result = 1;
  }

  // `outlook` for whatever question comes.
  void Foretelling(const std::string& outlook) {
    StartListing([outlook](const std::string&, const std::string& body) {
      const auto question = QuestionFromJson(Json::parse(body));
      if (!question.ok()) return FakeBackend::Http("{}", 400);
      return FakeBackend::Http(R"({"digest":")" + ToText(DigestOf(question.value().action)) +
                               R"(",)" + outlook + "}");
    });
  }

  int ListAs(const Entries& user_info, const std::vector<std::string>& argv = {},
             const char* user = nullptr, const Entries& settings = {}) {
    EXPECT_EQ(sudo_->Open(settings, user_info, {}), kOpened);
    return sudo_->List(argv, user);
  }
  int ListEnv(const Entries& settings = {}) {
    TheSudoers().list_prints = "/usr/bin/env true\n";
    return ListAs(AliceInfo(), {"env", "true"}, nullptr, settings);
  }
  static Entries RootInfo() { return Changed(AliceInfo(), "uid", {"uid=0"}); }

  std::vector<std::string> lines_;
  std::vector<std::string> bodies_;
};

TEST_F(ListTest, NothingOpenAddsNothing) {
  Answering(kNothing);
  TheSudoers().list_prints = "User alice may run ...\n";
  EXPECT_EQ(ListAs(AliceInfo()), 1);
  EXPECT_EQ(FrontEnd::said(), "");
  EXPECT_EQ(FrontEnd::printed(), "User alice may run ...\n");
  EXPECT_THAT(lines_, ElementsAre("GET /v1/standing?uid=1001"));
}

TEST_F(ListTest, GrantsAndRequestsGoToStandardErrorAndSudoersOutputStays) {
  Answering(kBoth);
  TheSudoers().list_prints = "User alice may run ...\n";
  EXPECT_EQ(ListAs(AliceInfo()), 1);
  EXPECT_EQ(FrontEnd::printed(), "User alice may run ...\n");
  EXPECT_EQ(FrontEnd::said(),
            "assent: granted to alice now:\n"
            "assent:   id -u  (as root): G-1, 1 use, to be started within 4:50\n"
            "assent: asked for by alice:\n"
            "assent:   id -g  (as root in /home/alice): request WDJB-MJHT, waiting for 1 of: bob, "
            "until 14:32\n");
}

TEST_F(ListTest, WhatSudoersRefusesIsNotAskedAbout) {
  Answering(kBoth);
  for (const int answer : {0, -1, -2, 2}) {
    TheSudoers().list_result = answer;
    EXPECT_EQ(ListAs(AliceInfo()), answer);
    EXPECT_EQ(sudo_->List({}, "bob"), answer);
    EXPECT_EQ(sudo_->List({"env"}, nullptr), answer);
  }
  EXPECT_EQ(FrontEnd::said(), "");
  EXPECT_THAT(lines_, IsEmpty());
}

TEST_F(ListTest, NothingIsAskedForRootAndNothingAboutHim) {
  Answering(kBoth);
  EXPECT_EQ(ListAs(RootInfo()), 1);
  EXPECT_EQ(ListAs(AliceInfo(), {}, "root"), 1);
  EXPECT_THAT(lines_, IsEmpty());
  EXPECT_EQ(FrontEnd::said(), "");
}

TEST_F(ListTest, WhoMayListAnotherSeesWhatThatPersonHasOpen) {
  Answering(kBoth);
  EXPECT_EQ(ListAs(RootInfo(), {}, "alice"), 1);
  EXPECT_EQ(ListAs(AliceInfo(), {}, "bob"), 1);
  EXPECT_THAT(lines_, ElementsAre("GET /v1/standing?uid=1001", "GET /v1/standing?uid=1002"));
  EXPECT_THAT(FrontEnd::said(), AllOf(HasSubstr("to alice now"), HasSubstr("by bob:")));
}

TEST_F(ListTest, AnotherHostIsNotOurs) {
  Answering(kBoth);
  EXPECT_EQ(ListAs(AliceInfo(), {}, nullptr, {"remote_host=web-2"}), 1);
  EXPECT_THAT(lines_, IsEmpty());
}

TEST_F(ListTest, ABackendThatIsNotThereIsOneLineAndTheStatusStays) {
  Answering(kBoth);
  Configure("socket = \"" + backend_->directory() + "/none\"\n");
  EXPECT_EQ(ListAs(AliceInfo()), 1);
  EXPECT_THAT(FrontEnd::said(), AllOf(StartsWith("assent: grants and requests could not be asked"),
                                      HasSubstr("(BACKEND_UNREACHABLE)")));
  EXPECT_EQ(std::count(FrontEnd::said().begin(), FrontEnd::said().end(), '\n'), 1);
  FrontEnd::said().clear();
  EXPECT_EQ(ListEnv(), 1);
  EXPECT_THAT(FrontEnd::said(), AllOf(StartsWith("assent: whether this needs approval could not"),
                                      HasSubstr("(BACKEND_UNREACHABLE)")));
}

TEST_F(ListTest, ABackendThatSaysNothingIsLeftWithinASecond) {
  Answering("");
  Configure("socket = \"" + backend_->socket() + "\"\n");  // answer_timeout: 10 s
  const auto began = std::chrono::steady_clock::now();
  EXPECT_EQ(ListAs(AliceInfo()), 1);
  EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::milliseconds(1500));
  EXPECT_THAT(FrontEnd::said(), HasSubstr("(BACKEND_TIMEOUT)"));
}

TEST_F(ListTest, ABackendThatTalksNonsenseIsOneLineAndTheStatusStays) {
  const std::pair<std::string, int> replies[] = {
      {"{}", 200}, {"[]", 200}, {R"({"grants":1,"requests":[]})", 200}, {kBoth, 403}};
  for (const auto& [reply, status] : replies) {
    Answering(reply, status);
    EXPECT_EQ(ListAs(AliceInfo()), 1);
    EXPECT_THAT(FrontEnd::said(), HasSubstr("(BACKEND_ERROR)")) << reply;
  }
}

TEST_F(ListTest, ABrokenConfigurationIsOneLineWithFileAndLine) {
  Answering(kBoth);
  Configure("sockte = 1\n");
  EXPECT_EQ(ListAs(AliceInfo()), 1);
  EXPECT_THAT(FrontEnd::said(), AllOf(HasSubstr("client.toml:1"), HasSubstr("(BAD_CONFIG)")));
}

TEST_F(ListTest, ABackendsTextCannotActOnTheTerminal) {
  std::string evil = kBoth;
  evil.replace(evil.find("id -g"), 5, "\\u001b[2J\\nassent: granted");
  Answering(evil);
  EXPECT_EQ(ListAs(AliceInfo()), 1);
  EXPECT_EQ(FrontEnd::said().find('\x1b'), std::string::npos);
  EXPECT_THAT(FrontEnd::said(), Not(HasSubstr("\nassent: granted\n")));
}

// ---- sudo -l COMMAND ----

TEST_F(ListTest, ACommandIsForetoldInOneLineAndNeverAskedFor) {
  Foretelling(R"("outlook":"ask","waiting_for":["1 of: bob"])");
  EXPECT_EQ(ListEnv(), 1);
  EXPECT_EQ(FrontEnd::said(),
            "assent: would need approval: env true  (alice as root on web-1); 1 of: bob\n");
  EXPECT_EQ(FrontEnd::printed(), "/usr/bin/env true\n");
  EXPECT_THAT(lines_, ElementsAre("POST /v1/forecast"));
  EXPECT_THAT(backend_->questions(), IsEmpty()) << "an evaluation could file or spend";
  const auto question = QuestionFromJson(Json::parse(bodies_.at(0)));
  ASSERT_TRUE(question.ok());
  EXPECT_FALSE(question.value().file);
  EXPECT_EQ(question.value().action.command, "/usr/bin/env");
  EXPECT_TRUE(question.value().facts.executable_trusted);
}

TEST_F(ListTest, TheTargetOfTheOptionsIsForetold) {
  Foretelling(R"("outlook":"permit","rule":"r")");
  EXPECT_EQ(ListEnv({"runas_user=bob"}), 1);
  EXPECT_THAT(FrontEnd::said(), StartsWith("assent: would run now: env true  (alice as bob on "));
}

TEST_F(ListTest, ACommandOfSomebodyElseIsForetoldForHim) {
  Foretelling(R"("outlook":"permit","rule":"r")");
  TheSudoers().list_prints = "/usr/bin/env true\n";
  EXPECT_EQ(ListAs(RootInfo(), {"env", "true"}, "alice"), 1);
  const auto question = QuestionFromJson(Json::parse(bodies_.at(0)));
  ASSERT_TRUE(question.ok());
  EXPECT_EQ(question.value().action.user_uid, 1001U);
  EXPECT_THAT(question.value().facts.user_groups, ElementsAre(27, 1001));
}

TEST_F(ListTest, ADenialIsForetoldAndTheStatusStays) {
  Foretelling(R"("outlook":"deny","reason_code":"RULE_DENIES","message":"never")");
  EXPECT_EQ(ListEnv(), 1);
  EXPECT_THAT(FrontEnd::said(),
              AllOf(StartsWith("assent: would be denied: env true"), HasSubstr("(RULE_DENIES)")));
}

TEST_F(ListTest, AProgramThatCannotBeExaminedIsForetoldWithoutAsking) {
  Foretelling(R"("outlook":"permit","rule":"r")");
  TheSudoers().list_prints = "/tmp/none\n";
  EXPECT_EQ(ListAs(AliceInfo(), {"/tmp/none"}), 1);
  EXPECT_THAT(FrontEnd::said(), StartsWith("assent: would be denied: /tmp/none"));
  EXPECT_THAT(lines_, IsEmpty());
}

TEST_F(ListTest, AProgramThatOthersCanChangeIsForetoldByItsBytes) {
  Foretelling(R"("outlook":"permit","rule":"r")");
  surroundings_.program.owner = ::geteuid() + 4242;  // nothing is trusted
  sudo_.emplace(surroundings_);
  TheSudoers().list_result = 1;
  EXPECT_EQ(ListEnv(), 1);
  const auto question = QuestionFromJson(Json::parse(bodies_.at(0)));
  ASSERT_TRUE(question.ok());
  EXPECT_FALSE(question.value().facts.executable_trusted);
  EXPECT_TRUE(question.value().action.executable_sha256);
}

TEST_F(ListTest, WhatCannotBeKnownIsSaidToBeUnknown) {
  Foretelling(R"("outlook":"permit","rule":"r")");
  TheSudoers().list_prints = "something new\n";
  EXPECT_EQ(ListAs(AliceInfo(), {"env", "true"}), 1);
  EXPECT_THAT(FrontEnd::said(), HasSubstr("cannot be told before it is run"));
  EXPECT_THAT(lines_, IsEmpty());
}

TEST_F(ListTest, AForecastForAnotherActionIsNone) {
  StartListing([](const std::string&, const std::string&) {
    return FakeBackend::Http(R"({"digest":"sha256:)" + std::string(64, '0') +
                             R"(","outlook":"permit","rule":"r"})");
  });
  EXPECT_EQ(ListEnv(), 1);
  EXPECT_THAT(FrontEnd::said(), AllOf(HasSubstr("(BACKEND_ERROR)"), Not(HasSubstr("would run"))));
}

TEST_F(ListTest, AnOlderBackendWithoutForecastsIsOneLine) {
  Answering(R"({"title":"Not Found","status":404})", 404);
  EXPECT_EQ(ListEnv(), 1);
  EXPECT_THAT(FrontEnd::said(), HasSubstr("status 404"));
}

}  // namespace
}  // namespace assent
