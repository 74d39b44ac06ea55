#include "common/action/shell_capable.h"

#include <algorithm>
#include <array>

namespace assent {
namespace {

// Sorted bytewise; a name stands for itself and for itself with a version. For the programs of
// Debian 12 and 13, by their manuals and the functions "shell" and "command" of
// https://gtfobins.github.io. Package managers run the scripts of what they install, systemctl and
// man start a pager, container tools mount the root file system.
// clang-format off
constexpr std::array<std::string_view, 398> kNames = {
    "7z", "7za", "7zr", "R", "Rscript", "aa-exec", "abduco", "alpine", "anacron", "ansible",
    "ansible-playbook", "ansible-test", "ant", "apt", "apt-get", "aptitude", "aria2c", "ash", "at",
    "autossh", "awk", "aws", "bash", "batch", "bc", "bmake", "bpftrace", "bpython", "bsdtar", "bun",
    "bundle", "bundler", "busctl", "busybox", "bwrap", "byobu", "bzless", "bzmore", "bzr", "c++",
    "capsh", "cargo", "catchsegv", "cc", "certbot", "cgdb", "cgexec", "check_by_ssh", "chef-client",
    "choom", "chroot", "chrt", "clang", "clisp", "cmake", "composer", "cowsay", "cowthink", "cpan",
    "cpio", "cpp", "crash", "crictl", "crontab", "crun", "cscope", "csh", "csi", "ctr", "cvs",
    "dash", "dbus-launch", "dbus-run-session", "dc", "debconf", "deno", "dmsetup", "dnf", "doas",
    "docker", "dotnet", "dpkg", "dpkg-reconfigure", "dtach", "dumpcap", "dvtm", "ecl", "ed",
    "editor", "elinks", "elixir", "elvis", "elvish", "emacs", "emacs-gtk", "emacs-lucid",
    "emacs-nox", "emacsclient", "entr", "env", "erb", "erl", "ex", "expect", "facter", "fakeroot",
    "faketime", "fd", "fdfind", "find", "firejail", "fish", "flatpak", "flock", "ftp", "g++",
    "gawk", "gcc", "gcloud", "gdb", "gem", "ghci", "git", "gmake", "gnome-terminal", "gnuplot",
    "go", "gpg", "gradle", "groovy", "gsi", "guile", "helm", "hg", "iex", "incus", "info", "ionice",
    "ip", "ipython", "irb", "java", "jed", "jjs", "jmacs", "joe", "journalctl", "jpico", "jruby",
    "jrunscript", "jshell", "jstar", "julia", "kak", "knife", "konsole", "kotlin", "ksh", "ksshell",
    "kubectl", "latex", "less", "lessfile", "lesspipe", "lftp", "links", "linux32", "linux64",
    "lldb", "logrotate", "logsave", "ltrace", "lua", "luajit", "lualatex", "luatex", "lxc", "lxd",
    "lynx", "m4", "machinectl", "mail", "mailx", "make", "man", "mariadb", "mawk", "mc", "mcedit",
    "mcview", "meson", "mg", "micro", "mksh", "mongo", "mongosh", "more", "mosh", "most",
    "msgfilter", "msmtp", "multitime", "mutt", "mvn", "mysql", "nano", "nawk", "nc", "ncat",
    "ncftp", "ne", "neomutt", "nerdctl", "netcat", "newgrp", "nice", "ninja", "nmap", "nnn", "node",
    "nodejs", "nohup", "npm", "npx", "nsenter", "numactl", "nvi", "nvim", "oc", "ocaml", "octave",
    "oksh", "openssl", "openvpn", "openvt", "original-awk", "pacman", "pager", "parallel", "pdb",
    "pdflatex", "pdftex", "perf", "perl", "perl5", "pexec", "pg", "phar", "php", "pico", "pinfo",
    "pip", "pkexec", "pkg", "plink", "podman", "posh", "prlimit", "proot", "proxychains", "pry",
    "psql", "pulumi", "puppet", "pwsh", "pypy", "python", "qemu-system-i386", "qemu-system-x86_64",
    "qemu-x86_64", "racket", "rake", "ranger", "rbash", "rc", "redis-cli", "restic", "rjoe", "rksh",
    "rlwrap", "rnano", "rpm", "rsync", "ruby", "run-mailcap", "run-parts", "run0", "runc",
    "runuser", "rvi", "rview", "rvim", "rxvt", "salt", "salt-call", "sash", "sbcl", "scala",
    "scons", "scp", "screen", "script", "scriptreplay", "sed", "sensible-editor", "sensible-pager",
    "service", "setarch", "setpriv", "setsid", "sftp", "sg", "sh", "slsh", "snap", "socat", "sort",
    "sqlite", "sqlite3", "sqlmap", "ssh", "ssh-add", "ssh-agent", "ssh-copy-id", "ssh-keygen",
    "sshfs", "sshpass", "stap", "start-stop-daemon", "stdbuf", "strace", "su", "sudo", "sudoedit",
    "svn", "systemctl", "systemd-nspawn", "systemd-run", "tar", "taskset", "tclsh", "tcpdump",
    "tcsh", "telnet", "terraform", "tex", "tig", "time", "timeout", "tmate", "tmux", "torify",
    "torsocks", "toybox", "tshark", "tsocks", "unbuffer", "unshare", "unzip", "urxvt", "vagrant",
    "valgrind", "vi", "view", "vifm", "vigr", "vile", "vim", "vimdiff", "vimtutor", "vipw", "virsh",
    "visudo", "w3m", "watch", "wget", "wireshark", "wish", "x-terminal-emulator", "xargs",
    "xdg-open", "xelatex", "xetex", "xonsh", "xterm", "xvfb-run", "xzless", "xzmore", "yarn",
    "yash", "yum", "zellij", "zip", "zless", "zmore", "zrun", "zsh", "zypper"};
// clang-format on

bool IsListed(std::string_view name) {
  return std::binary_search(kNames.begin(), kNames.end(), name);
}

// python3.11 -> python3, vim.basic -> vim
std::string_view WithoutFlavour(std::string_view name) { return name.substr(0, name.find('.')); }

// python3 -> python, gawk-5 -> gawk
std::string_view WithoutVersion(std::string_view name) {
  const std::size_t last = name.find_last_not_of("0123456789-");
  return last == std::string_view::npos ? name : name.substr(0, last + 1);
}

}  // namespace

bool IsShellCapable(std::string_view path) {
  const std::string_view name = path.substr(path.rfind('/') + 1);
  const std::string_view plain = WithoutFlavour(name);
  return IsListed(name) || IsListed(plain) || IsListed(WithoutVersion(plain));
}

}  // namespace assent
