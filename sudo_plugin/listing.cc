#include "sudo_plugin/listing.h"

#include "common/base/escape.h"
#include "common/client/listing.h"
#include "sudo_plugin/listing_messages.h"
#include "sudo_plugin/question_parts.h"

namespace assent {
namespace {

using Lines = std::vector<std::string>;

// The caller, or for -U that person as he would call it from here.
std::optional<Invocation> ListedPerson(const Invocation& caller, const ListCall& call,
                                       const Members& members) {
  if (!call.user) return caller;
  const auto member = members.member(*call.user);
  if (!member) return std::nullopt;
  if (member->uid == caller.uid) return caller;
  Invocation listed = caller;
  listed.uid = member->uid;
  listed.user = member->name;
  listed.groups = member->groups;
  listed.environment.clear();
  listed.reason.reset();
  return listed;
}

Result<ListingOptions> OptionsFor(const Surroundings& surroundings) {
  ListingOptions options;
  ASSENT_ASSIGN_OR_RETURN(options.settings, LoadClientSettings(surroundings.settings_path,
                                                               surroundings.settings_trust));
  options.socket = surroundings.socket;
  return options;
}

Lines OpenOf(const Invocation& listed, const ListingOptions& options) {
  const auto standing = AskStanding(listed.uid, options);
  if (!standing.ok()) return {NotAskedFor(ToDenial(standing.error()))};
  return LinesOf(standing.value(), listed.user);
}

std::string Foretold(const Invocation& listed, const ListCall& call, const ListingOptions& options,
                     const Surroundings& surroundings) {
  const auto unknown = [](const Error& error) {
    return "whether this needs approval cannot be told before it is run: " + Escape(error.detail);
  };
  const auto resolved = ResolvedByList(listed, call.argv, call.printed, surroundings.members);
  if (!resolved.ok()) return unknown(resolved.error());
  auto action = ActionFromSudo(listed, resolved.value(), surroundings.account);
  if (!action.ok()) return unknown(action.error());
  Question question;
  question.action = std::move(action).value();
  question.facts = FactsOf(listed, Stage::kProgram);
  question.reason = listed.reason;
  const auto program = Program::Examine(question.action, question.facts, surroundings.program);
  if (!program.ok()) return LineOf(ForecastReply(NotTrusted(program.error())), question.action);
  auto id = NewInvocationId();
  if (!id.ok()) return NotForetold(ToDenial(id.error()));
  question.invocation = std::move(id).value();
  const auto forecast = AskForecast(question, options);
  if (!forecast.ok()) return NotForetold(ToDenial(forecast.error()));
  return LineOf(forecast.value(), question.action);
}

}  // namespace

std::vector<std::string> ListingLines(const Invocation& invocation, const ListCall& call,
                                      const Surroundings& surroundings) {
  if (invocation.asks_for_other_host) return {};
  const auto listed = ListedPerson(invocation, call, surroundings.members);
  if (!listed)
    return {"grants and requests could not be asked for: user " + Escape(*call.user) +
            " is not known"};
  if (listed->uid == 0) return {};  // root is never asked
  const auto options = OptionsFor(surroundings);
  if (call.argv.empty()) {
    return options.ok() ? OpenOf(*listed, options.value())
                        : Lines{NotAskedFor(ToDenial(options.error()))};
  }
  if (!options.ok()) return {NotForetold(ToDenial(options.error()))};
  return {Foretold(*listed, call, options.value(), surroundings)};
}

}  // namespace assent
