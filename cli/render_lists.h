// Lists: requests, grants, records of the log, and the status.
#pragma once

#include <string>
#include <vector>

#include "cli/page.h"
#include "common/json/strict_json.h"

namespace assent {

// Requests of one person stand together, with the line that approves them all.
//
// Takes the elements as the server sent them: one that cannot be read becomes a row that says so,
// and never hides the others. Empty lists are said in words.
std::string RenderPending(const std::vector<Json>& requests, Style style);
std::string RenderGrants(const std::vector<Json>& grants, Style style);

// One row of a live list.
struct BoardRow {
  Json request;
  std::string settled;  // "approved", "denied"; empty while it waits
};

// The titles, then one line for each of `rows`, in their order; none ends with a newline.
std::vector<std::string> RenderBoard(const std::vector<BoardRow>& rows, std::size_t width);

// The member `member` ("code", "id") of each, one in a line; those that have none are left out.
std::string RenderNames(const std::vector<Json>& elements, const char* member);

}  // namespace assent
