// The answers to sudo -l. Property: only a text that spells the digest that was asked is a
// forecast, and every text can be printed on a terminal.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "common/base/escape.h"
#include "common/client/listing.h"

namespace {

void Require(bool condition) {
  if (!condition) std::abort();
}

void RequirePrintable(const std::string& text) { Require(assent::Unescape(text).ok()); }

void Check(const assent::PendingRequest& pending) {
  RequirePrintable(pending.code);
  RequirePrintable(pending.until);
  for (const auto& text : pending.waiting_for) RequirePrintable(text);
}

void Check(const assent::ListedGrant& grant) {
  for (const auto& text : {grant.id, grant.what, grant.runas, grant.cwd}) RequirePrintable(text);
}

void Check(const assent::StandingReply& standing) {
  for (const auto& grant : standing.grants) Check(grant);
  for (const auto& request : standing.requests) {
    for (const auto& text : {request.what, request.runas, request.cwd}) RequirePrintable(text);
    Check(request.pending);
  }
}

struct CheckForecast {
  void operator()(const assent::Denial& denial) const {
    RequirePrintable(denial.message);
    if (denial.pending) Check(*denial.pending);
  }
  void operator()(const assent::NeedsPeople& ask) const {
    for (const auto& text : ask.waiting_for) RequirePrintable(text);
    if (ask.reason_wanted) RequirePrintable(*ask.reason_wanted);
  }
  void operator()(const assent::WouldRun& run) const {
    RequirePrintable(run.rule);
    if (run.grant) Check(*run.grant);
  }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view body(reinterpret_cast<const char*>(data), size);
  const auto standing = assent::ParseStanding(body);
  if (standing.ok()) Check(standing.value());
  const assent::ActionDigest asked{};
  const auto forecast = assent::ParseForecast(body, asked);
  if (!forecast.ok()) return 0;
  std::visit(CheckForecast{}, forecast.value());
  const assent::ActionDigest other{assent::Sha256("another question")};
  Require(!assent::ParseForecast(body, other).ok());
  return 0;
}
