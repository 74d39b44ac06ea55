#include "cli/page.h"

#include <algorithm>

#include "cli/foreign_text.h"
#include "cli/terminal.h"

namespace assent {
namespace {

constexpr std::size_t kLabelWidth = 18;
constexpr std::size_t kLeastText = 10;  // columns for the text, however narrow the terminal

std::string Continuation(std::size_t width) {
  return width < 2 ? std::string(width, ' ') : std::string(width - 2, ' ') + "| ";
}

std::string Labelled(std::string_view label) {
  std::string first = "  " + std::string(label) + ":";
  first.resize(std::max(first.size() + 1, kLabelWidth), ' ');
  return first;
}

// The blank itself stays at the end of the line: nothing is left out.
std::size_t BackToBlank(std::string_view text, std::size_t bytes) {
  if (bytes >= text.size()) return bytes;
  const std::size_t blank = text.substr(0, bytes).rfind(' ');
  return blank == std::string_view::npos || blank < bytes / 2 ? bytes : blank + 1;
}

}  // namespace

std::size_t Page::RoomAfter(std::size_t indent) const {
  return style_.width > indent + kLeastText ? style_.width - indent : kLeastText;
}

void Page::Fold(std::string prefix, std::string_view value, Break where) {
  const std::string next = Continuation(std::max<std::size_t>(DisplayWidth(prefix), 2));
  do {
    std::size_t bytes = BytesThatFit(value, RoomAfter(DisplayWidth(prefix)));
    if (where == Break::kAtBlanks) bytes = BackToBlank(value, bytes);
    text_ += prefix;
    text_ += value.substr(0, bytes);
    text_ += '\n';
    value.remove_prefix(bytes);
    prefix = next;
  } while (!value.empty());
}

void Page::Line(std::string_view text) { Fold("", text, Break::kAtBlanks); }

void Page::Warning(std::string_view text) {
  const std::size_t begin = text_.size();
  Fold("  ! ", text, Break::kAtBlanks);
  std::string lines = text_.substr(begin);
  lines.pop_back();
  text_.resize(begin);
  text_ += Painted(std::move(lines), Paint::kWarning, style_.colour) + "\n";
}

void Page::Field(std::string_view label, std::string_view value) {
  Fold(Labelled(label), value, Break::kAtBlanks);
}

void Page::Summary(std::string_view label, std::string_view value) {
  const std::string first = Labelled(label);
  Fold(first, CutTo(value, RoomAfter(DisplayWidth(first))), Break::kAnywhere);
}

void Page::Item(std::string_view mark, std::string_view value) {
  Fold("    " + std::string(mark) + " ", value, Break::kAnywhere);
}

}  // namespace assent
