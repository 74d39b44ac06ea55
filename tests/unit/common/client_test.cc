// The client: reply parser, connecting, asking. The backend here is hostile.
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <thread>

#include "common/base/handle.h"
#include "common/client/ask.h"
#include "common/client/http_exchange.h"
#include "tests/unit/common/result_matchers.h"
#include "tests/unit/common/sample_action.h"

namespace assent {
namespace {

using std::chrono::milliseconds;
using testing::_;
using testing::HasSubstr;

Json PermitJson(const Question& question) {
  return {{"decision", true},
          {"context",
           {{"digest", ToText(DigestOf(question.action))},
            {"invocation", question.invocation},
            {"grant",
             {{"id", "G-1"},
              {"start_before_boottime_ms", 1000},
              {"approvals", Json::array({{{"user", "bob"}, {"comment", "deploy window"}}})}}}}}};
}

Json PendingJson(const Question& question) {
  return {{"decision", false},
          {"context",
           {{"digest", ToText(DigestOf(question.action))},
            {"invocation", question.invocation},
            {"reason_code", "APPROVAL_NEEDED"},
            {"message", "this needs approval"},
            {"access_request",
             {{"code", "WDJB-MJHT"},
              {"expires_at", "2026-11-24T14:32:00Z"},
              {"until", "14:32"},
              {"left_s", 60},
              {"waiting_for", Json::array({"1 of: bob"})}}}}}};
}

Result<Verdict> Parse(const std::string& body) {
  const Question question = SampleQuestion();
  return ParseReply(body, DigestOf(question.action), question.invocation);
}

TEST(Verdict, ADefaultVerdictDenies) { EXPECT_TRUE(std::holds_alternative<Denial>(Verdict())); }

TEST(ParseReply, APermitForThisQuestionIsAGrant) {
  const auto verdict = Parse(DumpJson(PermitJson(SampleQuestion())));
  ASSERT_THAT(verdict, IsOk());
  const Grant& grant = std::get<Grant>(verdict.value());
  EXPECT_EQ(grant.id(), "G-1");
  EXPECT_EQ(grant.start_before(), milliseconds(1000));
  EXPECT_EQ(grant.approvals(), std::vector<std::string>{"approved by bob: \"deploy window\""});
}

TEST(ParseReply, NothingButAWholePermitForThisQuestionIsAGrant) {
  const struct {
    const char* pointer;
    Json value;
  } cases[] = {
      {"/decision", "true"},
      {"/decision", 1},
      {"/decision", nullptr},
      {"/context", nullptr},
      {"/context/digest", "sha256:00"},
      {"/context/digest", nullptr},
      {"/context/invocation", std::string(32, '0')},
      {"/context/grant", nullptr},
      {"/context/grant", true},
      {"/context/grant/id", ""},
      {"/context/grant/id", "G\n1"},
      {"/context/grant/id", 7},
      {"/context/grant/start_before_boottime_ms", nullptr},
      {"/context/grant/start_before_boottime_ms", -1},
      {"/context/grant/max_runtime_s", 0},
      {"/context/grant/max_runtime_s", "60"},
      {"/context/grant/approvals", nullptr},
      {"/context/obligations", Json::array({{{"id", "1"}}})},
  };
  for (const auto& bad : cases) {
    Json body = PermitJson(SampleQuestion());
    body[Json::json_pointer(bad.pointer)] = bad.value;
    EXPECT_THAT(Parse(DumpJson(body)), FailsWith(Errc::kBadReply, _))
        << bad.pointer << " " << bad.value;
  }
}

TEST(ParseReply, ARepeatedMemberIsNoAnswer) {
  std::string body = DumpJson(PermitJson(SampleQuestion()));
  body.insert(1, "\"decision\":false,");
  EXPECT_THAT(Parse(body), FailsWith(Errc::kBadReply, HasSubstr("repeated")));
}

TEST(ParseReply, APendingRequestIsADenial) {
  const auto verdict = Parse(DumpJson(PendingJson(SampleQuestion())));
  ASSERT_THAT(verdict, IsOk());
  const Denial& denial = std::get<Denial>(verdict.value());
  EXPECT_EQ(denial.code, ReasonCode::kApprovalNeeded);
  EXPECT_EQ(denial.pending->code, "WDJB-MJHT");
}

TEST(ParseReply, TextThatIsNotEscapedIsEscapedBeforeItReachesATerminal) {
  Json body = PendingJson(SampleQuestion());
  body["context"]["message"] = "\x1b[2J all is well";
  body["context"]["access_request"]["code"] = "A\nB";
  const auto verdict = Parse(DumpJson(body));
  ASSERT_THAT(verdict, IsOk());
  EXPECT_EQ(std::get<Denial>(verdict.value()).message, "\\x1b[2J all is well");
  EXPECT_EQ(std::get<Denial>(verdict.value()).pending->code, "A\\x0aB");
}

// Serves one scripted answer per connection on a socket in a directory of its own.
class AskTest : public testing::Test {
 protected:
  void SetUp() override {
    char name[] = "/root/assent-ask-XXXXXX";
    char fallback[] = "./assent-ask-XXXXXX";
    const char* made = ::geteuid() == 0 ? ::mkdtemp(name) : ::mkdtemp(fallback);
    ASSERT_NE(made, nullptr);
    char* const absolute = ::realpath(made, nullptr);
    directory_ = absolute;
    std::free(absolute);
    path_ = directory_ + "/s";
    options_.settings.socket = path_;
    options_.settings.answer_timeout = milliseconds(300);
    options_.socket.owner = 0;
  }
  void TearDown() override {
    // Wakes a server that still waits for a connection.
    if (listener_.valid()) ::shutdown(listener_.get(), SHUT_RDWR);
    if (server_.joinable()) server_.join();
    ::unlink(path_.c_str());
    ::rmdir(directory_.c_str());
  }

  void Listen() {
    listener_ = UniqueFd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::snprintf(address.sun_path, sizeof address.sun_path, "%s", path_.c_str());
    ASSERT_EQ(::bind(listener_.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    ASSERT_EQ(::listen(listener_.get(), 4), 0);
  }
  // Answers the n-th connection with answers[n], then closes it.
  void Serve(std::vector<std::string> answers) {
    Listen();
    server_ = std::thread([this, answers = std::move(answers)] {
      for (const std::string& answer : answers) {
        const UniqueFd peer(::accept(listener_.get(), nullptr, nullptr));
        char buffer[65536];
        if (::recv(peer.get(), buffer, sizeof buffer, 0) <= 0) continue;
        if (answer == "hang") {
          std::this_thread::sleep_for(milliseconds(600));
          continue;
        }
        std::string_view left = answer;
        while (!left.empty()) {
          const ssize_t sent = ::send(peer.get(), left.data(), left.size(), MSG_NOSIGNAL);
          if (sent <= 0) break;
          left.remove_prefix(static_cast<std::size_t>(sent));
        }
      }
    });
  }
  static std::string Http(const std::string& body, const char* status = "200 OK") {
    return std::string("HTTP/1.1 ") + status +
           "\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) +
           "\r\n\r\n" + body;
  }
  Result<Verdict> AskNow() { return Ask(SampleQuestion(), options_); }
  bool NeedsRoot() const { return ::geteuid() != 0; }

  std::string directory_;
  std::string path_;
  AskOptions options_;
  UniqueFd listener_;
  std::thread server_;
};

TEST_F(AskTest, NoSocketIsUnreachable) {
  EXPECT_THAT(AskNow(), FailsWith(NeedsRoot() ? Errc::kUntrustedFile : Errc::kUnreachable, _));
}

TEST_F(AskTest, EveryBrokenAnswerIsAnError) {
  if (NeedsRoot()) GTEST_SKIP() << "the socket's path must belong to root";
  const std::string permit = DumpJson(PermitJson(SampleQuestion()));
  const struct {
    std::string answer;
    Errc code;
  } cases[] = {
      {"garbage\r\n\r\n", Errc::kBadReply},
      {Http(permit).substr(0, 90), Errc::kBadReply},
      {Http(permit).substr(0, Http(permit).size() - 1), Errc::kBadReply},
      {Http(permit, "500 Internal Server Error"), Errc::kBadReply},
      {Http(permit, "204 No Content"), Errc::kBadReply},
      {Http(permit, "302 Found"), Errc::kBadReply},
      {Http(permit + std::string(10 * 1024 * 1024, ' ')), Errc::kBadReply},
      {"HTTP/1.1 200 OK\r\nX: " + std::string(100000, 'x') + "\r\n\r\n", Errc::kBadReply},
      {Http(permit.substr(0, permit.size() - 1)), Errc::kBadReply},
      {"hang", Errc::kTimeout},
  };
  for (const auto& bad : cases) {
    Serve({bad.answer});
    EXPECT_THAT(AskNow(), FailsWith(bad.code, _)) << bad.answer.substr(0, 60);
    server_.join();
    ::unlink(path_.c_str());
  }
}

TEST_F(AskTest, APendingQuestionIsAskedAgainOverANewConnectionUntilItIsSettled) {
  if (NeedsRoot()) GTEST_SKIP() << "the socket's path must belong to root";
  Serve({Http(DumpJson(PendingJson(SampleQuestion()))), "",
         Http(DumpJson(PermitJson(SampleQuestion())))});
  int announced = 0;
  options_.wait = std::chrono::seconds(5);
  options_.settings.answer_timeout = std::chrono::seconds(2);
  options_.on_pending = [&](const PendingRequest&) { ++announced; };
  const auto verdict = AskNow();
  ASSERT_THAT(verdict, IsOk());
  EXPECT_TRUE(std::holds_alternative<Grant>(verdict.value()));
  EXPECT_EQ(announced, 1);
}

TEST_F(AskTest, AConnectionThatIsCutBeforeTheAnswerIsMadeAgain) {
  if (NeedsRoot()) GTEST_SKIP() << "the socket's path must belong to root";
  options_.settings.answer_timeout = std::chrono::seconds(2);
  Serve({"", "", Http(DumpJson(PermitJson(SampleQuestion())))});
  const auto verdict = AskNow();
  ASSERT_THAT(verdict, IsOk());
  EXPECT_TRUE(std::holds_alternative<Grant>(verdict.value()));
}

TEST_F(AskTest, ABackendThatCutsEveryConnectionIsLeftAtTheDeadline) {
  if (NeedsRoot()) GTEST_SKIP() << "the socket's path must belong to root";
  Serve(std::vector<std::string>(100, ""));
  options_.settings.answer_timeout = std::chrono::milliseconds(500);
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_THAT(AskNow(), FailsWith(Errc::kSystem, _));
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(2));
}

TEST_F(AskTest, WithoutAWaitTheFirstAnswerCounts) {
  if (NeedsRoot()) GTEST_SKIP() << "the socket's path must belong to root";
  Serve({Http(DumpJson(PendingJson(SampleQuestion())))});
  const auto verdict = AskNow();
  ASSERT_THAT(verdict, IsOk());
  EXPECT_TRUE(std::get<Denial>(verdict.value()).pending.has_value());
}

TEST_F(AskTest, ASignalEndsTheWait) {
  if (NeedsRoot()) GTEST_SKIP() << "the socket's path must belong to root";
  Serve({"hang"});
  const volatile sig_atomic_t interrupted = 1;
  options_.interrupted = &interrupted;
  EXPECT_THAT(AskNow(), FailsWith(Errc::kInterrupted, _));
}

TEST_F(AskTest, ADirectoryThatOthersCanWriteIsRefused) {
  if (NeedsRoot()) GTEST_SKIP() << "the socket's path must belong to root";
  Listen();
  ::chmod(directory_.c_str(), 0777);
  EXPECT_THAT(AskNow(), FailsWith(Errc::kUntrustedFile, HasSubstr("writable")));
}

TEST_F(AskTest, APeerThatIsNeitherRootNorTheOwnerOfTheDirectoryIsRefused) {
  if (NeedsRoot()) GTEST_SKIP() << "needs chown";
  Listen();
  // The listener is root; say that root is another uid, and that the directory belongs to a third.
  options_.socket.owner = 4242;
  EXPECT_THAT(AskNow(), FailsWith(Errc::kUntrustedFile, HasSubstr("owned by uid 4242")));
}

TEST_F(AskTest, ATooLargeQuestionIsRefusedBeforeConnecting) {
  Question question = SampleQuestion();
  question.action.argv.resize(20, std::string(100000, 'x'));
  EXPECT_THAT(Ask(question, options_), FailsWith(Errc::kTooLarge, _));
}

TEST(ToDenial, NamesEveryErrorAndNeverPermits) {
  EXPECT_EQ(ToDenial({Errc::kUnreachable, "x"}).code, ReasonCode::kBackendUnreachable);
  EXPECT_EQ(ToDenial({Errc::kTimeout, "x"}).code, ReasonCode::kBackendTimeout);
  EXPECT_EQ(ToDenial({Errc::kBadReply, "x"}).code, ReasonCode::kBackendError);
  EXPECT_EQ(ToDenial({Errc::kBadConfig, "/etc/assent/client.toml:3: x"}).code,
            ReasonCode::kBadConfig);
  EXPECT_EQ(ToDenial({Errc::kUntrustedFile, "x"}).code, ReasonCode::kBadConfig);
  EXPECT_EQ(ToDenial({Errc::kTooLarge, "x"}).code, ReasonCode::kActionTooLarge);
  EXPECT_EQ(ToDenial({Errc::kSystem, "x"}).code, ReasonCode::kBackendError);
  EXPECT_EQ(ToDenial({static_cast<Errc>(99), "x"}).code, ReasonCode::kBackendError);
}

struct BadCase {
  const char* text;
  const char* complaint;
};

TEST(ClientSettings, BadSettingsNameFileAndLine) {
  const BadCase cases[] = {
      {"socket = \"/run/a\"\nverify = false\n", "/c.toml:2: "},
      {"socket = \"/run/a\"\nsocket = \"/run/b\"\n", "/c.toml:2: "},
      {"\nanswer_timeout = 10\n", "/c.toml:2: "},
      {"answer_timeout = \"10\"", "/c.toml:1: "},
      {"answer_timeout = \"1ms\"", "/c.toml:1: "},
      {"socket = \"run/a\"", "/c.toml:1: "},
      {"sudo_wait = \"48h\"", "/c.toml:1: "},
      {"socket = ", "/c.toml:1: "},
      {"[socket]\n", "/c.toml:1: "},
      {"# \xc3\xa9\n\xc3\xa9 = 1\n", "/c.toml:2: a character that is not ASCII"},
      {"socket = '/run/a'\xef\xbb\xbf\n", "/c.toml:1: a character that is not ASCII"},
  };
  for (const BadCase& bad : cases) {
    EXPECT_THAT(ParseClientSettings(bad.text, "/c.toml"),
                FailsWith(Errc::kBadConfig, HasSubstr(bad.complaint)))
        << bad.text;
  }
}

TEST(ClientSettings, AnEmptyFileMeansTheDefaults) {
  const auto settings = ParseClientSettings("", "/c.toml");
  ASSERT_THAT(settings, IsOk());
  EXPECT_EQ(settings.value().socket, "/run/assent/assentd.sock");
  EXPECT_EQ(settings.value().answer_timeout, std::chrono::seconds(10));
}

}  // namespace
}  // namespace assent
