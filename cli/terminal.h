// The person's terminal: how wide it is, whether it takes colours, and asking a question on it.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>

#include "common/base/handle.h"
#include "common/base/result.h"

namespace assent {

inline constexpr std::size_t kUsualWidth = 80;

// Columns of the terminal behind `fd`; 80 when it is none or does not say.
std::size_t WidthOf(int fd);

inline constexpr std::size_t kUsualHeight = 24;
std::size_t HeightOf(int fd);  // likewise

// True when `fd` is a terminal that is not "dumb" and NO_COLOR (https://no-color.org) is not set.
bool TakesColour(int fd, const char* no_color, const char* term);

// Waits `duration`, or until nobody can read what is written to `fd` any more.
enum class Reader { kGone, kThere };
Reader WaitForReaderToGo(int fd, std::chrono::milliseconds duration);

enum class Paint { kBold, kWarning };

// `text`, which must not hold control characters, painted when `colour`.
std::string Painted(std::string text, Paint paint, bool colour);

enum class Answer { kNo, kYes };  // zero: no

// A terminal to ask on: /dev/tty, or standard input where that is a terminal without being the
// controlling one.
class Terminal {
 public:
  static std::optional<Terminal> Open();  // nullopt: there is none
  explicit Terminal(UniqueFd fd) : fd_(std::move(fd)) {}

  [[nodiscard]] std::size_t Width() const { return WidthOf(fd_.get()); }
  [[nodiscard]] std::size_t Height() const { return HeightOf(fd_.get()); }

  // Shows `text` and waits for a line after `prompt`.
  void Show(const std::string& text, const std::string& prompt) const;

  // Shows `text`, throws away what was typed until then, and asks `question` in one line. Only "y"
  // and "yes" are a yes; end of file, and what could not be shown, are a no.
  [[nodiscard]] Answer Ask(const std::string& text, const std::string& question) const;

 private:
  UniqueFd fd_;
};

}  // namespace assent
