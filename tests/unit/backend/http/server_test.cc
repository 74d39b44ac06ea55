// The server on a real socket: slow, greedy and malformed peers, waiting, limits.

#include "backend/http/server.h"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cstring>
#include <filesystem>
#include <thread>

#include "backend/daemon/host.h"
#include "backend/daemon/listen_socket.h"
#include "backend/http/peer.h"
#include "tests/unit/backend/service/service_fixture.h"

namespace assent {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;
using namespace std::chrono_literals;
using std::chrono::steady_clock;

constexpr uid_t kStranger = 12345;

// One connection of this process.
class Client {
 public:
  explicit Client(const std::string& path) : fd_(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_un address = {};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
    connected_ =
        ::connect(fd_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    const timeval patience = {10, 0};
    ::setsockopt(fd_.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  }
  Client& Send(const std::string& bytes) {
    static_cast<void>(::send(fd_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL));
    return *this;
  }
  // One answer with its body, or what came before the end.
  std::string Read() {
    for (;;) {
      const auto head = pending_.find("\r\n\r\n");
      if (head != std::string::npos) {
        const auto length = pending_.find("Content-Length: ");
        const std::size_t body =
            length < head ? std::stoul(pending_.substr(length + 16)) : std::size_t{0};
        if (pending_.size() >= head + 4 + body) {
          std::string answer = pending_.substr(0, head + 4 + body);
          pending_.erase(0, answer.size());
          return answer;
        }
      }
      char buffer[4096];
      const ssize_t got = ::recv(fd_.get(), buffer, sizeof buffer, 0);
      if (got <= 0) return std::exchange(pending_, "");
      pending_.append(buffer, static_cast<std::size_t>(got));
    }
  }
  std::string Ask(const std::string& bytes) { return Send(bytes).Read(); }
  void Close() { fd_.Reset(-1); }
  [[nodiscard]] bool connected() const { return connected_; }

 private:
  UniqueFd fd_;
  bool connected_ = false;
  std::string pending_;
};

std::string GetText(const std::string& target, const std::string& more = "") {
  return "GET " + target + " HTTP/1.1\r\nHost: h\r\n" + more + "\r\n";
}
std::string PostText(const std::string& target, const std::string& body,
                     const std::string& more = "") {
  return "POST " + target + " HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\n" + more +
         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

class ServerTest : public ServiceTest {
 protected:
  ServerTest() {
    std::string pattern = testing::TempDir() + "assent-server-XXXXXX";
    EXPECT_NE(::mkdtemp(pattern.data()), nullptr);
    directory_ = pattern;
    ::chmod(directory_.c_str(), 0755);
    options_.limits.head_within = 300ms;
    options_.limits.body_within = 300ms;
    options_.limits.idle = 1000ms;
    options_.overflow_uid = 65534;
    options_.name_of_user = [](uid_t) { return std::optional<std::string>("somebody"); };
  }
  ~ServerTest() override {
    Stop();
    std::filesystem::remove_all(directory_);
  }
  [[nodiscard]] std::string Path() const { return directory_ + "/s"; }

  void Start() {
    auto listener = BindSocket(Path());
    ASSERT_THAT(listener, IsOk());
    server_ = std::make_unique<Server>(*service_, std::move(listener).value(), options_);
    std::atomic<bool> ready = false;
    thread_ = std::jthread([this, &ready] { server_->Run([&ready] { ready = true; }); });
    while (!ready) std::this_thread::sleep_for(1ms);
  }
  void Stop() {
    if (!server_) return;
    server_->Stop();
    thread_.join();
    server_.reset();
  }
  // Runs on the answering thread, as everything that touches the service must.
  void OnServer(const std::function<void()>& work) {
    std::atomic<bool> done = false;
    server_->Post([&] {
      work();
      done = true;
    });
    while (!done) std::this_thread::sleep_for(1ms);
  }
  // As somebody who is not root: in a child when the tests run as root.
  void AsStranger(const std::function<void()>& check) {
    if (::geteuid() != 0) return check();
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      if (::setresgid(kStranger, kStranger, kStranger) != 0) ::_exit(3);
      if (::setresuid(kStranger, kStranger, kStranger) != 0) ::_exit(3);
      check();
      ::_exit(HasFailure() ? 1 : 0);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT_EQ(status, 0) << "see above";
  }

  std::string directory_;
  ServerOptions options_;
  std::unique_ptr<Server> server_;
  std::jthread thread_;
};

TEST_F(ServerTest, AnswersSeveralRequestsOnOneConnection) {
  Start();
  Client client(Path());
  for (int count = 0; count < 3; ++count) {
    EXPECT_THAT(client.Ask(GetText("/v1/status", "X-Request-ID: id-7\r\n")),
                AllOf(StartsWith("HTTP/1.1 200 "), HasSubstr("X-Request-ID: id-7\r\n")));
  }
  EXPECT_THAT(client.Ask(GetText("/v1/status", "Connection: close\r\n")),
              StartsWith("HTTP/1.1 200 "));
  EXPECT_EQ(client.Read(), "") << "closed, as was asked";
}

TEST_F(ServerTest, RequestsSentAtOnceAreAnsweredInOrder) {
  Start();
  Client client(Path());
  client.Send(GetText("/v1/status") + GetText("/v1/nothing") + GetText("/v1/grants"));
  EXPECT_THAT(client.Read(), HasSubstr("\"log_seq\""));
  EXPECT_THAT(client.Read(), StartsWith("HTTP/1.1 404 "));
  EXPECT_THAT(client.Read(), HasSubstr("\"grants\""));
}

TEST_F(ServerTest, AnIdThatWouldBreakTheHeadIsNotEchoed) {
  Start();
  for (const std::string& id : {std::string("a b"), std::string(200, 'x'), std::string("\x7f")}) {
    EXPECT_THAT(Client(Path()).Ask(GetText("/v1/status", "X-Request-ID: " + id + "\r\n")),
                testing::Not(HasSubstr("X-Request-ID")));
  }
}

TEST_F(ServerTest, WhatIsNotHttpIsSaidToBeSoAndClosed) {
  Start();
  const std::string cases[] = {
      "nonsense\r\n\r\n",
      "GET / HTTP/9.9\r\n\r\n",
      "GET /\r\n\r\n",
      "GET / HTTP/1.1\r\nHost h\r\n\r\n",
      "POST /v1/status HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
      "POST /v1/status HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
      "POST /v1/status HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Length: "
      "5\r\n\r\n0\r\n\r\n",
      "POST /v1/status HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
      GetText("/v1/status", "X: " + std::string(20'000, 'x') + "\r\n"),
  };
  for (const std::string& bytes : cases) {
    Client client(Path());
    EXPECT_THAT(client.Ask(bytes), StartsWith("HTTP/1.1 400 ")) << bytes.substr(0, 80);
    EXPECT_EQ(client.Read(), "") << bytes.substr(0, 80);
  }
  EXPECT_THAT(Client(Path()).Ask(GetText("/v1/status")), StartsWith("HTTP/1.1 200 "));
}

TEST_F(ServerTest, ABodyIsLimited) {
  Start();
  EXPECT_THAT(
      Client(Path()).Ask("POST /access/v1/evaluation HTTP/1.1\r\nContent-Length: 3145728\r\n\r\n"),
      StartsWith("HTTP/1.1 413 "))
      << "before it is read";
  AsStranger([&] {
    const std::string body(70'000, ' ');
    EXPECT_THAT(Client(Path()).Ask(PostText("/v1/requests/BCDF-GHJK/decision", body)),
                StartsWith("HTTP/1.1 413 "));
  });
}

TEST_F(ServerTest, AHeadOrABodyThatDoesNotComeEndsTheConnection) {
  Start();
  for (const std::string& bytes :
       {std::string(), std::string("GET /v1/sta"),
        std::string("POST /v1/status HTTP/1.1\r\nContent-Length: 10\r\n\r\nhalf")}) {
    Client client(Path());
    const auto before = steady_clock::now();
    EXPECT_EQ(client.Ask(bytes), "") << bytes;
    EXPECT_LT(steady_clock::now() - before, 2s);
  }
}

TEST_F(ServerTest, AByteNowAndThenDoesNotKeepAConnection) {
  Start();
  Client client(Path());
  const auto before = steady_clock::now();
  std::jthread dripping([&client](const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      client.Send("G");
      std::this_thread::sleep_for(50ms);
    }
  });
  client.Read();
  EXPECT_LT(steady_clock::now() - before, 2s);
}

TEST_F(ServerTest, AKeptConnectionMayBeIdleButNotForEver) {
  Start();
  Client client(Path());
  client.Ask(GetText("/v1/status"));
  std::this_thread::sleep_for(600ms);  // longer than a head may take
  EXPECT_THAT(client.Ask(GetText("/v1/status")), StartsWith("HTTP/1.1 200 "));
  EXPECT_EQ(client.Read(), "");
}

TEST_F(ServerTest, ALargeBodyIsAskedFor) {
  Start();
  Client client(Path());
  client.Send(
      "POST /v1/grants/G-1/revoke HTTP/1.1\r\nContent-Type: application/json\r\n"
      "Expect: 100-continue\r\nContent-Length: 2\r\n\r\n");
  EXPECT_THAT(client.Read(), StartsWith("HTTP/1.1 100 "));
  EXPECT_THAT(client.Ask("{}"), StartsWith("HTTP/1.1 404 "));
}

TEST_F(ServerTest, PeersOfAnotherUserNamespaceAreRefused) {
  options_.overflow_uid = ::geteuid();
  Start();
  EXPECT_THAT(Client(Path()).Ask(GetText("/v1/status")), StartsWith("HTTP/1.1 403 "));
}

TEST_F(ServerTest, OnePersonHasSoManyConnectionsAndRootStillGetsIn) {
  options_.limits.connections_of_one = 4;
  options_.limits.head_within = 5s;
  Start();
  AsStranger([&] {
    std::vector<std::unique_ptr<Client>> open;
    for (int count = 0; count < 4; ++count) {
      open.push_back(std::make_unique<Client>(Path()));
      ASSERT_THAT(open.back()->Ask(GetText("/v1/status")), StartsWith("HTTP/1.1 200 "));
    }
    EXPECT_THAT(Client(Path()).Read(), StartsWith("HTTP/1.1 503 "));
    open.pop_back();
    std::this_thread::sleep_for(100ms);
    EXPECT_THAT(Client(Path()).Ask(GetText("/v1/status")), StartsWith("HTTP/1.1 200 "));
  });
  if (::geteuid() == 0) {
    std::vector<std::unique_ptr<Client>> open;
    for (int count = 0; count < 10; ++count) {
      open.push_back(std::make_unique<Client>(Path()));
      EXPECT_THAT(open.back()->Ask(GetText("/v1/status")), StartsWith("HTTP/1.1 200 "));
    }
  }
}

TEST_F(ServerTest, RoomIsKeptForRoot) {
  options_.limits.connections = 8;
  options_.limits.kept_for_root = 6;
  Start();
  AsStranger([&] {
    std::vector<std::unique_ptr<Client>> open;
    for (int count = 0; count < 2; ++count) {
      open.push_back(std::make_unique<Client>(Path()));
      ASSERT_THAT(open.back()->Ask(GetText("/v1/status")), StartsWith("HTTP/1.1 200 "));
    }
    EXPECT_THAT(Client(Path()).Read(), StartsWith("HTTP/1.1 503 "));
  });
}

TEST_F(ServerTest, WhoConnectsIsWhoTheKernelSays) {
  Start();
  const std::string own = "\"uid\":" + std::to_string(::geteuid());
  EXPECT_THAT(Client(Path()).Ask(GetText("/v1/status")), HasSubstr(own));
  AsStranger([&] {
    EXPECT_THAT(Client(Path()).Ask(GetText("/v1/status")),
                AllOf(HasSubstr("\"user\":\"somebody\""),
                      HasSubstr("\"uid\":" + std::to_string(::geteuid()))));
  });
}

TEST_F(ServerTest, ANameServiceThatHangsDelaysOneAnswerByASecondAndNobodyElse) {
  // Shared: a look-up that hangs outlives the server, and this test.
  const auto hang = std::make_shared<std::atomic<bool>>(true);
  options_.name_of_user = [hang](uid_t) {
    while (*hang) std::this_thread::sleep_for(5ms);
    return std::optional<std::string>("late");
  };
  Start();
  AsStranger([&] {
    const auto before = steady_clock::now();
    EXPECT_THAT(Client(Path()).Ask(GetText("/v1/status")), HasSubstr("\"user\":\"uid "));
    EXPECT_LT(steady_clock::now() - before, 3s);
  });
  *hang = false;
}

// The rest needs questions, which only root may ask.
class WaitingTest : public ServerTest {
 protected:
  void SetUp() override {
    if (::geteuid() != 0) GTEST_SKIP() << "only root's questions are taken";
    Start();
  }
  std::string QuestionText(int call, const std::string& wait) {
    return PostText("/access/v1/evaluation", ToJson(Asked(call)).dump(),
                    wait.empty() ? "" : "Prefer: wait=" + wait + "\r\n");
  }
  static std::string CodeIn(const std::string& answer) {
    const auto at = answer.find("\"code\":\"");
    return at == std::string::npos ? "" : answer.substr(at + 8, 9);
  }
  std::size_t Waiting(const std::string& code) {
    std::size_t count = 0;
    OnServer([&] { count = service_->FindRequest(SudoOf(kAlice), code).value().waiting; });
    return count;
  }
  void UntilWaiting(const std::string& code, std::size_t count) {
    const auto until = steady_clock::now() + 5s;
    while (Waiting(code) != count && steady_clock::now() < until) {
      std::this_thread::sleep_for(2ms);
    }
    ASSERT_EQ(Waiting(code), count);
  }
};

TEST_F(WaitingTest, ADecisionWakesEveryoneWhoWaits) {
  Client first(Path());
  const std::string code = CodeIn(first.Ask(QuestionText(1, "")));
  ASSERT_NE(code, "");
  Client second(Path());
  const auto before = steady_clock::now();
  first.Send(QuestionText(1, "20"));
  second.Send(QuestionText(2, "20"));
  UntilWaiting(code, 2);
  OnServer([&] { EXPECT_THAT(Approve(Bob(), code, {2, {}, {}}), IsDone()); });
  for (Client* client : {&first, &second}) {
    EXPECT_THAT(client->Read(), AllOf(HasSubstr("\"decision\":true"),
                                      HasSubstr("Preference-Applied: wait=20\r\n")));
  }
  EXPECT_LT(steady_clock::now() - before, 5s);
}

TEST_F(WaitingTest, OfTwoThatWaitForOneUseOneRunsAndOneIsTold) {
  Client first(Path());
  Client second(Path());
  const std::string code = CodeIn(first.Ask(QuestionText(1, "")));
  first.Send(QuestionText(1, "20"));
  second.Send(QuestionText(2, "20"));
  UntilWaiting(code, 2);
  OnServer([&] { EXPECT_THAT(Approve(Bob(), code), IsDone()); });
  const std::string both = first.Read() + second.Read();
  EXPECT_THAT(both, AllOf(HasSubstr("\"decision\":true"), HasSubstr("GRANT_USED")));
}

TEST_F(WaitingTest, AnythingButPendingIsAnsweredAtOnce) {
  OnServer([&] { UseRules(""); });
  const auto before = steady_clock::now();
  EXPECT_THAT(Client(Path()).Ask(QuestionText(1, "20")), HasSubstr("NO_RULE"));
  EXPECT_LT(steady_clock::now() - before, 2s);
}

TEST_F(WaitingTest, AWaitEndsByItselfAndIsStillANo) {
  const auto before = steady_clock::now();
  EXPECT_THAT(Client(Path()).Ask(QuestionText(1, "1")), HasSubstr("APPROVAL_NEEDED"));
  EXPECT_GE(steady_clock::now() - before, 900ms);
}

TEST_F(WaitingTest, WhoLeavesIsNoLongerCountedAndTheRequestStaysOpen) {
  Client client(Path());
  const std::string code = CodeIn(client.Ask(QuestionText(1, "")));
  client.Send(QuestionText(1, "20"));
  UntilWaiting(code, 1);
  client.Close();
  UntilWaiting(code, 0);
  OnServer([&] { EXPECT_EQ(StateOf(code), RequestState::kPending); });
}

TEST_F(WaitingTest, AnApproverWhoLooksOnIsToldAndNotCounted) {
  Client sudo(Path());
  const std::string code = CodeIn(sudo.Ask(QuestionText(1, "")));
  Client watcher(Path());
  watcher.Send(GetText("/v1/requests/" + code, "Prefer: wait=20\r\n"));
  sudo.Send(QuestionText(1, "20"));
  UntilWaiting(code, 1);
  OnServer([&] { EXPECT_THAT(Deny(Bob(), code), IsDone()); });
  EXPECT_THAT(watcher.Read(), HasSubstr("\"state\":\"denied\""));
  EXPECT_THAT(sudo.Read(), HasSubstr("DENIED_BY_APPROVER"));
}

TEST_F(WaitingTest, ARequestExpiresOnTimeWithoutAnybodyAsking) {
  OnServer([&] {
    Policy policy;
    policy.request_life = 300ms;
    UsePolicy(policy);
  });
  Client client(Path());
  client.Send(QuestionText(1, "20"));
  std::this_thread::sleep_for(50ms);
  OnServer([&] { clock_.Pass(300ms); });
  const auto before = steady_clock::now();
  EXPECT_THAT(client.Read(), HasSubstr("REQUEST_EXPIRED"));
  EXPECT_LT(steady_clock::now() - before, 3s);
}

TEST_F(WaitingTest, AHundredQuestionsAtOnceSpendThreeUses) {
  const std::string code = CodeIn(Client(Path()).Ask(QuestionText(1, "")));
  OnServer([&] {
    Policy policy;
    policy.question_burst = 1000;
    UsePolicy(policy);
    EXPECT_THAT(Approve(Bob(), code, {3, {}, {}}), IsDone());
  });
  std::vector<std::unique_ptr<Client>> clients;
  for (int call = 100; call < 200; ++call) {
    clients.push_back(std::make_unique<Client>(Path()));
    clients.back()->Send(QuestionText(call, ""));
  }
  int yes = 0;
  for (const auto& client : clients) {
    yes += client->Read().find("\"decision\":true") != std::string::npos ? 1 : 0;
  }
  EXPECT_EQ(yes, 3);
}

TEST_F(WaitingTest, TheEndOfTheServerClosesWhatWaitsWithoutAnAnswer) {
  Client client(Path());
  const std::string code = CodeIn(client.Ask(QuestionText(1, "")));
  client.Send(QuestionText(1, "20"));
  UntilWaiting(code, 1);
  Stop();
  EXPECT_EQ(client.Read(), "");
}

}  // namespace
}  // namespace assent
