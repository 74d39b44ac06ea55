#include "backend/rules/path.h"

#include <algorithm>

namespace assent {
namespace {

std::string_view TakeComponent(std::string_view& rest) {
  const std::size_t end = std::min(rest.find('/'), rest.size());
  const std::string_view component = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return component;
}

void Append(std::string& normal, std::string_view path) {
  while (!path.empty()) {
    const std::string_view component = TakeComponent(path);
    if (component.empty() || component == ".") continue;
    if (component == "..") {
      normal.erase(normal.empty() ? 0 : normal.rfind('/'));
    } else {
      normal.append("/").append(component);
    }
  }
}

}  // namespace

std::optional<std::string> Resolve(std::string_view path, const std::optional<std::string>& cwd) {
  std::string normal;
  if (path.empty() || path.front() != '/') {
    if (!cwd) return std::nullopt;
    Append(normal, *cwd);
  }
  Append(normal, path);
  return normal.empty() ? "/" : normal;
}

bool IsNormalPath(std::string_view path) {
  return !path.empty() && path.front() == '/' && Resolve(path, std::nullopt) == path;
}

bool IsWithin(std::string_view path, std::string_view directory) {
  if (!IsNormalPath(path) || path.substr(0, directory.size()) != directory) return false;
  return path.size() == directory.size() || directory == "/" || path[directory.size()] == '/';
}

std::string_view WithoutUsr(std::string_view path) {
  constexpr std::string_view kUsr = "/usr";
  for (const std::string_view merged : {"/usr/bin/", "/usr/sbin/", "/usr/lib"}) {
    if (path.substr(0, merged.size()) == merged) return path.substr(kUsr.size());
  }
  return path;
}

}  // namespace assent
