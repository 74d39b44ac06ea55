// A table that fits its width: no row ever takes two lines.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace assent {

struct Column {
  std::string title;
  std::size_t least = 0;  // columns it keeps when it is cut
  int keep = 0;           // when even that does not fit, the lowest `keep` is left out first
};

// `rows` hold printable text, one cell for each column. Only the columns in `cut_first` are cut, in
// that order; every line ends with a newline.
std::string RenderTable(const std::vector<Column>& columns,
                        const std::vector<std::vector<std::string>>& rows,
                        const std::vector<std::size_t>& cut_first, std::size_t width);

}  // namespace assent
