// What sudoers prints while it lists: the only place where it says what it made of a command.
#pragma once

#include <string>

#include "sudo_plugin/sudo_api.h"

namespace assent {

// The printf to hand to sudoers in place of `front_end`: everything goes on to it, as it is.
// `front_end` may be nullptr.
sudo_printf_t OverhearingPrintf(sudo_printf_t front_end);

// While one lives, what sudoers prints to standard output is kept too. One at a time, in a process
// with one thread.
class OverheardOutput {
 public:
  OverheardOutput();
  ~OverheardOutput();
  OverheardOutput(const OverheardOutput&) = delete;
  OverheardOutput& operator=(const OverheardOutput&) = delete;

  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  friend void Overhear(const char* text) noexcept;
  std::string text_;
};

}  // namespace assent
