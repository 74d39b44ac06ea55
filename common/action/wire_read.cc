#include <algorithm>
#include <limits>

#include "common/action/wire.h"
#include "common/action/wire_names.h"
#include "common/base/bytes.h"
#include "common/base/escape.h"

namespace assent {
namespace {

// -1 means "no change" to setresuid(2) and is never anybody.
constexpr std::uint64_t kMaxId = std::numeric_limits<std::uint32_t>::max() - 1;

Error Bad(std::string what) { return Error{Errc::kBadRequest, std::move(what)}; }

// Nothing on a command line, in a path or an environment can hold a NUL.
Result<std::string> Bytes(const std::string& escaped, const std::string& where) {
  auto bytes = Unescape(escaped);
  if (!bytes.ok()) return Bad(where + ": " + bytes.error().detail);
  if (bytes.value().find('\0') != std::string::npos) return Bad(where + " holds a NUL");
  return bytes;
}

Result<std::string> Bytes(const JsonObject& object, const char* member) {
  ASSENT_ASSIGN_OR_RETURN(const std::string text, object.String(member));
  return Bytes(text, object.name() + "." + member);
}

Result<std::optional<std::string>> OptionalBytes(const JsonObject& object, const char* member) {
  ASSENT_ASSIGN_OR_RETURN(const auto text, object.OptionalString(member));
  if (!text) return std::optional<std::string>();
  ASSENT_ASSIGN_OR_RETURN(std::string bytes, Bytes(*text, object.name() + "." + member));
  return std::optional<std::string>(std::move(bytes));
}

Result<std::vector<std::string>> BytesList(const JsonObject& object, const char* member) {
  std::vector<std::string> list;
  ASSENT_ASSIGN_OR_RETURN(const Json* const array, object.OptionalArray(member));
  if (array == nullptr) return list;
  for (const Json& element : *array) {
    if (!element.is_string()) return Bad(object.name() + "." + member + " must hold strings");
    ASSENT_ASSIGN_OR_RETURN(std::string bytes, Bytes(element.get_ref<const std::string&>(),
                                                     object.name() + "." + member));
    list.push_back(std::move(bytes));
  }
  return list;
}

Result<std::vector<gid_t>> GroupList(const JsonObject& object, const char* member) {
  std::vector<gid_t> groups;
  ASSENT_ASSIGN_OR_RETURN(const Json* const array, object.Array(member));
  for (const Json& element : *array) {
    if (!element.is_number_unsigned() || element.get<std::uint64_t>() > kMaxId) {
      return Bad(object.name() + "." + member + " must hold group ids");
    }
    groups.push_back(element.get<gid_t>());
  }
  return groups;
}

Result<Sha256Digest> DigestFromHex(const std::string& text, const char* where) {
  const auto bytes = FromHex(text);
  Sha256Digest digest{};
  if (!bytes.ok() || bytes.value().size() != digest.size()) {
    return Bad(std::string(where) + " must be 64 lower-case hex digits");
  }
  std::copy(bytes.value().begin(), bytes.value().end(), digest.begin());
  return digest;
}

Result<EnvVar> Variable(const Json& json) {
  ASSENT_ASSIGN_OR_RETURN(const JsonObject object, JsonObject::From(json, "env[]"));
  EnvVar variable;
  ASSENT_ASSIGN_OR_RETURN(variable.name, Bytes(object, "name"));
  ASSENT_ASSIGN_OR_RETURN(variable.value, OptionalBytes(object, "value"));
  ASSENT_ASSIGN_OR_RETURN(const auto hash, object.OptionalString("value_sha256"));
  if (variable.name.empty() || variable.name.find('=') != std::string::npos) {
    return Bad("env[].name is not the name of a variable");
  }
  if (variable.value.has_value() == hash.has_value()) {
    return Bad("env[] must have either value or value_sha256");
  }
  if (hash) {
    ASSENT_ASSIGN_OR_RETURN(variable.value_sha256, DigestFromHex(*hash, "env[].value_sha256"));
  }
  return variable;
}

Result<std::vector<EnvVar>> Environment(const JsonObject& properties) {
  std::vector<EnvVar> env;
  ASSENT_ASSIGN_OR_RETURN(const Json* const array, properties.OptionalArray("env"));
  if (array == nullptr) return env;
  for (const Json& entry : *array) {
    ASSENT_ASSIGN_OR_RETURN(EnvVar variable, Variable(entry));
    if (!env.empty() && env.back().name >= variable.name) return Bad("env must ascend by name");
    env.push_back(std::move(variable));
  }
  return env;
}

template <std::size_t N>
Result<std::size_t> OneOf(const std::array<std::string_view, N>& names, const JsonObject& object,
                          const char* member) {
  ASSENT_ASSIGN_OR_RETURN(const std::string text, object.String(member));
  const auto found = std::find(names.begin(), names.end(), text);
  if (found == names.end()) return Bad(object.name() + "." + member + " has an unknown value");
  return static_cast<std::size_t>(found - names.begin());
}

bool IsAbsolute(const std::string& path) { return !path.empty() && path.front() == '/'; }

bool AreAbsolute(const std::vector<std::string>& paths) {
  return std::all_of(paths.begin(), paths.end(), IsAbsolute);
}

Result<Facts> ReadFacts(const JsonObject& properties, Facts facts) {
  ASSENT_ASSIGN_OR_RETURN(const JsonObject object, properties.Object("facts"));
  ASSENT_ASSIGN_OR_RETURN(facts.tty, OptionalBytes(object, "tty"));
  ASSENT_ASSIGN_OR_RETURN(const std::size_t stdin_kind, OneOf(kStdinNames, object, "stdin"));
  facts.stdin_kind = static_cast<StdinKind>(stdin_kind);
  ASSENT_ASSIGN_OR_RETURN(const std::size_t environment,
                          OneOf(kEnvironmentNames, object, "environment"));
  facts.environment = static_cast<EnvironmentKind>(environment);
  ASSENT_ASSIGN_OR_RETURN(const auto trusted, object.OptionalBool("executable_trusted"));
  facts.executable_trusted = trusted.value_or(false);
  ASSENT_ASSIGN_OR_RETURN(const auto why, OptionalBytes(object, "executable_why"));
  facts.executable_why = why.value_or("");
  ASSENT_ASSIGN_OR_RETURN(facts.executable_paths, BytesList(object, "executable_paths"));
  if (!AreAbsolute(facts.executable_paths)) {
    return Bad("facts.executable_paths must hold absolute paths");
  }
  ASSENT_ASSIGN_OR_RETURN(const auto intercepted, object.OptionalBool("intercepted"));
  facts.intercepted = intercepted.value_or(false);
  return facts;
}

Result<Ok> ReadSubject(const JsonObject& body, Question& question) {
  ASSENT_ASSIGN_OR_RETURN(const JsonObject subject, body.Object("subject"));
  ASSENT_ASSIGN_OR_RETURN(const std::string type, subject.String("type"));
  if (type != "user") return Bad("subject.type must be \"user\"");
  ASSENT_ASSIGN_OR_RETURN(question.action.user_name, Bytes(subject, "id"));
  if (question.action.user_name.empty()) return Bad("subject.id is empty");
  ASSENT_ASSIGN_OR_RETURN(const JsonObject properties, subject.Object("properties"));
  ASSENT_ASSIGN_OR_RETURN(const std::uint64_t uid, properties.Unsigned("uid", kMaxId));
  question.action.user_uid = static_cast<uid_t>(uid);
  ASSENT_ASSIGN_OR_RETURN(question.facts.user_groups, GroupList(properties, "groups"));
  return Ok{};
}

Result<Ok> ReadRunas(const JsonObject& properties, Action& action) {
  ASSENT_ASSIGN_OR_RETURN(const JsonObject runas, properties.Object("runas"));
  ASSENT_ASSIGN_OR_RETURN(const std::uint64_t uid, runas.Unsigned("uid", kMaxId));
  ASSENT_ASSIGN_OR_RETURN(const std::uint64_t gid, runas.Unsigned("gid", kMaxId));
  action.runas_uid = static_cast<uid_t>(uid);
  action.runas_gid = static_cast<gid_t>(gid);
  ASSENT_ASSIGN_OR_RETURN(action.runas_user, Bytes(runas, "user"));
  ASSENT_ASSIGN_OR_RETURN(action.runas_groups, GroupList(runas, "groups"));
  const auto& groups = action.runas_groups;
  if (std::adjacent_find(groups.begin(), groups.end(), std::greater_equal<>()) != groups.end()) {
    return Bad("runas.groups must ascend");
  }
  return Ok{};
}

Result<Ok> CheckShape(const Action& action) {
  if (action.kind == "sudoedit") {
    if (!action.command.empty() || !action.argv.empty() || !action.env.empty() || action.cwd) {
      return Bad("sudoedit has files only");
    }
    if (action.files.empty() || !AreAbsolute(action.files)) {
      return Bad("sudoedit needs files with absolute paths");
    }
    return Ok{};
  }
  if (!action.files.empty()) return Bad("only sudoedit has files");
  if (!IsAbsolute(action.command)) return Bad("command must be an absolute path");
  if (action.argv.empty()) return Bad("argv must not be empty");
  if (action.cwd && !IsAbsolute(*action.cwd)) return Bad("cwd must be an absolute path");
  return Ok{};
}

Result<Ok> ReadProperties(const JsonObject& properties, Question& question) {
  Action& action = question.action;
  ASSENT_ASSIGN_OR_RETURN(const std::uint64_t version, properties.Unsigned("version", 1000));
  if (version != kActionVersion) return Bad("version of the action is not known");
  ASSENT_ASSIGN_OR_RETURN(action.host, Bytes(properties, "host"));
  ASSENT_RETURN_IF_ERROR(ReadRunas(properties, action));
  ASSENT_ASSIGN_OR_RETURN(const auto command, OptionalBytes(properties, "command"));
  action.command = command.value_or("");
  ASSENT_ASSIGN_OR_RETURN(action.argv, BytesList(properties, "argv"));
  ASSENT_ASSIGN_OR_RETURN(action.cwd, OptionalBytes(properties, "cwd"));
  ASSENT_ASSIGN_OR_RETURN(action.chroot, OptionalBytes(properties, "chroot"));
  ASSENT_ASSIGN_OR_RETURN(action.env, Environment(properties));
  ASSENT_ASSIGN_OR_RETURN(action.files, BytesList(properties, "files"));
  ASSENT_ASSIGN_OR_RETURN(const auto hash, properties.OptionalString("executable_sha256"));
  if (hash) {
    ASSENT_ASSIGN_OR_RETURN(action.executable_sha256, DigestFromHex(*hash, "executable_sha256"));
  }
  ASSENT_ASSIGN_OR_RETURN(question.facts, ReadFacts(properties, std::move(question.facts)));
  return CheckShape(action);
}

Result<Ok> ReadContext(const JsonObject& body, Question& question) {
  ASSENT_ASSIGN_OR_RETURN(const JsonObject context, body.Object("context"));
  ASSENT_ASSIGN_OR_RETURN(question.invocation, context.String("invocation"));
  if (question.invocation.size() != 32 || !FromHex(question.invocation).ok()) {
    return Bad("context.invocation must be 32 lower-case hex digits");
  }
  ASSENT_ASSIGN_OR_RETURN(const auto file, context.OptionalBool("file"));
  question.file = file.value_or(false);
  ASSENT_ASSIGN_OR_RETURN(const auto file_only, context.OptionalBool("file_only"));
  question.file_only = file_only.value_or(false);
  ASSENT_ASSIGN_OR_RETURN(question.reason, OptionalBytes(context, "reason"));
  return Ok{};
}

bool IsKindName(const std::string& kind) {
  return !kind.empty() && kind.size() <= 32 &&
         kind.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string::npos;
}

}  // namespace

Result<Question> QuestionFromJson(const Json& json) {
  Question question;
  ASSENT_ASSIGN_OR_RETURN(const JsonObject body, JsonObject::From(json, "body"));
  ASSENT_RETURN_IF_ERROR(ReadSubject(body, question));
  ASSENT_ASSIGN_OR_RETURN(const JsonObject action, body.Object("action"));
  ASSENT_ASSIGN_OR_RETURN(question.action.kind, action.String("name"));
  if (!IsKindName(question.action.kind)) return Bad("action.name is not the name of an action");
  ASSENT_ASSIGN_OR_RETURN(const JsonObject resource, body.Object("resource"));
  ASSENT_ASSIGN_OR_RETURN(const std::string type, resource.String("type"));
  if (type != "host_command") return Bad("resource.type must be \"host_command\"");
  ASSENT_ASSIGN_OR_RETURN(const std::string id, resource.String("id"));
  static_cast<void>(id);  // compared by the caller
  ASSENT_ASSIGN_OR_RETURN(const JsonObject properties, resource.Object("properties"));
  ASSENT_RETURN_IF_ERROR(ReadProperties(properties, question));
  ASSENT_RETURN_IF_ERROR(ReadContext(body, question));
  return question;
}

}  // namespace assent
