"""What sudo or sudoers refuses, in their own words."""
from .case import Case

NOT_THIS = "alice ALL = (ALL:ALL) NOPASSWD: ALL, !/usr/local/bin/probe"
ONLY_BOB = "alice ALL = (bob) NOPASSWD: SETENV: !ALL\nalice ALL = (root) !ALL\n" \
           "alice ALL = (bob) NOPASSWD: /usr/local/bin/probe"


def no(name, command, sudoers="", ends="fails", **more):
    return Case(name, command, sudoers=sudoers, ends=ends, **more)


CASES = [
    no("nothing", "sudo"),
    no("-u and nothing", "sudo -u"),
    no("an unknown option", "sudo -y probe"),
    no("an unknown long option", "sudo --yes probe"),
    no("an option twice", "sudo -u bob -u root probe"),
    no("-i and -s", "sudo -i -s probe"),
    no("-i and -E", "sudo -i -E probe", ends=None),
    no("-l and -v", "sudo -l -v"),
    no("-v and a command", "sudo -v probe"),
    no("-k and -u", "sudo -k -u bob"),
    no("-U without -l", "sudo -U bob probe"),
    no("-b and -i and nothing", "sudo -b -l"),
    no("-C of nonsense", "sudo -C many probe"),
    no("-D of nothing", "sudo -D '' probe"),
    no("-p twice", "sudo -p a -p b probe"),
    no("no such user", "sudo -u no-such-person probe"),
    no("no such group", "sudo -g no-such-group probe"),
    no("user -1", "sudo -u#-1 probe"),
    no("user 4294967295", "sudo -u '#4294967295' probe"),
    no("user 4294967296", "sudo -u '#4294967296' probe"),
    no("user -2", "sudo -u '#-2' probe", ends=None),
    no("user #", "sudo -u '#' probe"),
    no("user 0x0", "sudo -u '#0x0' probe"),
    no("user '# 0'", "sudo -u '# 0' probe", ends=None),
    no("user ''", "sudo -u '' probe", ends=None),
    no("user #00", "sudo -u '#00' probe", ends=None),
    no("group -1", "sudo -g '#-1' probe"),
    no("an unknown number", "sudo -u '#54321' probe"),
    no("an unknown number that is allowed", "sudo -u '#54321' probe",
       sudoers="Defaults runas_allow_unknown_id", ends=0),
    no("a command that is not allowed", "sudo probe", sudoers=NOT_THIS),
    no("-l of a command that is not allowed", "sudo -l probe", sudoers=NOT_THIS),
    no("a user that is not allowed", "sudo probe", sudoers=ONLY_BOB),
    no("the user that is allowed", "sudo -u bob probe", sudoers=ONLY_BOB, ends=0),
    no("somebody who may nothing", "sudo -n probe", sudoers="alice ALL = (ALL) !ALL"),
    no("-D without permission", "sudo -D /var probe"),
    no("-R without permission", "sudo -R /var probe"),
    no("another host's rule", "sudo probe", sudoers="alice ALL = (ALL) !ALL\n"
       "alice elsewhere = (ALL) NOPASSWD: ALL"),
    no("arguments that are not allowed", "sudo probe b", sudoers="alice ALL = (ALL) !ALL\n"
       "alice ALL = (ALL) NOPASSWD: /usr/local/bin/probe a"),
    no("arguments that are allowed", "sudo probe a", sudoers="alice ALL = (ALL) !ALL\n"
       "alice ALL = (ALL) NOPASSWD: /usr/local/bin/probe a", ends=0),
    no("a digest that fits", "sudo probe", sudoers="alice ALL = (ALL) !ALL\n"
       "@include /srv/parity/digest",
       prepare="echo \"alice ALL = (ALL) NOPASSWD: sha256:$(sha256sum </usr/local/bin/probe | "
       "cut -d' ' -f1) /usr/local/bin/probe\" >/srv/parity/digest", ends=0),
    no("a digest that fits, of a compiled program", "sudo cat /proc/self/cmdline /proc/self/comm",
       sudoers="alice ALL = (ALL) !ALL\n@include /srv/parity/digest",
       prepare="echo \"alice ALL = (ALL) NOPASSWD: sha256:$(sha256sum </usr/bin/cat | "
       "cut -d' ' -f1) /usr/bin/cat\" >/srv/parity/digest", ends=0),
    no("a digest that does not fit", "sudo probe", sudoers="alice ALL = (ALL) !ALL\n"
       f"alice ALL = (ALL) NOPASSWD: sha256:{'0' * 64} /usr/local/bin/probe"),
    no("fdexec always", "sudo cat /proc/self/cmdline /proc/self/comm",
       sudoers="Defaults fdexec = always", ends=0),
    no("fdexec never", "sudo probe", sudoers="Defaults fdexec = never", ends=0),
    no("sudoers with a syntax error", "sudo probe", sudoers="this is no sudoers !!", ends=None),
    no("sudoers with an unknown setting", "sudo probe", sudoers="Defaults no_such_setting", ends=None),
    no("sudoers with a warning", "sudo probe", sudoers="User_Alias UNUSED = bob", ends=0),
    no("requiretty without one", "sudo probe", sudoers="Defaults requiretty"),
    no("a shell without -s", "sudo", sudoers="Defaults shell_noargs", ends=0),
    no("NOTBEFORE in the future", "sudo probe", sudoers="alice ALL = (ALL) !ALL\n"
       "alice ALL = (ALL) NOTBEFORE=20990101000000Z NOPASSWD: ALL"),
    no("a target without a valid shell", "sudo -u assent probe", sudoers="Defaults runas_check_shell"),
    no("role that nobody has", "sudo -r nobody probe", ends=None),
]
