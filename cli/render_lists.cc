#include "cli/render_lists.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>
#include <sstream>

#include "cli/foreign_text.h"
#include "cli/request.h"
#include "cli/table.h"
#include "cli/terminal.h"
#include "cli/what.h"
#include "common/base/escape.h"

namespace assent {
namespace {

using Row = std::vector<std::string>;

// A cell that names something is not emptied, so that no column shifts the eye.
std::string OrDash(std::string text) { return text.empty() ? "-" : text; }

std::string CodeOf(const Json& json, const char* member) {
  const auto object = JsonObject::From(json, "element");
  if (!object.ok()) return "?";
  const auto code = object.value().OptionalString(member);
  return code.ok() ? OrDash(Printable(code.value().value_or(""))) : "?";
}

Row PendingRow(const Json& json, const Result<RequestView>& read) {
  if (!read.ok()) {
    return {CodeOf(json, "code"),
            "?",
            "?",
            "?",
            "cannot be shown: " + Printable(read.error().detail),
            "-",
            "-",
            "-"};
  }
  const RequestView& request = read.value();
  const Action& action = request.question.action;
  return {request.code,
          Escape(action.user_name),
          Escape(action.runas_user),
          Escape(action.host),
          WhatOf(action),
          OrDash(request.reason),
          MinutesAndSeconds(request.age),
          MinutesAndSeconds(request.left)};
}

Row GrantRow(const Json& json) {
  const auto read = ReadGrant(json);
  if (!read.ok()) {
    return {CodeOf(json, "id"),
            "?",
            "?",
            "?",
            "cannot be shown: " + Printable(read.error().detail),
            "-",
            "-",
            "-"};
  }
  const GrantView& grant = read.value();
  return {grant.id,
          OrDash(grant.user),
          OrDash(grant.runas),
          OrDash(grant.host),
          OrDash(grant.what),
          fmt::format("{}/{}", grant.used, grant.uses),
          grant.state_name,
          grant.state == GrantState::kLive ? MinutesAndSeconds(grant.left) : "-"};
}

// The titles are ours and hold no control characters; the rows are left alone.
std::string WithBoldTitles(std::string table, bool colour) {
  const std::size_t end = table.find('\n');
  return Painted(table.substr(0, end), Paint::kBold, colour) + table.substr(end);
}

struct Group {
  std::string who;
  std::vector<std::string> codes;  // those that the reader may decide
  std::vector<Row> rows;
};

std::vector<Group> ByPerson(const std::vector<Json>& requests) {
  std::vector<Group> groups;
  for (const Json& request : requests) {
    const auto read = ReadRequest(request);
    Row row = PendingRow(request, read);
    const std::string& who = row[1];
    auto group = std::find_if(groups.begin(), groups.end(),
                              [&](const Group& known) { return known.who == who; });
    if (group == groups.end()) group = groups.insert(group, Group{who, {}, {}});
    if (read.ok() && read.value().may_decide) group->codes.push_back(row[0]);
    group->rows.push_back(std::move(row));
  }
  return groups;
}

std::string PendingTable(const std::vector<Row>& rows, std::size_t width) {
  enum Place : std::size_t { kCode, kWho, kAs, kWhere, kWhat, kWhy, kAge, kLeft };
  const std::vector<Column> columns = {{"CODE", 0, 9},  {"WHO", 5, 7},   {"AS", 4, 6},
                                       {"WHERE", 5, 3}, {"WHAT", 12, 8}, {"WHY", 6, 2},
                                       {"AGE", 0, 4},   {"LEFT", 0, 5}};
  return RenderTable(columns, rows, {kWhat, kWhy, kWhere, kWho, kAs}, width);
}

std::string HowToApproveAllOf(const Group& group) {
  return fmt::format("{} asks for {}: assent approve {}\n", group.who, group.codes.size(),
                     fmt::join(group.codes, " "));
}

}  // namespace

std::vector<std::string> RenderBoard(const std::vector<BoardRow>& rows, std::size_t width) {
  std::vector<Row> cells;
  for (const BoardRow& row : rows) {
    cells.push_back(PendingRow(row.request, ReadRequest(row.request)));
    if (!row.settled.empty()) cells.back().back() = row.settled;
  }
  std::vector<std::string> lines;
  std::istringstream table(PendingTable(cells, width));
  for (std::string line; std::getline(table, line);) lines.push_back(line);
  return lines;
}

std::string RenderNames(const std::vector<Json>& elements, const char* member) {
  std::string text;
  for (const Json& element : elements) {
    const std::string name = CodeOf(element, member);
    if (name != "?" && name != "-") text += name + "\n";
  }
  return text;
}

std::string RenderPending(const std::vector<Json>& requests, Style style) {
  if (requests.empty()) return "Nothing is waiting for a decision that you may see.\n";
  std::vector<Row> rows;
  std::string hints;
  for (Group& group : ByPerson(requests)) {
    if (group.codes.size() > 1) hints += HowToApproveAllOf(group);
    std::move(group.rows.begin(), group.rows.end(), std::back_inserter(rows));
  }
  return WithBoldTitles(PendingTable(rows, style.width), style.colour) + hints;
}

std::string RenderGrants(const std::vector<Json>& grants, Style style) {
  if (grants.empty()) return "There is no grant that you may see.\n";
  enum Place : std::size_t { kId, kWho, kAs, kWhere, kWhat, kUsed, kState, kLeft };
  const std::vector<Column> columns = {{"ID", 0, 9},    {"WHO", 5, 7},   {"AS", 4, 4},
                                       {"WHERE", 5, 2}, {"WHAT", 12, 8}, {"USED", 0, 3},
                                       {"STATE", 4, 6}, {"LEFT", 0, 5}};
  std::vector<Row> rows;
  for (const Json& grant : grants) rows.push_back(GrantRow(grant));
  return WithBoldTitles(RenderTable(columns, rows, {kWhat, kWhere, kWho, kAs, kState}, style.width),
                        style.colour);
}

}  // namespace assent
