#include "common/action/wire.h"
#include "common/action/wire_names.h"
#include "common/base/bytes.h"
#include "common/base/escape.h"

namespace assent {
namespace {

Json Escaped(const std::vector<std::string>& list) {
  Json array = Json::array();
  for (const std::string& element : list) array.push_back(Escape(element));
  return array;
}

Json OrNull(const std::optional<std::string>& bytes) {
  return bytes ? Json(Escape(*bytes)) : Json();
}

Json EnvironmentJson(const std::vector<EnvVar>& env) {
  Json array = Json::array();
  for (const EnvVar& variable : env) {
    Json entry = {{"name", Escape(variable.name)}};
    if (variable.value) {
      entry["value"] = Escape(*variable.value);
    } else {
      entry["value_sha256"] = ToHex(variable.value_sha256);
    }
    array.push_back(std::move(entry));
  }
  return array;
}

Json FactsJson(const Facts& facts) {
  Json json = {{"tty", OrNull(facts.tty)},
               {"stdin", kStdinNames[static_cast<std::size_t>(facts.stdin_kind)]},
               {"environment", kEnvironmentNames[static_cast<std::size_t>(facts.environment)]},
               {"executable_trusted", facts.executable_trusted},
               {"executable_why", Escape(facts.executable_why)},
               {"intercepted", facts.intercepted}};
  if (!facts.executable_paths.empty()) json["executable_paths"] = Escaped(facts.executable_paths);
  return json;
}

Json PropertiesJson(const Question& question) {
  const Action& action = question.action;
  Json properties = {{"version", kActionVersion},
                     {"host", Escape(action.host)},
                     {"runas",
                      {{"uid", action.runas_uid},
                       {"user", Escape(action.runas_user)},
                       {"gid", action.runas_gid},
                       {"groups", action.runas_groups}}},
                     {"cwd", OrNull(action.cwd)},
                     {"chroot", OrNull(action.chroot)},
                     {"env", EnvironmentJson(action.env)},
                     {"files", Escaped(action.files)},
                     {"executable_sha256",
                      action.executable_sha256 ? Json(ToHex(*action.executable_sha256)) : Json()},
                     {"facts", FactsJson(question.facts)}};
  if (!action.command.empty()) properties["command"] = Escape(action.command);
  if (!action.argv.empty()) properties["argv"] = Escaped(action.argv);
  return properties;
}

}  // namespace

Json ToJson(const Question& question) {
  const Action& action = question.action;
  Json context = {{"invocation", question.invocation}, {"file", question.file}};
  if (question.file_only) context["file_only"] = true;
  if (question.reason) context["reason"] = Escape(*question.reason);
  return {{"subject",
           {{"type", "user"},
            {"id", Escape(action.user_name)},
            {"properties", {{"uid", action.user_uid}, {"groups", question.facts.user_groups}}}}},
          {"action", {{"name", action.kind}}},
          {"resource",
           {{"type", "host_command"},
            {"id", ToText(DigestOf(action))},
            {"properties", PropertiesJson(question)}}},
          {"context", std::move(context)}};
}

}  // namespace assent
