#include "cli/table.h"

#include <algorithm>
#include <numeric>

#include "cli/foreign_text.h"

namespace assent {
namespace {

constexpr std::size_t kGap = 2;

using Rows = std::vector<std::vector<std::string>>;
using Widths = std::vector<std::size_t>;

Widths NaturalWidths(const std::vector<Column>& columns, const Rows& rows) {
  Widths widths;
  for (const Column& column : columns) widths.push_back(DisplayWidth(column.title));
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < widths.size(); ++i) {
      widths[i] = std::max(widths[i], DisplayWidth(row[i]));
    }
  }
  return widths;
}

std::size_t Total(const Widths& widths, const std::vector<std::size_t>& shown) {
  std::size_t total = 0;
  for (const std::size_t i : shown) total += widths[i] + (total == 0 ? 0 : kGap);
  return total;
}

bool IsShown(const std::vector<std::size_t>& shown, std::size_t column) {
  return std::find(shown.begin(), shown.end(), column) != shown.end();
}

// Takes columns off in the given order until the rest fits, or nothing more can be taken.
Widths Cut(Widths widths, const std::vector<Column>& columns,
           const std::vector<std::size_t>& cut_first, const std::vector<std::size_t>& shown,
           std::size_t width) {
  for (const std::size_t i : cut_first) {
    const std::size_t total = Total(widths, shown);
    if (total <= width) break;
    if (!IsShown(shown, i) || widths[i] <= columns[i].least) continue;
    widths[i] -= std::min(total - width, widths[i] - columns[i].least);
  }
  return widths;
}

void LeaveOutTheLeast(std::vector<std::size_t>& shown, const std::vector<Column>& columns) {
  const auto least = std::min_element(
      shown.begin(), shown.end(),
      [&](std::size_t a, std::size_t b) { return columns[a].keep < columns[b].keep; });
  shown.erase(least);
}

std::string Line(const std::vector<std::string>& cells, const Widths& widths,
                 const std::vector<std::size_t>& shown, std::size_t width) {
  std::string line;
  for (const std::size_t i : shown) {
    if (!line.empty()) line.append(kGap, ' ');
    const std::string cell = CutTo(cells[i], widths[i]);
    line += cell;
    if (i != shown.back()) line.append(widths[i] - DisplayWidth(cell), ' ');
  }
  line.erase(line.find_last_not_of(' ') + 1);
  return CutTo(line, width) + "\n";
}

}  // namespace

std::string RenderTable(const std::vector<Column>& columns, const Rows& rows,
                        const std::vector<std::size_t>& cut_first, std::size_t width) {
  const Widths natural = NaturalWidths(columns, rows);
  std::vector<std::size_t> shown(columns.size());
  std::iota(shown.begin(), shown.end(), std::size_t{0});
  Widths widths = Cut(natural, columns, cut_first, shown, width);
  while (Total(widths, shown) > width && shown.size() > 1) {
    LeaveOutTheLeast(shown, columns);
    widths = Cut(natural, columns, cut_first, shown, width);
  }
  std::vector<std::string> titles;
  for (const Column& column : columns) titles.push_back(column.title);
  std::string table = Line(titles, widths, shown, width);
  for (const auto& row : rows) table += Line(row, widths, shown, width);
  return table;
}

}  // namespace assent
