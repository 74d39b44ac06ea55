// A service with a store in memory, a clock that stands, and rules from text.
#pragma once

#include <gmock/gmock.h>

#include <string>
#include <utility>
#include <vector>

#include "backend/service/service.h"
#include "common/base/sha256.h"
#include "tests/unit/backend/people.h"
#include "tests/unit/common/result_matchers.h"
#include "tests/unit/common/sample_action.h"

namespace assent {

class FakeClock final : public Clock {
 public:
  [[nodiscard]] Moment Now() const override { return now; }
  void Pass(std::chrono::milliseconds time) {
    now.boot += time;
    now.wall += time;
  }
  Moment now{std::chrono::hours(10), WallTime(std::chrono::hours(24) * 20000)};
};

inline constexpr const char* kOperatorsMayAsk = R"([[rule]]
name = "operators may ask"
effect = "ask"
who = { groups = ["ops"] }
action = ["sudo", "sudoedit"]
approvers = { groups = ["approvers"], count = 1 }
grant = { uses = 1, start_within = "5m", max_uses = 3, max_start_within = "1h", max_runtime = "1h" }
)";
inline constexpr const char* kTwoOfSecurity = R"([[rule]]
name = "security looks too"
effect = "ask"
who = { groups = ["ops"] }
action = ["sudo"]
approvers = { users = ["bob", "carol"], count = 2 }
)";
inline constexpr const char* kDenyAll = R"([[rule]]
name = "nothing today"
effect = "deny"
who = { groups = ["ops"] }
action = ["sudo"]
)";
inline constexpr const char* kPermitNginx = R"([[rule]]
name = "nginx may be restarted"
effect = "permit"
who = { groups = ["ops"] }
action = ["sudo"]
command = "/usr/bin/systemctl"
args = ["restart", "nginx"]
)";

class ServiceTest : public testing::Test {
 protected:
  ServiceTest() { Restart("boot-1"); }

  // Another daemon over the same store.
  void Restart(const std::string& boot_id) {
    if (!store_) {
      auto opened = OpenSqliteStore(":memory:");
      EXPECT_THAT(opened, IsOk());
      store_ = std::move(opened).value();
    }
    service_ = std::make_unique<Service>(Core(
        *store_, clock_, RandomBytes,
        [this](Priority, const std::string& line) { lines_.push_back(line); }, boot_id, "web-1"));
    EXPECT_THAT(service_->Start(), IsOk());
    UseRules(rules_text_);
    service_->core().on_settled = [this](std::int64_t id) { settled_.push_back(id); };
  }

  void UseRules(const std::string& text) {
    rules_text_ = text;
    auto rules = RuleSet::Parse({{"/etc/assent/rules.d/test.toml", text}}, NamesOfPeople());
    ASSERT_THAT(rules, IsOk());
    ASSERT_THAT(service_->UseRules(std::move(rules).value(), policy_), IsOk());
  }
  void UsePolicy(const Policy& policy) {
    policy_ = policy;
    UseRules(rules_text_);
  }

  // alice asks; `call` tells her calls of sudo apart.
  Question Asked(int call) {
    Question question = SampleQuestion();
    char invocation[33];
    std::snprintf(invocation, sizeof invocation, "%032x", call);
    question.invocation = invocation;
    return question;
  }
  Evaluation Evaluate(const Question& question) {
    auto evaluation = service_->Evaluate(question, SudoOf(kAlice));
    if (evaluation.ok()) return std::move(evaluation).value();
    ADD_FAILURE() << evaluation.error().detail;
    return {};
  }
  Evaluation Ask(int call) { return Evaluate(Asked(call)); }

  // The code of the request that alice's question files.
  std::string FileRequest(int call = 1) { return CodeOf(Ask(call)); }
  static std::string CodeOf(const Evaluation& evaluation) {
    const No* const no = std::get_if<No>(&evaluation.verdict);
    if (no != nullptr && no->pending) return no->pending->code;
    ADD_FAILURE() << "not pending";
    return "";
  }

  DecisionWish Wish(const std::string& code, bool approves, const std::string& comment = "") {
    DecisionWish wish;
    wish.approves = approves;
    wish.comment = comment;
    const auto shown = service_->FindRequest(SudoOf(kAlice), code);
    if (shown.ok()) wish.commitment = ToText(shown.value().request.commitment);
    return wish;
  }
  Outcome<RequestView> Approve(const Peer& peer, const std::string& code,
                               const GrantWish& grant = {}) {
    DecisionWish wish = Wish(code, true, "go ahead");
    wish.grant = grant;
    return service_->Decide(peer, code, wish);
  }
  Outcome<RequestView> Deny(const Peer& peer, const std::string& code) {
    return service_->Decide(peer, code, Wish(code, false, "not today"));
  }
  RequestState StateOf(const std::string& code) {
    const auto found = service_->FindRequest(SudoOf(kAlice), code);
    EXPECT_TRUE(found.ok());
    return found.value().request.state;
  }
  GrantRecord GrantOf(const std::string& code) {
    const auto found = service_->FindRequest(SudoOf(kAlice), code);
    EXPECT_TRUE(found.ok() && found.value().grant);
    return *found.value().grant;
  }
  std::vector<std::string> Events() {
    std::vector<std::string> events;
    const auto entries = service_->ReadLog(SudoOf(kAlice), 0, 1000);
    EXPECT_TRUE(entries.ok());
    for (const LogEntry& entry : entries.value()) {
      events.push_back(ShownRecord(entry)["unmapped"]["event"]);
    }
    return events;
  }

  FakeClock clock_;
  Policy policy_;
  std::string rules_text_ = kOperatorsMayAsk;
  std::unique_ptr<Store> store_;
  std::unique_ptr<Service> service_;
  std::vector<std::string> lines_;
  std::vector<std::int64_t> settled_;
};

MATCHER(IsYes, "is a yes") { return std::holds_alternative<Yes>(arg.verdict); }
MATCHER(IsPending, "is pending") {
  const No* const no = std::get_if<No>(&arg.verdict);
  return no != nullptr && no->code == ReasonCode::kApprovalNeeded && no->pending.has_value();
}
MATCHER_P(IsNo, code, "is a final no with that reason") {
  const No* const no = std::get_if<No>(&arg.verdict);
  if (no == nullptr) {
    *result_listener << "a yes";
    return false;
  }
  *result_listener << NameOf(no->code) << ": " << no->message;
  return no->code == code && !no->pending;
}
MATCHER_P2(IsNo, code, message, "is a final no with that reason and message") {
  const No* const no = std::get_if<No>(&arg.verdict);
  if (no == nullptr) {
    *result_listener << "a yes";
    return false;
  }
  *result_listener << NameOf(no->code) << ": " << no->message;
  return no->code == code && !no->pending &&
         testing::ExplainMatchResult(message, no->message, result_listener);
}
MATCHER_P(RefusedAs, kind, "is refused so") {
  if (arg.ok()) {
    *result_listener << "done";
    return false;
  }
  *result_listener << arg.error().detail;
  return arg.error().kind == kind;
}
MATCHER_P2(RefusedAs, kind, detail, "is refused so, with that detail") {
  if (arg.ok()) {
    *result_listener << "done";
    return false;
  }
  *result_listener << arg.error().detail;
  return arg.error().kind == kind &&
         testing::ExplainMatchResult(detail, arg.error().detail, result_listener);
}
MATCHER(IsDone, "is done") {
  if (arg.ok()) return true;
  *result_listener << arg.error().detail;
  return false;
}

}  // namespace assent
