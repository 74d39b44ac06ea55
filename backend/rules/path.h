// Paths as text. Nothing here looks at the file system, so symbolic links are not followed, but for
// those that distributions have.
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

// Two spellings of one path where / and /usr are merged (/lib/systemd is /usr/lib/systemd) and
// /var/run is /run give the same text. `path` is normal.
std::string Merged(std::string_view path);

// The same, and for sbin as for bin, as where they are merged (Fedora 42): for exact paths, since
// what has the same name in both is hardly ever two things.
std::string FileKey(std::string_view path);

}  // namespace assent
