// The action as an AuthZEN evaluation request (docs/PROTOCOL.md, "The question").
//
// Bytes travel escaped (common/base/escape.h). Escaping is injective, so the escaped form alone
// carries them; there is no second, base64 copy that could disagree with it.
#pragma once

#include <optional>
#include <string>

#include "common/action/action.h"
#include "common/action/identity.h"
#include "common/json/strict_json.h"

namespace assent {

// One call of a module. `invocation` is 128 random bits in hex, made once per call, so that asking
// again after a lost answer spends nothing twice (DESIGN D16).
struct Question {
  Action action;
  Facts facts;
  std::string invocation;  // 32 lower-case hex digits
  bool file = false;       // file a request when people must decide
  // Answer as usual but permit and claim nothing (ASSENT_REQUEST_ONLY): never answered with a
  // grant.
  bool file_only = false;
  std::optional<std::string> reason;  // why, in the requester's words
};

// {"subject":…,"action":…,"resource":…,"context":…}: the four standard members and no other.
Json ToJson(const Question& question);

// Strict about every member it knows; unknown members are ignored, as AuthZEN demands. Does not
// trust `resource.id`: the caller compares it with the digest it computes itself.
// Error: kBadRequest, detail names the member.
Result<Question> QuestionFromJson(const Json& body);

}  // namespace assent
