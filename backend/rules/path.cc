#include "backend/rules/path.h"

#include <algorithm>
#include <array>

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

struct Link {
  std::string_view from;
  std::string_view to;
};
constexpr std::array kMerged = {
    Link{"/bin", "/usr/bin"},     Link{"/sbin", "/usr/sbin"},     Link{"/lib", "/usr/lib"},
    Link{"/lib32", "/usr/lib32"}, Link{"/lib64", "/usr/lib64"},   Link{"/libx32", "/usr/libx32"},
    Link{"/var/run", "/run"},     Link{"/var/lock", "/run/lock"},
};
constexpr std::array kMergedSbin = {
    Link{"/usr/sbin", "/usr/bin"},
    Link{"/usr/local/sbin", "/usr/local/bin"},
};

bool IsOrIsBelow(std::string_view path, std::string_view directory) {
  if (path.substr(0, directory.size()) != directory) return false;
  return path.size() == directory.size() || path[directory.size()] == '/';
}

std::string Follow(const Link& link, std::string_view path) {
  return std::string(link.to).append(path.substr(link.from.size()));
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
  return IsNormalPath(path) && (directory == "/" || IsOrIsBelow(path, directory));
}

std::string Merged(std::string_view path) {
  for (const Link& link : kMerged) {
    if (IsOrIsBelow(path, link.from)) return Follow(link, path);
  }
  return std::string(path);
}

std::string FileKey(std::string_view path) {
  const std::string merged = Merged(path);
  for (const Link& link : kMergedSbin) {
    if (IsOrIsBelow(merged, link.from)) return Follow(link, merged);
  }
  return merged;
}

}  // namespace assent
