// What people do with requests.

#include <algorithm>

#include "backend/model/approval.h"
#include "backend/service/service.h"

namespace assent {
namespace {

constexpr std::size_t kPage = 200;

Refused Unknown() { return {Refusal::kNotFound, "there is no such request"}; }

Refused SettledAlready(const Request& request) {
  return {Refusal::kConflict,
          "request " + request.code + " is settled already: " + NameOf(request.state)};
}

bool HasApproved(const Request& request, uid_t uid) {
  return std::any_of(request.decisions.begin(), request.decisions.end(),
                     [&](const auto& decision) { return decision.uid == uid; });
}

}  // namespace

// Who may not see a request is told what he would be told if there were none.
Outcome<Request> Service::Visible(const Peer& peer, const std::string& code) {
  ASSENT_ASSIGN_OR_RETURN(auto request, core_.store.RequestByCode(NormalizedCode(code)));
  if (!request) return Unknown();
  const bool may = peer.IsRoot() || peer.uid == request->requester.uid ||
                   !QuorumsOf(request->terms, peer).empty();
  if (!may) return Unknown();
  return std::move(*request);
}

Outcome<RequestView> Service::View(const Peer& peer, Request request) {
  RequestView view;
  if (request.state == RequestState::kApproved) {
    ASSENT_ASSIGN_OR_RETURN(view.grant, core_.store.GrantOfRequest(request.id));
  }
  view.why_not =
      WhyNotDecide(request.terms, request.requester, peer, core_.policy.without_loginuid);
  if (!view.why_not && request.state != RequestState::kPending) {
    view.why_not = SettledAlready(request).detail;
  }
  view.waiting = core_.waiting(request.id);
  view.seen = core_.clock.Now();
  view.request = std::move(request);
  return view;
}

Outcome<RequestView> Service::ViewById(const Peer& peer, std::int64_t id) {
  ASSENT_ASSIGN_OR_RETURN(auto request, core_.store.RequestById(id));
  if (!request) return Refused{Refusal::kFailed, "a request was lost"};
  return View(peer, std::move(*request));
}

Outcome<RequestPage> Service::Requests(const Peer& peer, bool pending_only, std::int64_t after) {
  ASSENT_RETURN_IF_ERROR(CatchUp(core_, core_.clock.Now()));
  ASSENT_ASSIGN_OR_RETURN(auto rows,
                          core_.store.Requests(ViewerOf(peer), pending_only, after, kPage));
  RequestPage page;
  page.more = rows.more;
  for (Request& request : rows.requests) {
    ASSENT_ASSIGN_OR_RETURN(RequestView view, View(peer, std::move(request)));
    page.requests.push_back(std::move(view));
  }
  return page;
}

Outcome<RequestView> Service::FindRequest(const Peer& peer, const std::string& code) {
  ASSENT_RETURN_IF_ERROR(CatchUp(core_, core_.clock.Now()));
  ASSENT_ASSIGN_OR_RETURN(Request request, Visible(peer, code));
  return View(peer, std::move(request));
}

// The request that `peer` may decide about in this way, now.
Outcome<Request> Service::Decidable(const Peer& peer, const std::string& code,
                                    const DecisionWish& wish) {
  ASSENT_ASSIGN_OR_RETURN(Request request, Visible(peer, code));
  if (const auto why =
          WhyNotDecide(request.terms, request.requester, peer, core_.policy.without_loginuid)) {
    return Refused{Refusal::kForbidden, *why};
  }
  if (request.state != RequestState::kPending) return SettledAlready(request);
  if (request.boot_id != core_.boot_id || request.expires.boot <= core_.clock.Now().boot) {
    return Refused{Refusal::kConflict, "nobody decided about it in time"};
  }
  if (wish.commitment != ToText(request.commitment)) {
    return Refused{Refusal::kConflict, "what you were shown is not what this request asks for"};
  }
  if (wish.comment.size() > kMaxCommentBytes) {
    return Refused{Refusal::kMalformed, "comment is too long"};
  }
  if (wish.approves) ASSENT_RETURN_IF_ERROR(CheckWish(wish.grant, request.terms));
  return request;
}

Outcome<RequestView> Service::Decide(const Peer& peer, const std::string& code,
                                     const DecisionWish& wish) {
  const Moment now = core_.clock.Now();
  ASSENT_RETURN_IF_ERROR(CatchUp(core_, now));
  ASSENT_ASSIGN_OR_RETURN(Request request, Decidable(peer, code, wish));
  const std::int64_t id = request.id;
  // The answer to his first yes may have been lost.
  if (wish.approves && HasApproved(request, peer.uid)) return View(peer, std::move(request));

  request.decisions.push_back({peer.uid, peer.name, wish.approves, wish.comment, now.wall,
                               QuorumsOf(request.terms, peer), wish.grant});
  const PersonDecision& decision = request.decisions.back();
  ASSENT_ASSIGN_OR_RETURN(Change change, Change::Begin(core_, Durability::kPowerCut));
  ASSENT_RETURN_IF_ERROR(core_.store.AddDecision(id, decision));
  ASSENT_RETURN_IF_ERROR(change.Record(PersonDecided(request, decision, now)));
  ASSENT_ASSIGN_OR_RETURN(const Settled settled, SettleIfDecided(change, request, peer, now));
  if (settled == Settled::kAlreadySettled) return SettledAlready(request);
  ASSENT_RETURN_IF_ERROR(change.Commit());
  return ViewById(peer, id);
}

// One denial is enough; an approval is when it was the last that was needed.
Result<Settled> Service::SettleIfDecided(Change& change, const Request& request, const Peer& by,
                                         const Moment& now) {
  const bool denied = !request.decisions.back().approves;
  const bool approved = !denied && EnoughApproved(request.terms, request.decisions);
  if (!denied && !approved) return Settled::kNow;
  const RequestState state = approved ? RequestState::kApproved : RequestState::kDenied;
  ASSENT_ASSIGN_OR_RETURN(const Settled settled, core_.store.SettleRequest(request.id, state, now));
  if (settled == Settled::kAlreadySettled) return settled;
  change.Settles(request.id);
  const Requester person{by.uid, by.name, by.login.value()};
  ASSENT_RETURN_IF_ERROR(change.Record(RequestSettled(request, state, person, now)));
  if (approved) ASSENT_RETURN_IF_ERROR(IssueGrant(change, request, now));
  return Settled::kNow;
}

Result<Ok> Service::IssueGrant(Change& change, const Request& request, const Moment& now) {
  const GrantTerms terms = TermsOf(request.terms.bounds, request.decisions);
  GrantRecord grant;
  ASSENT_ASSIGN_OR_RETURN(grant.id, MakeGrantId(core_.random));
  grant.request_id = request.id;
  grant.boot_id = core_.boot_id;
  grant.uses = terms.uses;
  grant.created = now.wall;
  grant.start_before = now.boot + terms.start_within;
  grant.max_runtime = terms.max_runtime;
  ASSENT_RETURN_IF_ERROR(core_.store.AddGrant(grant));
  ASSENT_ASSIGN_OR_RETURN(const auto stored, core_.store.GrantById(grant.id));
  if (!stored) return Error{Errc::kInternal, "a grant was lost"};
  core_.EndsAt(grant.start_before);
  return change.Record(GrantIssued(*stored, now));
}

Outcome<RequestView> Service::Cancel(const Peer& peer, const std::string& code) {
  const Moment now = core_.clock.Now();
  ASSENT_RETURN_IF_ERROR(CatchUp(core_, now));
  ASSENT_ASSIGN_OR_RETURN(Request request, Visible(peer, code));
  if (!peer.IsRoot() && peer.uid != request.requester.uid) {
    return Refused{Refusal::kForbidden, "only the person who asks can withdraw a request"};
  }
  ASSENT_ASSIGN_OR_RETURN(Change change, Change::Begin(core_, Durability::kPowerCut));
  ASSENT_ASSIGN_OR_RETURN(const Settled settled,
                          core_.store.SettleRequest(request.id, RequestState::kCancelled, now));
  if (settled == Settled::kAlreadySettled) return SettledAlready(request);
  change.Settles(request.id);
  const Requester by{peer.uid, peer.name, peer.login.value()};
  ASSENT_RETURN_IF_ERROR(change.Record(RequestSettled(request, RequestState::kCancelled, by, now)));
  ASSENT_RETURN_IF_ERROR(change.Commit());
  return ViewById(peer, request.id);
}

}  // namespace assent
