// Paths as text. Nothing here looks at the file system, so symbolic links are not followed.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace assent {

// Absolute, with no empty, "." or ".." component and no slash at the end (but for "/" itself): one
// spelling for each path.
bool IsNormalPath(std::string_view path);

// `path` is normal and is `directory` or below it. /srv/app2 is not below /srv/app.
bool IsWithin(std::string_view path, std::string_view directory);

// The normal path that `path` comes to, seen from `cwd`. nullopt: relative to an unknown directory.
std::optional<std::string> Resolve(std::string_view path, const std::optional<std::string>& cwd);

// /usr/sbin/visudo and /sbin/visudo are one program where /sbin is a link to /usr/sbin, as in
// Debian. Both give "/sbin/visudo". `path` is normal.
std::string_view WithoutUsr(std::string_view path);

}  // namespace assent
