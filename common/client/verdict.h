// The backend's answer. Saying no is the default; only ParseReply can say yes.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "common/action/identity.h"
#include "common/action/reason_code.h"
#include "common/base/result.h"

namespace assent {

// What people still have to decide. Carried by a denial: pending is a no.
struct PendingRequest {
  std::string code;                      // WDJB-MJHT
  std::vector<std::string> waiting_for;  // "1 of: bob, carol (ops-leads)", one per quorum
  std::chrono::seconds left{0};
  std::string until;  // 14:32, the host's local time
};

// The member `access_request` of an answer, its texts made safe to print.
class JsonObject;
Result<PendingRequest> ReadPending(const JsonObject& object);

struct Denial {
  ReasonCode code = ReasonCode::kBackendError;
  std::string message;                    // one line, escaped, for the person
  std::optional<PendingRequest> pending;  // with kApprovalNeeded
};

class Grant;
using Verdict = std::variant<Denial, Grant>;  // Denial first: a default Verdict denies

class Grant {
 public:
  [[nodiscard]] const ActionDigest& digest() const noexcept { return digest_; }
  [[nodiscard]] const std::string& id() const noexcept { return id_; }
  // CLOCK_BOOTTIME of this host; the command must have started before.
  [[nodiscard]] std::chrono::milliseconds start_before() const noexcept { return start_before_; }
  [[nodiscard]] std::optional<std::chrono::seconds> max_runtime() const noexcept {
    return max_runtime_;
  }
  // "approved by bob: \"deploy window\"", escaped; empty when a rule permitted it.
  [[nodiscard]] const std::vector<std::string>& approvals() const noexcept { return approvals_; }

 private:
  explicit Grant(const ActionDigest& digest) : digest_(digest) {}
  friend Result<Verdict> ParseReply(std::string_view body, const ActionDigest& asked,
                                    std::string_view invocation);

  ActionDigest digest_;
  std::string id_;
  std::chrono::milliseconds start_before_{0};
  std::optional<std::chrono::seconds> max_runtime_;
  std::vector<std::string> approvals_;
};

// Reads the body of a 200 answer to the question about `asked`. Strict: over 64 KiB, deeper than
// 16, repeated members, wrong types, another digest or invocation, a permit without a grant, or
// with obligations, is an error and never a Grant. Error: kBadReply.
Result<Verdict> ParseReply(std::string_view body, const ActionDigest& asked,
                           std::string_view invocation);

}  // namespace assent
