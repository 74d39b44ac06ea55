#include "backend/service/service.h"

#include <algorithm>

#include "backend/model/approval.h"

namespace assent {
namespace {

constexpr std::size_t kMostGrants = 500;

}  // namespace

Result<Ok> Service::Start() {
  const Moment now = core_.clock.Now();
  ASSENT_RETURN_IF_ERROR(ExpireEverythingDue(core_, now));
  return RecordAlone(core_, DaemonStarted(core_.host, now));
}

Result<Ok> Service::UseRules(RuleSet rules, const Policy& policy) {
  const Moment now = core_.clock.Now();
  ASSENT_RETURN_IF_ERROR(
      RecordAlone(core_, ConfigurationLoaded(core_.host, rules.size(), rules.warnings(), now)));
  core_.rules = std::move(rules);
  core_.policy = policy;
  core_.rules_loaded_at = now.wall;
  core_.load_error.clear();
  return Ok{};
}

Result<Ok> Service::RulesFailed(const std::string& detail) {
  core_.load_error = detail;
  return RecordAlone(core_, ConfigurationFailed(core_.host, detail, core_.clock.Now()));
}

Outcome<Evaluation> Service::Evaluate(const Question& question, const Peer& peer) {
  return Evaluator(core_, rate_limit_, permits_, question, peer).Answer();
}

Viewer Service::ViewerOf(const Peer& peer) const { return {peer.IsRoot(), peer.uid, peer.groups}; }

Outcome<std::vector<GrantRecord>> Service::Grants(const Peer& peer, bool live_only) {
  ASSENT_RETURN_IF_ERROR(CatchUp(core_, core_.clock.Now()));
  return [&]() -> Outcome<std::vector<GrantRecord>> {
    ASSENT_ASSIGN_OR_RETURN(auto grants,
                            core_.store.Grants(ViewerOf(peer), live_only, kMostGrants));
    return grants;
  }();
}

Outcome<GrantRecord> Service::Revoke(const Peer& peer, const std::string& id,
                                     const std::string& comment) {
  const Moment now = core_.clock.Now();
  ASSENT_RETURN_IF_ERROR(CatchUp(core_, now));
  ASSENT_ASSIGN_OR_RETURN(const auto grant, core_.store.GrantById(id));
  const Refused unknown{Refusal::kNotFound, "there is no such grant"};
  if (!grant) return unknown;
  ASSENT_ASSIGN_OR_RETURN(const auto request, core_.store.RequestById(grant->request_id));
  if (!request) return unknown;
  // Taking a permission away needs less proof than giving one: no login uid is asked for.
  const bool may =
      peer.IsRoot() || peer.uid == grant->requester.uid || !QuorumsOf(request->terms, peer).empty();
  if (!may) return unknown;
  if (comment.size() > kMaxCommentBytes) return Refused{Refusal::kMalformed, "comment is too long"};
  ASSENT_ASSIGN_OR_RETURN(Change change, Change::Begin(core_, Durability::kPowerCut));
  ASSENT_ASSIGN_OR_RETURN(const Ended ended,
                          core_.store.EndGrant(id, GrantState::kRevoked, peer.name, comment));
  if (ended == Ended::kNotLive) {
    return Refused{Refusal::kConflict,
                   std::string("the grant is not live: ") + NameOf(grant->state)};
  }
  const Requester by{peer.uid, peer.name, peer.login.value()};
  ASSENT_RETURN_IF_ERROR(change.Record(GrantEnded(*grant, GrantState::kRevoked, by, comment, now)));
  ASSENT_RETURN_IF_ERROR(change.Commit());
  ASSENT_ASSIGN_OR_RETURN(const auto revoked, core_.store.GrantById(id));
  if (!revoked) return Refused{Refusal::kFailed, "a grant was lost"};
  return *revoked;
}

Outcome<std::vector<LogEntry>> Service::ReadLog(const Peer& peer, std::optional<std::int64_t> after,
                                                std::size_t limit) {
  Viewer viewer = ViewerOf(peer);
  const auto& readers = core_.policy.log_readers;
  viewer.everything =
      viewer.everything || std::any_of(peer.groups.begin(), peer.groups.end(), [&](gid_t gid) {
        return std::find(readers.begin(), readers.end(), gid) != readers.end();
      });
  ASSENT_ASSIGN_OR_RETURN(auto entries, core_.store.ReadLog(viewer, after, limit));
  return Outcome<std::vector<LogEntry>>(std::move(entries));
}

Outcome<StoreCounts> Service::Counts() {
  ASSENT_RETURN_IF_ERROR(CatchUp(core_, core_.clock.Now()));
  ASSENT_ASSIGN_OR_RETURN(const StoreCounts counts, core_.store.Counts());
  return counts;
}

Result<Ok> Service::CatchUpNow() { return CatchUp(core_, core_.clock.Now()); }

}  // namespace assent
