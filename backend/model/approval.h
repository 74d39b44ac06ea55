// Who may decide, and when enough people did (DESIGN D8, D9). No clock, no store, no kernel.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "backend/model/grant.h"
#include "backend/model/person.h"
#include "backend/model/request.h"
#include "common/base/result.h"

namespace assent {

// The quorums that `peer` belongs to: by uid, or by one of his groups. By membership alone, so that
// it also says what he may see.
std::vector<std::size_t> QuorumsOf(const AskTerms& terms, const Peer& peer);

// Why `peer` may not decide about what `requester` asked: nullopt when he may. The text is for him.
std::optional<std::string> WhyNotDecide(const AskTerms& terms, const Requester& requester,
                                        const Peer& peer, bool without_loginuid);

// Different people who approved for quorum `index`.
std::uint32_t ApprovedFor(std::size_t index, const std::vector<PersonDecision>& decisions);

// Every quorum is reached, and nobody denied.
bool EnoughApproved(const AskTerms& terms, const std::vector<PersonDecision>& decisions);

// Whoever approved all that `asked` wanted has approved all that `now` wants: for each quorum of
// `now` there is one of `asked` by no other people and by no fewer.
bool Satisfies(const AskTerms& asked, const AskTerms& now);

// "1 of: bob, carol (ops-leads)", escaped: what a quorum still waits for; "" when it is reached.
std::string WaitingFor(const Quorum& quorum, std::uint32_t approved);
std::vector<std::string> WaitingFor(const AskTerms& terms,
                                    const std::vector<PersonDecision>& decisions);

// Whether so many people can exist who are not the requester. Where a group's members cannot be
// listed the answer is yes: the request then expires, which is the harmless mistake.
bool CanBeReached(const AskTerms& terms, const Requester& requester);

// The tightest of what the approvers wished for.
struct GrantTerms {
  std::uint32_t uses = 1;
  std::chrono::milliseconds start_within{0};
  std::optional<std::chrono::seconds> max_runtime;
};
GrantTerms TermsOf(const GrantBounds& bounds, const std::vector<PersonDecision>& decisions);

// Error: kBadRequest when the wish is wider than the bounds, detail names the rules.
Result<Ok> CheckWish(const GrantWish& wish, const AskTerms& terms);

// "operators may ask, two of security", not escaped.
std::vector<std::string> RuleNames(const AskTerms& terms);

}  // namespace assent
