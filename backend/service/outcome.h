// What the service answers when it does not do what was asked: who must act, in words for him.
#pragma once

#include <string>
#include <utility>
#include <variant>

#include "common/base/result.h"

namespace assent {

enum class Refusal {
  kFailed,     // us: the store, or a bug
  kMalformed,  // what was sent makes no sense, or asks for more than a rule allows
  kForbidden,  // not by this person
  kNotFound,   // no such thing, or not his to see
  kConflict,   // no longer possible
};

struct Refused {
  Refusal kind = Refusal::kFailed;
  std::string detail;
};

// A `T` or why not. Made from an Error too: kBadRequest is the caller's fault, all else is ours.
template <typename T>
class [[nodiscard]] Outcome {
 public:
  // NOLINTBEGIN(google-explicit-constructor): as in Result.
  Outcome(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Outcome(Refused refused) : state_(std::in_place_index<1>, std::move(refused)) {}
  Outcome(const Error& error)
      : Outcome(Refused{error.code == Errc::kBadRequest ? Refusal::kMalformed : Refusal::kFailed,
                        error.detail}) {}
  // NOLINTEND(google-explicit-constructor)

  [[nodiscard]] bool ok() const noexcept { return state_.index() == 0; }
  [[nodiscard]] const T& value() const& { return std::get<0>(state_); }
  [[nodiscard]] T& value() & { return std::get<0>(state_); }
  [[nodiscard]] T&& value() && { return std::get<0>(std::move(state_)); }
  [[nodiscard]] const Refused& error() const { return std::get<1>(state_); }

 private:
  std::variant<T, Refused> state_;
};

}  // namespace assent
