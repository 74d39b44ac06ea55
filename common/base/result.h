// Errors as values.
//
// A `Result<T>` is a `T` or an `Error`. It does not convert to bool, and `Result<bool>` does not
// compile: "the call worked" and "the answer was yes" must not look alike.
#pragma once

#include <string>
#include <type_traits>
#include <utility>
#include <variant>

namespace assent {

// Names who must act, not which line failed.
enum class Errc {
  kInternal = 1,   // us: a bug, or memory ran out
  kUnreachable,    // the administrator: nothing listens on the socket
  kTimeout,        // the administrator: the backend did not answer in time
  kBadReply,       // the backend answered something that is not an answer
  kBadRequest,     // the caller: what was sent to us is malformed
  kBadConfig,      // the administrator: a setting or a rule is wrong
  kUntrustedFile,  // the administrator: somebody else could have written it
  kTooLarge,       // the person: the action is larger than what can be asked
  kInterrupted,    // the person: a signal ended the wait
  kSystem,         // the kernel or a library refused
};

struct Error {
  Errc code = Errc::kInternal;
  std::string detail;  // for the log: paths and line numbers yes, secrets never
};

struct Ok {};  // Result<Ok>: worked, nothing to return

template <typename T>
class [[nodiscard]] Result {
  static_assert(!std::is_same_v<T, bool>, "name the outcomes with an enum");

 public:
  // NOLINTBEGIN(google-explicit-constructor): `return value;` and `return Error{...};` both make
  // one.
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}
  // NOLINTEND(google-explicit-constructor)

  [[nodiscard]] bool ok() const noexcept { return state_.index() == 0; }
  [[nodiscard]] const T& value() const& { return std::get<0>(state_); }
  [[nodiscard]] T& value() & { return std::get<0>(state_); }
  [[nodiscard]] T&& value() && { return std::get<0>(std::move(state_)); }
  [[nodiscard]] const Error& error() const { return std::get<1>(state_); }

 private:
  std::variant<T, Error> state_;
};

}  // namespace assent

#define ASSENT_CONCAT_INNER(a, b) a##b
#define ASSENT_CONCAT(a, b) ASSENT_CONCAT_INNER(a, b)

// ASSENT_ASSIGN_OR_RETURN(const std::string text, ReadTrustedFile(path, {}));
#define ASSENT_ASSIGN_OR_RETURN(declaration, expression) \
  ASSENT_ASSIGN_OR_RETURN_INNER(ASSENT_CONCAT(assent_result_, __LINE__), declaration, expression)
// NOLINTBEGIN(bugprone-macro-parentheses): a declaration and a name cannot stand in parentheses.
#define ASSENT_ASSIGN_OR_RETURN_INNER(result, declaration, expression) \
  auto result = (expression);                                          \
  if (!result.ok()) return result.error();                             \
  declaration = std::move(result).value()
// NOLINTEND(bugprone-macro-parentheses)

// For a Result<Ok>, or any whose value is not needed.
#define ASSENT_RETURN_IF_ERROR(expression)                            \
  do {                                                                \
    if (const auto assent_status = (expression); !assent_status.ok()) \
      return assent_status.error();                                   \
  } while (false)
