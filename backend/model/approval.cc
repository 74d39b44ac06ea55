#include "backend/model/approval.h"

#include <algorithm>
#include <set>

#include "common/base/duration.h"
#include "common/base/escape.h"

namespace assent {
namespace {

bool Holds(const std::vector<NamedId>& list, uid_t id) {
  return std::any_of(list.begin(), list.end(),
                     [&](const NamedId& entry) { return entry.id && *entry.id == id; });
}

bool BelongsTo(const Quorum& quorum, const Peer& peer) {
  if (Holds(quorum.users, peer.uid)) return true;
  return std::any_of(peer.groups.begin(), peer.groups.end(),
                     [&](gid_t gid) { return Holds(quorum.groups, gid); });
}

bool IsRequester(const Requester& requester, uid_t uid) {
  return uid == requester.uid || (requester.login_uid && uid == *requester.login_uid);
}

std::optional<std::string> WhyNotThisLogin(const Requester& requester, const Peer& peer,
                                           bool without_loginuid) {
  switch (peer.login.kind) {
    case LoginUid::Kind::kUnknown:
      return "it cannot be seen who logged in as you";
    case LoginUid::Kind::kUnset:
      if (without_loginuid) return std::nullopt;
      return "you have no login uid, so it cannot be seen who you are";
    case LoginUid::Kind::kSet:
      if (IsRequester(requester, peer.login.uid)) {
        return "you logged in as the person who asks";
      }
      if (peer.login.uid != peer.uid) return "you came by su or sudo; log in as yourself";
      return std::nullopt;
  }
  return "it cannot be seen who logged in as you";
}

std::string Joined(const std::vector<std::string>& names, const char* separator) {
  std::string text;
  for (const std::string& name : names) {
    if (!text.empty()) text += separator;
    text += name;
  }
  return text;
}

std::vector<std::string> Escaped(const std::vector<NamedId>& list) {
  std::vector<std::string> names;
  names.reserve(list.size());
  for (const NamedId& entry : list) names.push_back(Escape(entry.name));
  return names;
}

// The names of everybody who could decide for `quorum`; nullopt when they cannot be listed.
std::optional<std::set<std::string>> Candidates(const Quorum& quorum, const Requester& requester) {
  std::set<std::string> people;
  for (const NamedId& user : quorum.users) {
    if (user.id && *user.id != 0 && !IsRequester(requester, *user.id)) people.insert(user.name);
  }
  const bool some_group = std::any_of(quorum.groups.begin(), quorum.groups.end(),
                                      [](const NamedId& group) { return group.id.has_value(); });
  if (some_group && quorum.group_members.empty()) return std::nullopt;
  for (const std::string& member : quorum.group_members) {
    if (member != requester.name && member != "root") people.insert(member);
  }
  return people;
}

bool AreAmong(const std::vector<NamedId>& some, const std::vector<NamedId>& all) {
  return std::all_of(some.begin(), some.end(),
                     [&](const NamedId& entry) { return !entry.id || Holds(all, *entry.id); });
}

bool Satisfies(const Quorum& asked, const Quorum& now) {
  return asked.needed >= now.needed && AreAmong(asked.users, now.users) &&
         AreAmong(asked.groups, now.groups);
}

Error TooWide(const AskTerms& terms, const std::string& what) {
  std::string rules;
  for (const std::string& rule : RuleNames(terms)) {
    rules += (rules.empty() ? "\"" : ", \"") + Escape(rule) + "\"";
  }
  return Error{Errc::kBadRequest, "rule " + rules + " allows " + what};
}

}  // namespace

std::vector<std::size_t> QuorumsOf(const AskTerms& terms, const Peer& peer) {
  std::vector<std::size_t> found;
  for (std::size_t index = 0; index < terms.quorums.size(); ++index) {
    if (BelongsTo(terms.quorums[index], peer)) found.push_back(index);
  }
  return found;
}

std::optional<std::string> WhyNotDecide(const AskTerms& terms, const Requester& requester,
                                        const Peer& peer, bool without_loginuid) {
  if (peer.IsRoot()) return "root is not a person; log in as yourself";
  if (IsRequester(requester, peer.uid)) return "you cannot decide about your own request";
  if (auto why = WhyNotThisLogin(requester, peer, without_loginuid)) return why;
  if (QuorumsOf(terms, peer).empty()) return "you are not an approver of this";
  return std::nullopt;
}

bool Satisfies(const AskTerms& asked, const AskTerms& now) {
  return std::all_of(now.quorums.begin(), now.quorums.end(), [&](const Quorum& wanted) {
    return std::any_of(asked.quorums.begin(), asked.quorums.end(),
                       [&](const Quorum& quorum) { return Satisfies(quorum, wanted); });
  });
}

std::uint32_t ApprovedFor(std::size_t index, const std::vector<PersonDecision>& decisions) {
  std::set<uid_t> people;
  for (const PersonDecision& decision : decisions) {
    const auto& quorums = decision.quorums;
    const bool counts = std::find(quorums.begin(), quorums.end(), index) != quorums.end();
    if (decision.approves && counts) people.insert(decision.uid);
  }
  return static_cast<std::uint32_t>(people.size());
}

bool EnoughApproved(const AskTerms& terms, const std::vector<PersonDecision>& decisions) {
  for (const PersonDecision& decision : decisions) {
    if (!decision.approves) return false;
  }
  for (std::size_t index = 0; index < terms.quorums.size(); ++index) {
    // A quorum of nobody would be a yes without proof.
    const std::uint32_t needed = std::max(terms.quorums[index].needed, 1U);
    if (ApprovedFor(index, decisions) < needed) return false;
  }
  return !terms.quorums.empty();
}

std::string WaitingFor(const Quorum& quorum, std::uint32_t approved) {
  const std::uint32_t needed = std::max(quorum.needed, 1U);
  if (approved >= needed) return "";
  std::string who = Joined(Escaped(quorum.users), ", ");
  if (!quorum.groups.empty()) {
    std::vector<std::string> members;
    for (const std::string& member : quorum.group_members) {
      const auto same = [&](const NamedId& user) { return user.name == member; };
      if (std::none_of(quorum.users.begin(), quorum.users.end(), same)) {
        members.push_back(Escape(member));
      }
    }
    const std::string named = Joined(members, ", ");
    if (!who.empty() && !named.empty()) who += ", ";
    who += named + (who.empty() && named.empty() ? "(" : " (") +
           Joined(Escaped(quorum.groups), ", ") + ")";
  }
  return std::to_string(needed - approved) + " of: " + who;
}

std::vector<std::string> WaitingFor(const AskTerms& terms,
                                    const std::vector<PersonDecision>& decisions) {
  std::vector<std::string> texts;
  for (std::size_t index = 0; index < terms.quorums.size(); ++index) {
    std::string text = WaitingFor(terms.quorums[index], ApprovedFor(index, decisions));
    if (!text.empty()) texts.push_back(std::move(text));
  }
  return texts;
}

bool CanBeReached(const AskTerms& terms, const Requester& requester) {
  return std::all_of(terms.quorums.begin(), terms.quorums.end(), [&](const Quorum& quorum) {
    const auto people = Candidates(quorum, requester);
    return !people || people->size() >= std::max(quorum.needed, 1U);
  });
}

GrantTerms TermsOf(const GrantBounds& bounds, const std::vector<PersonDecision>& decisions) {
  std::optional<GrantTerms> tightest;
  for (const PersonDecision& decision : decisions) {
    if (!decision.approves) continue;
    GrantTerms wished{decision.wish.uses.value_or(bounds.uses), bounds.start_within,
                      decision.wish.max_runtime ? decision.wish.max_runtime : bounds.max_runtime};
    if (decision.wish.start_within) wished.start_within = *decision.wish.start_within;
    if (!tightest) {
      tightest = wished;
      continue;
    }
    tightest->uses = std::min(tightest->uses, wished.uses);
    tightest->start_within = std::min(tightest->start_within, wished.start_within);
    if (wished.max_runtime) {
      tightest->max_runtime =
          std::min(tightest->max_runtime.value_or(*wished.max_runtime), *wished.max_runtime);
    }
  }
  return tightest.value_or(GrantTerms{0, std::chrono::milliseconds(0), std::nullopt});
}

Result<Ok> CheckWish(const GrantWish& wish, const AskTerms& terms) {
  const GrantBounds& bounds = terms.bounds;
  if (wish.uses && (*wish.uses == 0 || *wish.uses > bounds.max_uses)) {
    return TooWide(terms, "1 to " + std::to_string(bounds.max_uses) + " uses");
  }
  if (wish.start_within &&
      (wish.start_within->count() <= 0 || *wish.start_within > bounds.max_start_within)) {
    return TooWide(terms, "at most " + FormatDuration(bounds.max_start_within) + " to start");
  }
  if (wish.max_runtime && wish.max_runtime->count() <= 0) {
    return Error{Errc::kBadRequest, "grant.max_runtime_s must be at least 1"};
  }
  if (wish.max_runtime && bounds.max_runtime && *wish.max_runtime > *bounds.max_runtime) {
    return TooWide(terms, "at most " + FormatDuration(*bounds.max_runtime) + " to run");
  }
  return Ok{};
}

std::vector<std::string> RuleNames(const AskTerms& terms) {
  std::vector<std::string> names;
  for (const Quorum& quorum : terms.quorums) {
    if (std::find(names.begin(), names.end(), quorum.rule) == names.end()) {
      names.push_back(quorum.rule);
    }
  }
  return names;
}

}  // namespace assent
