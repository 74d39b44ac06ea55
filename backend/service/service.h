// What assentd does, without HTTP: questions, requests, decisions, grants, the log.
//
// One thread calls it. Nothing in it waits, looks up a name or reads a clock of its own.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "backend/service/core.h"
#include "backend/service/evaluation.h"
#include "backend/service/forecast.h"
#include "backend/service/outcome.h"
#include "common/json/strict_json.h"

namespace assent {

// A request, its grant if there is one, and what the person who looks may do with it.
struct RequestView {
  Request request;
  std::optional<GrantRecord> grant;
  std::optional<std::string> why_not;  // nullopt: he may decide
  std::size_t waiting = 0;
  Moment seen;
};

struct DecisionWish {
  bool approves = false;
  std::string commitment;  // as displayed to the person
  std::string comment;
  GrantWish grant;
};

struct RequestPage {
  std::vector<RequestView> requests;
  bool more = false;
};

// What one person has open now: for sudo -l.
struct Standing {
  std::vector<GrantRecord> grants;  // live ones
  std::vector<Request> requests;    // pending ones
  bool more = false;
  Moment seen;
};

inline constexpr std::size_t kMaxCommentBytes = 1000;

class Service {
 public:
  explicit Service(Core core) : core_(std::move(core)) {}

  // Ends what another boot left behind. First call.
  Result<Ok> Start();
  Result<Ok> UseRules(RuleSet rules, const Policy& policy);
  Result<Ok> RulesFailed(const std::string& detail);  // the rules in force stay in force

  Outcome<Evaluation> Evaluate(const Question& question, const Peer& peer);

  // For the host's sudo -l, which sudoers has allowed already: from uid 0 peers only. Neither
  // changes anything, but for ending what is over.
  Outcome<Forecast> ForecastOf(const Question& question, const Peer& peer);
  Outcome<Standing> StandingOf(uid_t uid, const Peer& peer);

  Outcome<RequestPage> Requests(const Peer& peer, bool pending_only, std::int64_t after);
  Outcome<RequestView> FindRequest(const Peer& peer, const std::string& code);
  Outcome<RequestView> Decide(const Peer& peer, const std::string& code, const DecisionWish& wish);
  Outcome<RequestView> Cancel(const Peer& peer, const std::string& code);

  Outcome<std::vector<GrantRecord>> Grants(const Peer& peer, bool live_only);
  Outcome<GrantRecord> Revoke(const Peer& peer, const std::string& id, const std::string& comment);

  Outcome<std::vector<LogEntry>> ReadLog(const Peer& peer, std::optional<std::int64_t> after,
                                         std::size_t limit);
  Outcome<StoreCounts> Counts();

  // When something is over next: call CatchUpNow() then.
  [[nodiscard]] std::optional<BootTime> NextDeadline() const { return core_.next_deadline; }
  Result<Ok> CatchUpNow();

  Core& core() { return core_; }

 private:
  Outcome<Request> Visible(const Peer& peer, const std::string& code);
  Outcome<RequestView> View(const Peer& peer, Request request);
  Outcome<RequestView> ViewById(const Peer& peer, std::int64_t id);
  Outcome<Request> Decidable(const Peer& peer, const std::string& code, const DecisionWish& wish);
  Result<Settled> SettleIfDecided(Change& change, const Request& request, const Peer& by,
                                  const Moment& now);
  Result<Ok> IssueGrant(Change& change, const Request& request, const Moment& now);
  [[nodiscard]] Viewer ViewerOf(const Peer& peer) const;

  Core core_;
  RateLimit rate_limit_;
  RecentPermits permits_;
};

}  // namespace assent
