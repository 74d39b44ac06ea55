// What a question would be answered if it were asked now (docs/PROTOCOL.md, "POST /v1/forecast").
//
// It is no answer: it has no Yes, files and claims nothing, ends no grant and writes no record.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "backend/service/answer_parts.h"
#include "backend/service/core.h"
#include "common/action/wire.h"

namespace assent {

struct WouldRunByRule {
  std::string rule;
};
struct WouldRunByGrant {
  GrantRecord grant;
};
struct WouldAsk {
  std::vector<std::string> waiting_for;      // "1 of: bob, carol (ops-leads)", escaped
  std::optional<std::string> reason_wanted;  // what a reason must look like, when one is missing
};
// No first: a default forecast is a no. With `pending` it is a request that is open already.
using Outlook = std::variant<No, WouldAsk, WouldRunByGrant, WouldRunByRule>;

struct Forecast {
  ActionDigest digest;
  Outlook outlook;
  Moment seen;
};

// In the order in which an Evaluator decides. What only the real question brings is left out: the
// limits on questions and waiting commands.
Result<Outlook> OutlookOf(Core& core, const Question& question,
                          const std::optional<uid_t>& login_uid, const Moment& now);

}  // namespace assent
