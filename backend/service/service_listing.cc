// What sudo -l shows of one person.

#include "backend/service/service.h"

namespace assent {
namespace {

constexpr std::size_t kMostListed = 50;

Refused ForTheHost() {
  return {Refusal::kForbidden, "what others have open is told to the root of this host only"};
}

// What was asked for one more than `kMostListed`, cut to it.
template <typename T>
bool CutToMost(std::vector<T>& list) {
  const bool more = list.size() > kMostListed;
  if (more) list.erase(list.begin() + kMostListed, list.end());
  return more;
}

}  // namespace

Outcome<Forecast> Service::ForecastOf(const Question& question, const Peer& peer) {
  if (!peer.IsRoot()) return ForTheHost();
  const Moment now = core_.clock.Now();
  ASSENT_RETURN_IF_ERROR(CatchUp(core_, now));
  ASSENT_ASSIGN_OR_RETURN(Outlook outlook, OutlookOf(core_, question, peer.login.value(), now));
  return Forecast{DigestOf(question.action), std::move(outlook), now};
}

Outcome<Standing> Service::StandingOf(uid_t uid, const Peer& peer) {
  if (!peer.IsRoot()) return ForTheHost();
  Standing standing;
  standing.seen = core_.clock.Now();
  ASSENT_RETURN_IF_ERROR(CatchUp(core_, standing.seen));
  ASSENT_ASSIGN_OR_RETURN(
      standing.grants,
      core_.store.LiveGrantsOf(uid, core_.boot_id, standing.seen.boot, kMostListed + 1));
  ASSENT_ASSIGN_OR_RETURN(standing.requests, core_.store.PendingRequestsOf(uid, kMostListed + 1));
  const bool more_grants = CutToMost(standing.grants);
  const bool more_requests = CutToMost(standing.requests);
  standing.more = more_grants || more_requests;
  return standing;
}

}  // namespace assent
