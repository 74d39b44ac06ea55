#include "common/action/shell_capable.h"

#include <gtest/gtest.h>

namespace assent {
namespace {

TEST(IsShellCapable, KnowsShellsInterpretersEditorsAndPagers) {
  for (const char* path :
       {"/bin/sh",         "/usr/bin/bash",       "/usr/bin/vi",      "/usr/bin/vim.basic",
        "/usr/bin/less",   "/usr/bin/find",       "/usr/bin/python3", "/usr/bin/python3.11",
        "/usr/bin/python", "/usr/bin/perl5.36.0", "/usr/bin/lua5.4",  "/usr/bin/env",
        "/usr/bin/tar",    "/usr/bin/awk",        "/usr/bin/xargs",   "/usr/bin/nc.openbsd",
        "/usr/bin/ssh",    "/usr/bin/docker",     "/bin/busybox",     "/usr/bin/systemd-run",
        "/usr/bin/7z",     "/usr/bin/gdb",        "/usr/sbin/visudo", "R",
        "zsh-5.9",         "/usr/bin/emacs-nox",  "/usr/bin/php8.2",  "/usr/bin/rsync",
        "/usr/bin/git"}) {
    EXPECT_TRUE(IsShellCapable(path)) << path;
  }
}

TEST(IsShellCapable, LooksAtTheWholeLastComponentOnly) {
  for (const char* path : {"", "/", "/bin/", "/usr/bin/bash/x", "/usr/bin/true", "/usr/bin/id",
                           "/usr/bin/bashful", "/usr/bin/xbash", "/usr/bin/7", "/usr/bin/-",
                           "/usr/bin/.", "/usr/bin/..", "/usr/bin/BASH", "/sbin/reboot"}) {
    EXPECT_FALSE(IsShellCapable(path)) << path;
  }
}

}  // namespace
}  // namespace assent
