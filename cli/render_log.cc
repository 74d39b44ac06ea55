#include "cli/render_log.h"

#include <chrono>
#include <limits>

#include "cli/foreign_text.h"
#include "cli/table.h"
#include "cli/terminal.h"
#include "common/base/duration.h"

namespace assent {
namespace {

constexpr std::uint64_t kMaxNumber = std::numeric_limits<std::int64_t>::max();
// The last millisecond that a time_point of nanoseconds can hold, in the year 2262.
constexpr std::uint64_t kMaxMilliseconds = kMaxNumber / 1'000'000;

const Json* Member(const Json* json, const char* name) {
  if (json == nullptr || !json->is_object()) return nullptr;
  const auto found = json->find(name);
  return found == json->end() ? nullptr : &*found;
}

std::string Cell(const Json* json) {
  if (json == nullptr || json->is_null()) return "-";
  if (!json->is_string()) return Printable(DumpJson(*json));
  const std::string text = Printable(json->get_ref<const std::string&>());
  return text.empty() ? "-" : text;
}

std::string CellOr(const Json* first, const Json* second) {
  return Cell(first != nullptr && !first->is_null() ? first : second);
}

// OCSF times are milliseconds since 1970.
std::string TimeCell(const Json* json) {
  if (json == nullptr || !json->is_number_unsigned()) return Cell(json);
  const auto count = json->get<std::uint64_t>();
  if (count > kMaxMilliseconds) return "?";
  return FormatTime(std::chrono::system_clock::time_point(std::chrono::milliseconds(count)));
}

// Who did it, or, where nobody did (time, a reboot), whom it is about.
std::string WhoOf(const Json& record) {
  for (const Json* const person :
       {Member(Member(&record, "actor"), "user"), Member(&record, "user"),
        Member(Member(&record, "unmapped"), "user")}) {
    if (person != nullptr) return Cell(Member(person, "name"));
  }
  return "-";
}

// "approve; systemctl as root; grant G-1; DENIED_BY_APPROVER; why": what the record knows of these.
std::string WhatHappened(const Json& record) {
  const Json* const ours = Member(&record, "unmapped");
  const Json* const process = Member(&record, "process");
  const std::string program =
      CellOr(Member(ours, "program"), Member(Member(process, "file"), "path"));
  const std::string runas = CellOr(Member(ours, "runas"), Member(Member(process, "user"), "name"));
  std::string text;
  const auto add = [&text](const std::string& part) {
    if (part != "-") text += (text.empty() ? "" : "; ") + part;
  };
  add(CellOr(Member(ours, "decision"), Member(ours, "state")));
  add(runas == "-" ? program : program + " as " + runas);
  add(Cell(Member(ours, "grant")));
  add(Cell(Member(ours, "reason_code")));
  add(CellOr(Member(&record, "comment"), Member(&record, "status_detail")));
  return text.empty() ? "-" : text;
}

std::vector<std::string> Row(const Json& record) {
  const Json* const ours = Member(&record, "unmapped");
  return {Cell(Member(ours, "seq")),   TimeCell(Member(&record, "time")),
          Cell(Member(ours, "event")), WhoOf(record),
          Cell(Member(ours, "code")),  WhatHappened(record)};
}

}  // namespace

std::string RenderLog(const std::vector<Json>& records, Style style) {
  if (records.empty()) return "There is no record that you may see.\n";
  enum Place : std::size_t { kSeq, kTime, kEvent, kWho, kCode, kWhat };
  const std::vector<Column> columns = {{"SEQ", 0, 5}, {"TIME", 0, 3}, {"EVENT", 6, 4},
                                       {"WHO", 5, 2}, {"CODE", 0, 1}, {"WHAT", 12, 6}};
  std::vector<std::vector<std::string>> rows;
  for (const Json& record : records) rows.push_back(Row(record));
  const std::string table = RenderTable(columns, rows, {kWhat, kWho, kEvent}, style.width);
  const std::size_t end = table.find('\n');
  return Painted(table.substr(0, end), Paint::kBold, style.colour) + table.substr(end);
}

}  // namespace assent
