// Writing labelled text that folds at the edge of the terminal.
//
// Every line on the screen begins with something of ours: a label, a number, or the mark of a
// continuation. Without that, an argument padded with blanks could wrap so that its end looks like
// a line of its own.
#pragma once

#include <string>
#include <string_view>

namespace assent {

struct Style {
  std::size_t width = 80;
  bool colour = false;
};

class Page {
 public:
  explicit Page(Style style) : style_(style) {}

  void Line(std::string_view text);     // folded, no indent
  void Warning(std::string_view text);  // the same, painted
  void Blank() { text_ += '\n'; }
  void Field(std::string_view label, std::string_view value);    // "  Label:       value"
  void Summary(std::string_view label, std::string_view value);  // a field cut to one line
  void Item(std::string_view mark, std::string_view value);      // "    [1] value"

  [[nodiscard]] std::string Take() && { return std::move(text_); }

 private:
  [[nodiscard]] std::size_t RoomAfter(std::size_t indent) const;
  enum class Break { kAnywhere, kAtBlanks };
  void Fold(std::string prefix, std::string_view value, Break where);

  Style style_;
  std::string text_;
};

}  // namespace assent
