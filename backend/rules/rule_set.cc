#include "backend/rules/rule_set.h"

#include <algorithm>
#include <map>

#include "backend/rules/answers.h"
#include "backend/rules/coverage.h"
#include "backend/rules/rule_index.h"
#include "backend/rules/rule_reader.h"
#include "common/base/escape.h"

namespace assent {
namespace {

constexpr uid_t kNoUid = static_cast<uid_t>(-1);

// Where each rule stands, for the message about a second one of the same name.
using Places = std::map<std::string, std::string, std::less<>>;

Result<Ok> AddRule(const toml::node& node, const RuleSource& source, Places& places,
                   std::vector<Rule>& rules) {
  const toml::table* table = node.as_table();
  if (table == nullptr) return BadToml(source.path, node, "a rule begins with [[rule]]");
  ASSENT_ASSIGN_OR_RETURN(Rule rule, ReadRule(*table, source));
  const std::string place = source.path + ":" + std::to_string(table->source().begin.line);
  const auto [other, is_new] = places.emplace(rule.name, place);
  if (!is_new) {
    const std::string what = "there is a rule \"" + rule.name + "\" already: " + other->second;
    return BadToml(source.path, *table->get("name"), what);
  }
  rules.push_back(std::move(rule));
  return Ok{};
}

Result<Ok> AddFile(const RuleFile& file, const RuleSource& source, Places& places,
                   std::vector<Rule>& rules) {
  ASSENT_ASSIGN_OR_RETURN(const toml::table table, ParseToml(file.text, file.path));
  TomlReader reader(table, file.path, "");
  const toml::node* list = reader.Node("rule");
  ASSENT_RETURN_IF_ERROR(reader.Finish());
  if (list == nullptr) return Ok{};
  if (!list->is_array()) return BadToml(file.path, *list, "a rule begins with [[rule]]");
  for (const toml::node& node : *list->as_array()) {
    ASSENT_RETURN_IF_ERROR(AddRule(node, source, places, rules));
  }
  return Ok{};
}

template <typename Predicate>
RuleList Select(const RuleList& rules, Predicate predicate) {
  RuleList selected;
  std::copy_if(rules.begin(), rules.end(), std::back_inserter(selected), predicate);
  return selected;
}

bool IsWellFormed(const Action& action) {
  if (action.user_uid == kNoUid || action.runas_uid == kNoUid) return false;
  if (action.kind != "sudo") return true;
  return !action.command.empty() && action.command.front() == '/' && !action.argv.empty();
}

bool IsSome(const Needs& needs) {
  return needs.mutable_executable || needs.inherited_environment || needs.chosen_variables;
}

// What every one of `rules` leaves of `needs`; each need may be met by another of them.
Needs LeftByAll(const RuleList& rules, Needs needs) {
  for (const Rule* rule : rules) needs = LeftBy(*rule, needs);
  return needs;
}

}  // namespace

struct RuleSet::Impl {
  std::vector<Rule> rules;  // ascending by name
  RuleIndex denies;
  RuleIndex permits;
  RuleIndex asks;
  std::vector<std::string> warnings;

  [[nodiscard]] RuleAnswer Evaluate(const Action& action, const Facts& facts,
                                    const std::optional<std::string>& reason) const;
};

RuleSet::RuleSet() : impl_(std::make_unique<Impl>()) {}
RuleSet::~RuleSet() = default;
RuleSet::RuleSet(RuleSet&&) noexcept = default;
RuleSet& RuleSet::operator=(RuleSet&&) noexcept = default;

Result<RuleSet> RuleSet::Parse(const std::vector<RuleFile>& files, const NameService& names) {
  RuleSet set;
  Impl& impl = *set.impl_;
  Places places;
  for (const RuleFile& file : files) {
    const RuleSource source{file.path, names, impl.warnings};
    ASSENT_RETURN_IF_ERROR(AddFile(file, source, places, impl.rules));
  }
  std::sort(impl.rules.begin(), impl.rules.end(),
            [](const Rule& a, const Rule& b) { return a.name < b.name; });
  impl.denies = RuleIndex(impl.rules, Effect::kDeny);
  impl.permits = RuleIndex(impl.rules, Effect::kPermit);
  impl.asks = RuleIndex(impl.rules, Effect::kAsk);
  return set;
}

RuleAnswer RuleSet::Impl::Evaluate(const Action& action, const Facts& facts,
                                   const std::optional<std::string>& reason) const {
  if (!IsWellFormed(action)) return NotCovered("no rule covers an action that is not well formed");
  const auto covers = [&](const Rule* rule) { return Covers(*rule, action, facts); };
  const auto concerns = [&](const Rule* rule) { return Concerns(*rule, action, facts); };
  const RuleList denying = Select(denies.Candidates(action, facts), concerns);
  if (!denying.empty()) return Denied(*denying.front());
  if (action.chroot) return NotCovered("no rule covers this: chroot (-R) is not supported");

  const Needs needs = NeedsOf(action, facts);
  const RuleList asking = Select(asks.Candidates(action, facts), concerns);
  const bool overridden = std::any_of(asking.begin(), asking.end(),
                                      [](const Rule* rule) { return rule->overrides_permit; });
  const RuleList permitting =
      overridden ? RuleList() : Select(permits.Candidates(action, facts), covers);
  const RuleList allowing =
      Select(permitting, [&](const Rule* rule) { return !IsSome(LeftBy(*rule, needs)); });
  if (!allowing.empty()) return Permitted(allowing);

  const RuleList covering = Select(asking, covers);
  const Needs left = LeftByAll(covering, needs);
  if (!covering.empty() && !IsSome(left)) return Asked(asking, reason);
  if (!covering.empty()) return NotAllowed(left, facts);
  if (!permitting.empty()) return NotAllowed(LeftByAll(permitting, needs), facts);
  return NotCovered(std::string(TextOf(ReasonCode::kNoRule).meaning));
}

RuleAnswer RuleSet::Evaluate(const Action& action, const Facts& facts,
                             const std::optional<std::string>& reason) const {
  try {
    return impl_->Evaluate(action, facts, reason);
  } catch (...) {  // out of memory
    RuleAnswer answer;
    answer.code = ReasonCode::kBackendError;
    return answer;
  }
}

std::size_t RuleSet::size() const { return impl_->rules.size(); }

const std::vector<std::string>& RuleSet::warnings() const { return impl_->warnings; }

}  // namespace assent
