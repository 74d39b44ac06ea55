// Regular expressions of rules: RE2, so that no pattern and no text can take more than linear time.
// They work on bytes, because arguments are bytes.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "common/base/result.h"

namespace re2 {
class RE2;
}

namespace assent {

class Pattern {
 public:
  // The text must be ASCII: a character of several bytes in "[é]" would mean one of its bytes. Any
  // byte can be written \xHH. "." is any byte, a newline too. Error: kBadConfig, detail says what
  // is wrong with it.
  static Result<Pattern> Compile(const std::string& text);

  // From the first byte to the last. `$` is the very end, not before a newline that ends the text.
  [[nodiscard]] bool MatchesWhole(std::string_view text) const;
  [[nodiscard]] bool IsFoundIn(std::string_view text) const;
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  explicit Pattern(std::shared_ptr<const re2::RE2> compiled, std::string text);

  std::shared_ptr<const re2::RE2> compiled_;  // immutable, so copies share it
  std::string text_;
};

}  // namespace assent
