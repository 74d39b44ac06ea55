#include "backend/rules/pattern.h"

#include <re2/re2.h>
#include <re2/stringpiece.h>

#include <algorithm>

namespace assent {
namespace {

constexpr std::size_t kMaxLength = 4096;
constexpr std::int64_t kMaxMemory = 4 << 20;

re2::StringPiece Piece(std::string_view text) { return {text.data(), text.size()}; }

bool IsAscii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

}  // namespace

Pattern::Pattern(std::shared_ptr<const re2::RE2> compiled, std::string text)
    : compiled_(std::move(compiled)), text_(std::move(text)) {}

Result<Pattern> Pattern::Compile(const std::string& text) {
  if (text.empty()) return Error{Errc::kBadConfig, "is empty"};
  if (text.size() > kMaxLength) return Error{Errc::kBadConfig, "is longer than 4096 bytes"};
  if (!IsAscii(text)) {
    return Error{Errc::kBadConfig, "must be printable ASCII; write other bytes as \\xHH"};
  }
  re2::RE2::Options options(re2::RE2::Latin1);
  options.set_log_errors(false);
  options.set_max_mem(kMaxMemory);
  options.set_dot_nl(true);
  auto compiled = std::make_shared<const re2::RE2>(Piece(text), options);
  if (!compiled->ok()) return Error{Errc::kBadConfig, compiled->error()};
  return Pattern(std::move(compiled), text);
}

bool Pattern::MatchesWhole(std::string_view text) const {
  return re2::RE2::FullMatch(Piece(text), *compiled_);
}

bool Pattern::IsFoundIn(std::string_view text) const {
  return re2::RE2::PartialMatch(Piece(text), *compiled_);
}

}  // namespace assent
