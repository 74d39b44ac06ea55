#include "backend/rules/path.h"
#include "backend/rules/rule_parts.h"
#include "common/action/shell_capable.h"
#include "common/base/escape.h"

namespace assent {
namespace {

constexpr std::string_view kNotNormal =
    " must be an absolute path without \".\", \"..\", \"//\" or a slash at the end";

Error Bad(const RuleSource& source, const toml::node& where, const std::string& what) {
  return BadToml(source.path, where, what);
}

Result<ArgumentMatcher> ReadOneOf(const toml::node& list, const RuleSource& source) {
  OneOf one_of;
  const toml::array* array = list.as_array();
  if (array == nullptr || array->empty()) {
    return Bad(source, list, "one_of must be a list of strings");
  }
  for (const toml::node& element : *array) {
    const auto* text = element.as_string();
    if (text == nullptr) return Bad(source, element, "one_of must be a list of strings");
    one_of.values.insert(text->get());
  }
  return ArgumentMatcher(std::move(one_of));
}

Result<ArgumentMatcher> ReadUnder(const toml::node& directory, const RuleSource& source) {
  const auto* text = directory.as_string();
  if (text == nullptr || !IsNormalPath(text->get())) {
    return Bad(source, directory, "under" + std::string(kNotNormal));
  }
  if (text->get() == "/") return Bad(source, directory, "under = \"/\" would be everything");
  return ArgumentMatcher(Under{text->get()});
}

Result<ArgumentMatcher> ReadInt(const toml::node& range, const RuleSource& source) {
  const toml::array* array = range.as_array();
  if (array == nullptr || array->size() != 2 || !array->get(0)->is_integer() ||
      !array->get(1)->is_integer()) {
    return Bad(source, range, "int must be [smallest, largest]");
  }
  const IntRange bounds{array->get(0)->as_integer()->get(), array->get(1)->as_integer()->get()};
  if (bounds.min > bounds.max) return Bad(source, range, "int has its smallest above its largest");
  return ArgumentMatcher(bounds);
}

Result<ArgumentMatcher> ReadRegex(const toml::node& regex, const RuleSource& source) {
  const auto* text = regex.as_string();
  if (text == nullptr) return Bad(source, regex, "regex must be a string");
  const auto compiled = Pattern::Compile(text->get());
  if (!compiled.ok()) return Bad(source, regex, "regex " + Escape(compiled.error().detail));
  return ArgumentMatcher(compiled.value());
}

constexpr const char* kMatchers = "must be a string, { one_of }, { under }, { int } or { regex }";

// "text" or a table with exactly one key.
Result<ArgumentMatcher> ReadMatcher(const toml::node& node, const char* key,
                                    const RuleSource& source) {
  if (const auto* text = node.as_string()) return ArgumentMatcher(OneOf{{text->get()}});
  const toml::table* table = node.as_table();
  if (table == nullptr || table->size() != 1) {
    return Bad(source, node, std::string(key) + ": each element " + kMatchers);
  }
  const auto only = table->begin();  // toml++ keeps what *only refers to inside the iterator
  const auto& [name, value] = *only;
  if (name == "one_of") return ReadOneOf(value, source);
  if (name == "under") return ReadUnder(value, source);
  if (name == "int") return ReadInt(value, source);
  if (name == "regex") return ReadRegex(value, source);
  return Bad(source, value,
             std::string(key) + ": unknown matcher " + Escape(name.str()) + ": it " + kMatchers);
}

Result<std::vector<ArgumentMatcher>> ReadMatchers(const toml::node& node, const char* key,
                                                  const RuleSource& source) {
  const toml::array* array = node.as_array();
  if (array == nullptr) return Bad(source, node, std::string(key) + " must be a list");
  std::vector<ArgumentMatcher> matchers;
  for (const toml::node& element : *array) {
    ASSENT_ASSIGN_OR_RETURN(auto matcher, ReadMatcher(element, key, source));
    matchers.push_back(std::move(matcher));
  }
  return matchers;
}

Result<std::string> ReadPath(const toml::node& node, const char* key, const RuleSource& source) {
  const auto* text = node.as_string();
  if (text != nullptr && IsNormalPath(text->get()) && text->get() != "/") return text->get();
  return Bad(source, node, std::string(key) + std::string(kNotNormal));
}

Result<std::vector<std::string>> ReadCommands(const toml::node& node, const RuleSource& source) {
  std::vector<std::string> commands;
  const toml::array* array = node.as_array();
  if (array == nullptr) {
    ASSENT_ASSIGN_OR_RETURN(auto command, ReadPath(node, "command", source));
    commands.push_back(std::move(command));
    return commands;
  }
  if (array->empty()) return Bad(source, node, "command is empty");
  for (const toml::node& element : *array) {
    ASSENT_ASSIGN_OR_RETURN(auto command, ReadPath(element, "command", source));
    commands.push_back(std::move(command));
  }
  return commands;
}

// Exact paths, { one_of } and { under }: a file name is not a number, and a pattern over whole
// paths is what sudoers got wrong.
Result<std::vector<ArgumentMatcher>> ReadFiles(const toml::node& node, const RuleSource& source) {
  ASSENT_ASSIGN_OR_RETURN(auto files, ReadMatchers(node, "files", source));
  if (files.empty()) return Bad(source, node, "files is empty");
  for (ArgumentMatcher& file : files) {
    if (std::holds_alternative<Under>(file)) continue;
    OneOf* exact = std::get_if<OneOf>(&file);
    if (exact == nullptr) return Bad(source, node, "files takes paths, { one_of } and { under }");
    for (const std::string& path : exact->values) {
      if (!IsNormalPath(path)) {
        return Bad(source, node, "files: \"" + Escape(path) + "\"" + std::string(kNotNormal));
      }
      exact->keys.insert(FileKey(path));
    }
  }
  return files;
}

Result<Ok> ReadCwd(const toml::node& node, const RuleSource& source, Rule& rule) {
  if (const auto* text = node.as_string(); text != nullptr && text->get() == "any") {
    rule.ignores_cwd = true;
    return Ok{};
  }
  if (node.is_table()) {
    const toml::node* under = node.as_table()->get("under");
    if (under == nullptr || node.as_table()->size() != 1) {
      return Bad(source, node, "cwd must be \"any\", a path or { under }");
    }
    ASSENT_ASSIGN_OR_RETURN(rule.cwd, ReadUnder(*under, source));
    return Ok{};
  }
  const auto* text = node.as_string();
  if (text == nullptr || !IsNormalPath(text->get())) {
    return Bad(source, node, "cwd" + std::string(kNotNormal) + ", { under } or \"any\"");
  }
  rule.cwd = ArgumentMatcher(OneOf{{text->get()}, {FileKey(text->get())}});
  return Ok{};
}

Result<Ok> ReadRest(const toml::node& node, const RuleSource& source, Rule& rule) {
  const auto* text = node.as_string();
  if (text == nullptr || text->get() != "any") return Bad(source, node, "rest must be \"any\"");
  rule.rest_any = true;
  if (rule.effect != Effect::kPermit || rule.shell_capable) return Ok{};
  for (const std::string& command : rule.commands) {
    if (!IsShellCapable(command)) continue;
    return Bad(source, node,
               "rest = \"any\": " + command +
                   " can start other programs, so this would permit everything; list the "
                   "arguments, or say shell_capable = true");
  }
  return Ok{};
}

}  // namespace

Result<Ok> ReadCommand(const toml::table& table, const RuleSource& source, Rule& rule) {
  if (const toml::node* command = table.get("command")) {
    ASSENT_ASSIGN_OR_RETURN(rule.commands, ReadCommands(*command, source));
  }
  if (const toml::node* args = table.get("args")) {
    ASSENT_ASSIGN_OR_RETURN(rule.args, ReadMatchers(*args, "args", source));
  }
  if (const toml::node* rest = table.get("rest")) {
    ASSENT_RETURN_IF_ERROR(ReadRest(*rest, source, rule));
  }
  if (const toml::node* files = table.get("files")) {
    ASSENT_ASSIGN_OR_RETURN(rule.files, ReadFiles(*files, source));
  }
  if (const toml::node* cwd = table.get("cwd")) {
    ASSENT_RETURN_IF_ERROR(ReadCwd(*cwd, source, rule));
  }
  return Ok{};
}

}  // namespace assent
