// What `sudo -l` asks of the backend (docs/PROTOCOL.md, "For sudo -l"). For reading only: nothing
// here can become a Grant. All texts are safe to print.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "common/action/wire.h"
#include "common/client/connect.h"
#include "common/client/settings.h"
#include "common/client/verdict.h"

namespace assent {

// sudo -l must not hang on a backend: one deadline for connecting and for the answer.
inline constexpr std::chrono::seconds kListingDeadline{1};

struct ListedGrant {
  std::string id;
  std::string what;   // systemctl restart nginx
  std::string runas;  // as whom
  std::string cwd;    // empty: in any directory
  std::uint64_t uses_left = 0;
  std::chrono::seconds left{0};
};
struct ListedRequest {
  std::string what;
  std::string runas;
  std::string cwd;
  PendingRequest pending;
};

// What one person has open now.
struct StandingReply {
  std::vector<ListedGrant> grants;
  std::vector<ListedRequest> requests;
  bool more = false;  // than fits into an answer
};

// What would happen if the question were asked.
struct WouldRun {
  std::string rule;                  // that permits it; empty: `grant`
  std::optional<ListedGrant> grant;  // that is live for it
};
struct NeedsPeople {
  std::vector<std::string> waiting_for;
  std::optional<std::string> reason_wanted;
};
using ForecastReply = std::variant<Denial, NeedsPeople, WouldRun>;  // a Denial may be pending

// Strict, as ParseReply is. Error: kBadReply, for a forecast also when it is about another action.
Result<StandingReply> ParseStanding(std::string_view body);
Result<ForecastReply> ParseForecast(std::string_view body, const ActionDigest& asked);

struct ListingOptions {
  ClientSettings settings;
  SocketPolicy socket;
};

// One exchange each, within kListingDeadline and settings.answer_timeout. Errors: those of
// ConnectToBackend and Exchange; kTooLarge for a question over kMaxQuestionBytes; kBadReply.
Result<StandingReply> AskStanding(uid_t uid, const ListingOptions& options);
Result<ForecastReply> AskForecast(const Question& question, const ListingOptions& options);

}  // namespace assent
