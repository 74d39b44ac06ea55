// What sudo tells the plugin when alice restarts nginx.
#pragma once

#include <string>
#include <vector>

namespace assent {

using Entries = std::vector<std::string>;

inline Entries AliceInfo() {
  return {"user=alice", "uid=1001",        "gid=1001",      "groups=1001,27",
          "host=web-1", "cwd=/home/alice", "tty=/dev/pts/0"};
}

inline Entries RootCommandInfo(const std::string& command) {
  return {"command=" + command, "runas_uid=0", "runas_gid=0", "runas_groups=0",
          "runas_user=root",    "umask=022",   "closefrom=3"};
}

// `entries` without `key`, and with `added`.
inline Entries Changed(const Entries& entries, const std::string& key, const Entries& added) {
  Entries changed = added;
  for (const std::string& entry : entries) {
    if (entry.rfind(key + "=", 0) != 0) changed.push_back(entry);
  }
  return changed;
}

}  // namespace assent
