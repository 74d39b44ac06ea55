// The answer of the backend. Property: only a text that spells the digest and the invocation that
// were asked is ever a Grant, and every text of a Denial can be printed on a terminal.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "common/base/escape.h"
#include "common/client/verdict.h"

namespace {

constexpr std::string_view kInvocation = "000102030405060708090a0b0c0d0e0f";

void Require(bool condition) {
  if (!condition) std::abort();
}

bool CanBePrinted(const std::string& text) { return assent::Unescape(text).ok(); }

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view body(reinterpret_cast<const char*>(data), size);
  const assent::ActionDigest asked{};
  const auto verdict = assent::ParseReply(body, asked, kInvocation);
  if (!verdict.ok()) return 0;
  if (const auto* grant = std::get_if<assent::Grant>(&verdict.value())) {
    Require(grant->digest() == asked && !grant->id().empty());
    // 64 zeros cannot come from anywhere but the text itself, escaped digits included.
    Require(body.find("true") != std::string_view::npos);
    Require(body.find("digest") != std::string_view::npos ||
            body.find("\\u") != std::string_view::npos);
    const assent::ActionDigest other{assent::Sha256("another question")};
    Require(!assent::ParseReply(body, other, kInvocation).ok());
    Require(!assent::ParseReply(body, asked, "f00102030405060708090a0b0c0d0e0f").ok());
    for (const auto& text : grant->approvals())
      Require(assent::IsPlain(text) || CanBePrinted(text));
    return 0;
  }
  const auto& denial = std::get<assent::Denial>(verdict.value());
  Require(CanBePrinted(denial.message));
  if (denial.pending) {
    Require(denial.code == assent::ReasonCode::kApprovalNeeded);
    Require(CanBePrinted(denial.pending->code) && CanBePrinted(denial.pending->until));
    for (const auto& text : denial.pending->waiting_for) Require(CanBePrinted(text));
  }
  return 0;
}
