// Tables and pages as they stand on the screen, also when mallory wrote the text.
#include <fcntl.h>
#include <gmock/gmock.h>

#include <sstream>
#include <stdexcept>

#include "cli/foreign_text.h"
#include "cli/render_lists.h"
#include "cli/render_request.h"
#include "cli/request.h"
#include "cli/terminal.h"
#include "cli/what.h"
#include "common/base/escape.h"
#include "tests/unit/cli/sample_request.h"

namespace assent {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;

std::vector<Json> TwoRequests() {
  Question other = AliceRestartsNginx();
  other.action.user_name = "mallory";
  other.action.argv = {"systemctl", "restart", "nginx", "php8.2-fpm", "postgresql", "and more"};
  Json second = SampleRequest(other);
  second["code"] = "BBBB-BBBB";
  second["reason"] = "CHG-77 weekly maintenance window";
  second["age_s"] = 3661;
  second["left_s"] = 0;
  return {SampleRequest(), second};
}

// ---- the list ----

TEST(RenderPending, IsAsTheDesignShowsIt) {
  EXPECT_EQ(RenderPending({SampleRequest()}, {.width = 80}),
            "CODE       WHO    AS    WHERE  WHAT                     WHY       AGE   LEFT\n"
            "WDJB-MJHT  alice  root  web-1  systemctl restart nginx  INC-1234  0:12  9:48\n");
}

TEST(RenderPending, CutsWhatFirst) {
  EXPECT_EQ(RenderPending(TwoRequests(), {.width = 80}),
            "CODE       WHO      AS    WHERE  WHAT          WHY                   AGE    LEFT\n"
            "WDJB-MJHT  alice    root  web-1  systemctl r…  INC-1234              0:12   9:48\n"
            "BBBB-BBBB  mallory  root  web-1  systemctl r…  CHG-77 weekly maint…  61:01  0:00\n");
}

TEST(RenderPending, LeavesOutColumnsWhenItIsNarrow) {
  EXPECT_EQ(RenderPending(TwoRequests(), {.width = 40}),
            "CODE       WHO      AS    WHAT\n"
            "WDJB-MJHT  alice    root  systemctl res…\n"
            "BBBB-BBBB  mallory  root  systemctl res…\n");
}

TEST(RenderPending, CutsNothingWhenThereIsRoom) {
  EXPECT_EQ(
      RenderPending(TwoRequests(), {.width = 200}),
      "CODE       WHO      AS    WHERE  WHAT                                                      "
      "WHY                               AGE    LEFT\n"
      "WDJB-MJHT  alice    root  web-1  systemctl restart nginx                                   "
      "INC-1234                          0:12   9:48\n"
      "BBBB-BBBB  mallory  root  web-1  systemctl restart nginx php8.2-fpm postgresql 'and more'  "
      "CHG-77 weekly maintenance window  61:01  0:00\n");
}

TEST(RenderPending, SaysInWordsThatThereIsNothing) {
  EXPECT_THAT(RenderPending({}, {}), HasSubstr("Nothing is waiting"));
}

TEST(RenderPending, OneUnreadableRequestDoesNotHideTheOthers) {
  Json broken = SampleRequest();
  broken["code"] = "BBBB-BBBB";
  broken["question"] = 5;
  const std::string list = RenderPending({broken, "odd", SampleRequest()}, {.width = 100});
  EXPECT_THAT(list, HasSubstr("BBBB-BBBB  ?"));
  EXPECT_THAT(list, HasSubstr("cannot be shown"));
  EXPECT_THAT(list, HasSubstr("WDJB-MJHT  alice"));
}

TEST(RenderPending, PaintsOnlyTheTitles) {
  const std::string list = RenderPending({SampleRequest()}, {.width = 80, .colour = true});
  EXPECT_THAT(list, testing::StartsWith("\033[1mCODE"));
  EXPECT_EQ(list.rfind("\033["), list.find("LEFT\033[0m") + 4);
}

class AnyWidth : public testing::TestWithParam<std::size_t> {};

TEST_P(AnyWidth, NoRowWraps) {
  Question wide = AliceRestartsNginx();
  wide.action.argv = {"systemctl", "日本語日本語日本語日本語", std::string(20'000, 'x')};
  wide.action.user_name = std::string(300, 'a');
  auto requests = TwoRequests();
  requests.push_back(SampleRequest(wide));
  std::istringstream lines(RenderPending(requests, {.width = GetParam()}));
  int count = 0;
  for (std::string line; std::getline(lines, line); ++count) {
    EXPECT_LE(DisplayWidth(line), GetParam()) << line;
  }
  EXPECT_EQ(count, 4);
}

INSTANTIATE_TEST_SUITE_P(All, AnyWidth, testing::Values(1, 2, 9, 20, 39, 40, 60, 79, 80, 132, 500));

// ---- the whole request ----

RequestView Read(const Json& json) {
  auto request = ReadRequest(json);
  if (!request.ok()) throw std::runtime_error(request.error().detail);
  return std::move(request).value();
}

TEST(RenderRequest, IsWholeAndInOrder) {
  EXPECT_EQ(
      RenderRequest(Read(SampleRequest()), {.width = 100}),
      R"(Request WDJB-MJHT: pending, waiting for 1 of: bob, carol (ops-leads), 0:12 old, 9:48 left
alice wants to run a command as root on web-1

  Command:        systemctl restart nginx
  Program:        /usr/bin/systemctl
  Arguments:      2 arguments, [0] is the name
    [0] systemctl
    [1] restart
    [2] nginx
  Asked by:       alice (uid 1001, login uid 1001)
  Runs as:        root (uid 0), group 0, groups 0
  Host:           web-1
  Directory:      /home/alice
  Terminal:       /dev/pts/0
  Standard input: a terminal now; it can be another when this runs
  Reason:         INC-1234
  Approval by:    1 of: bob, carol (ops-leads); 0 of 1 approved (rule operators may ask)
  Waiting now:    1 command
  Would grant:    1 use (at most 3), to start within 5m (at most 1h), ended after 1h
  Commitment:     the name of this very action in the log
    = sha256:000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f

Risks:
  ! systemctl can start other programs as root
  ! the first time that alice asks for this program
)");
}

TEST(RenderRequest, ShowsEveryByteOfAHundredKilobytes) {
  Question question = AliceRestartsNginx();
  std::string text;
  for (int i = 0; text.size() < 100 * 1024; ++i) text += std::to_string(i) + ";";
  question.action.argv = {"systemctl", text, "last"};
  std::istringstream lines(RenderRequest(Read(SampleRequest(question)), {.width = 80}));
  std::string joined;
  bool inside = false;
  for (std::string line; std::getline(lines, line);) {
    EXPECT_LE(DisplayWidth(line), 80U);
    if (line.starts_with("    [1] ")) inside = true;
    if (line.starts_with("    [2] ")) inside = false;
    if (inside) joined += line.substr(8);
  }
  EXPECT_EQ(joined, "'" + text + "'");
}

// Padded so that its end would stand at the beginning of the next line of an 80 column terminal.
TEST(RenderRequest, AnArgumentCannotForgeALineByWrapping) {
  Question question = AliceRestartsNginx();
  for (std::size_t blanks = 0; blanks < 200; ++blanks) {
    question.action.argv = {"systemctl", std::string(blanks, ' ') + "[2] harmless"};
    std::istringstream lines(RenderRequest(Read(SampleRequest(question)), {.width = 80}));
    for (std::string line; std::getline(lines, line);) {
      EXPECT_LE(DisplayWidth(line), 80U);
      EXPECT_FALSE(line.starts_with("    [2]")) << line;
    }
  }
}

TEST(RenderRequest, ProseFoldsAtBlanksAndNeverBeyondTheEdge) {
  Json request = SampleRequest();
  request["reason"] = "one two three four five six seven " + std::string(90, 'x');
  for (std::size_t width = 20; width < 90; ++width) {
    std::istringstream lines(RenderRequest(Read(request), {.width = width}));
    for (std::string line; std::getline(lines, line);) {
      EXPECT_LE(DisplayWidth(line), std::max<std::size_t>(width, 28)) << line;
    }
  }
  EXPECT_THAT(RenderRequest(Read(request), {.width = 40}),
              HasSubstr("  Reason:         one two three four \n"
                        "                | five six seven \n"
                        "                | xxxxxxxxxxxxxxxxxxxxxx\n"));
}

TEST(OutcomeOf, NamesEverybodyWhoApproved) {
  Json request = Approved();
  request["decisions"].push_back({{"user", "carol"},
                                  {"uid", 1003},
                                  {"decision", "approve"},
                                  {"comment", ""},
                                  {"at", "2026-11-24T14:24:00Z"}});
  EXPECT_EQ(OutcomeOf(Read(request)), "approved by bob, carol: \"deploy window\"");
}

TEST(RenderRequest, ShowsWhatElseBelongsToTheAction) {
  Question question = AliceRestartsNginx();
  question.action.env = {{"EDITOR", std::nullopt, {}}, {"MODE", "a b", {}}};
  question.action.chroot = "/srv/jail";
  question.action.executable_sha256 = Sha256Digest{};
  question.facts.intercepted = true;
  question.facts.environment = EnvironmentKind::kInherited;
  const std::string text = RenderRequest(Read(SampleRequest(question)), {.width = 120});
  EXPECT_THAT(text, HasSubstr("EDITOR (passed on; SHA-256 of its value 000000"));
  EXPECT_THAT(text, HasSubstr("MODE='a b'"));
  EXPECT_THAT(text, HasSubstr("Root directory: /srv/jail"));
  EXPECT_THAT(text, HasSubstr("SHA-256:        000000"));
  EXPECT_THAT(text, HasSubstr("all of the person's own environment"));
}

TEST(RenderRequest, NothingThatMalloryWroteActsOnTheTerminal) {
  const std::string evil = "a\x1b[2J\x1b]0;t\x07\nb\r\u202e\u2066\u200b\x7f\x9b\xff";
  Question question = AliceRestartsNginx();
  question.action.argv = {evil, evil};
  question.action.command = "/tmp/" + evil;
  question.action.user_name = evil;
  question.action.runas_user = evil;
  question.action.host = evil;
  question.action.cwd = "/" + evil;
  question.action.chroot = "/" + evil;
  question.action.env = {{evil, evil, {}}};
  question.facts.tty = evil;
  question.facts.executable_trusted = false;
  question.facts.executable_why = evil;
  Json request = SampleRequest(question);
  const std::string raw = "a\x1b[2J\n\r\u202e\u2066\x7f\u009b";  // a server that does not escape
  request["reason"] = raw;
  request["created_at"] = raw;
  request["quorums"][0]["waiting_for"] = raw;
  request["quorums"][0]["rule"] = raw;
  request["decisions"] =
      Json::array({{{"user", raw}, {"decision", raw}, {"comment", raw}, {"at", raw}}});
  request["grant"] = SampleGrant();
  request["grant"]["id"] = raw;
  request["grant"]["state"] = raw;
  for (const std::string& text : {RenderRequest(Read(request), {}), RenderPending({request}, {}),
                                  RenderGrants({request["grant"]}, {})}) {
    EXPECT_THAT(text, Not(ContainsRegex("[\x01-\x09\x0b-\x1f\x7f]")));
    EXPECT_THAT(text, Not(HasSubstr("\u202e")));
    EXPECT_THAT(text, Not(HasSubstr("\u2066")));
    EXPECT_THAT(text, Not(HasSubstr("\u009b")));
    EXPECT_THAT(text, Not(HasSubstr("\xff")));
  }
}

// ---- small things ----

TEST(WhatOf, NamesThePathWhenTheNameWouldMislead) {
  Action action = AliceRestartsNginx().action;
  EXPECT_EQ(WhatOf(action), "systemctl restart nginx");
  action.argv[0] = "ls";
  EXPECT_EQ(WhatOf(action), "/usr/bin/systemctl restart nginx");
  action.argv[0] = "systemctl";
  action.command = "/home/alice/systemctl";
  EXPECT_EQ(WhatOf(action), "/home/alice/systemctl restart nginx");
}

TEST(TakesColour, NeverWithoutATerminalOrWithNoColor) {
  EXPECT_FALSE(TakesColour(-1, nullptr, "xterm"));
  const UniqueFd terminal(::open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC));
  ASSERT_TRUE(terminal.valid());
  EXPECT_TRUE(TakesColour(terminal.get(), nullptr, "xterm"));
  EXPECT_TRUE(TakesColour(terminal.get(), "", "xterm"));
  EXPECT_FALSE(TakesColour(terminal.get(), "1", "xterm"));
  EXPECT_FALSE(TakesColour(terminal.get(), nullptr, "dumb"));
  EXPECT_FALSE(TakesColour(terminal.get(), nullptr, nullptr));
}

}  // namespace
}  // namespace assent
