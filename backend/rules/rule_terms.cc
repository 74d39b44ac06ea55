#include "backend/rules/rule_parts.h"
#include "common/base/escape.h"

namespace assent {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr milliseconds kMaxStartWithin = hours(30 * 24);
constexpr milliseconds kMaxRuntime = hours(365 * 24);
constexpr std::int64_t kMaxUses = 10'000;

std::optional<seconds> ReadMaxRuntime(TomlReader& reader) {
  const milliseconds runtime =
      reader.Duration("max_runtime", milliseconds(0), seconds(1), kMaxRuntime);
  if (runtime == milliseconds(0)) return std::nullopt;
  if (runtime % seconds(1) != milliseconds(0)) reader.Fail("max_runtime", "must be whole seconds");
  return std::chrono::duration_cast<seconds>(runtime);
}

}  // namespace

Result<ReasonDemand> ReadReason(const toml::table& reason, const RuleSource& source) {
  TomlReader reader(reason, source.path, "reason.");
  const std::string pattern = reader.String("pattern", "");
  ReasonDemand demand;
  demand.required = reader.Flag("required", reason.contains("pattern"));
  ASSENT_RETURN_IF_ERROR(reader.Finish());
  if (!reason.contains("pattern")) return demand;
  const toml::node& where = *reason.get("pattern");
  if (!demand.required) {
    return BadToml(source.path, where, "reason.pattern needs reason.required = true");
  }
  const auto compiled = Pattern::Compile(pattern);
  if (!compiled.ok()) {
    return BadToml(source.path, where, "reason.pattern " + Escape(compiled.error().detail));
  }
  demand.pattern = compiled.value();
  return demand;
}

Result<GrantBounds> ReadGrantBounds(const toml::table& grant, const RuleSource& source) {
  TomlReader reader(grant, source.path, "grant.");
  GrantBounds bounds;
  const std::int64_t uses = reader.Integer("uses", bounds.uses, 1, kMaxUses);
  const std::int64_t max_uses = reader.Integer("max_uses", uses, 1, kMaxUses);
  bounds.start_within =
      reader.Duration("start_within", bounds.start_within, seconds(1), kMaxStartWithin);
  bounds.max_start_within =
      reader.Duration("max_start_within", bounds.start_within, seconds(1), kMaxStartWithin);
  bounds.max_runtime = ReadMaxRuntime(reader);
  if (max_uses < uses) reader.Fail("max_uses", "is smaller than grant.uses");
  if (bounds.max_start_within < bounds.start_within) {
    reader.Fail("max_start_within", "is shorter than grant.start_within");
  }
  ASSENT_RETURN_IF_ERROR(reader.Finish());
  bounds.uses = static_cast<std::uint32_t>(uses);
  bounds.max_uses = static_cast<std::uint32_t>(max_uses);
  return bounds;
}

Result<std::optional<seconds>> ReadPermitRuntime(const toml::table& grant,
                                                 const RuleSource& source) {
  for (const char* key : {"uses", "start_within", "max_uses", "max_start_within"}) {
    if (const toml::node* node = grant.get(key)) {
      return BadToml(source.path, *node,
                     std::string("grant.") + key + " has no place in a permit rule");
    }
  }
  TomlReader reader(grant, source.path, "grant.");
  const std::optional<seconds> runtime = ReadMaxRuntime(reader);
  ASSENT_RETURN_IF_ERROR(reader.Finish());
  return runtime;
}

}  // namespace assent
