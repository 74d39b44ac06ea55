"""Programs that the command starts, when sudoers looks at these too."""
from .case import Case, On

KINDS = ("trace", "dso")
INNER = "sudo sh -c '/usr/bin/id -u; /bin/echo a b; probe; exit 7'"
DENIED = "\nalice ALL = (ALL:ALL) NOPASSWD: ALL, !/usr/bin/id"


def intercepted(name, command, sudoers="", **more):
    return [Case(f"intercept {kind}: {name}", command,
                 sudoers=f"Defaults intercept, intercept_type = {kind}\n{sudoers}", **more)
            for kind in KINDS]


CASES = [case for group in (
    intercepted("seen: programs inside", INNER, ends=7),
    intercepted("seen on a terminal", INNER, on=On.TERMINAL, ends=7),
    intercepted("seen: one that is not allowed", INNER, DENIED, ends=7),
    intercepted("one that is not there", "sudo sh -c '/no/such; echo $?; no-such; echo $?'"),
    intercepted("through PATH", "sudo sh -c 'id -un; env echo x; xargs echo </dev/null'"),
    intercepted("a relative path", "sudo sh -c 'cd /usr/bin; ./id -u; cd ..; bin/id -g'"),
    intercepted("a script inside", "sudo sh -c '/srv/parity/script a'",
                prepare="printf '#!/bin/sh\\necho $0 $@\\n' >/srv/parity/script; "
                "chmod 755 /srv/parity/script", ends=0),
    intercepted("sudo inside", "sudo sh -c 'sudo -u bob id -un'", ends=None),
    intercepted("seen: the command itself", "sudo probe"),
    intercepted("as another", "sudo -u bob sh -c 'id -un; /bin/echo x'"),
    intercepted("with log_subcmds", "sudo sh -c 'id -u; /bin/echo x'", "Defaults log_subcmds"),
    intercepted("a pipeline inside", "sudo sh -c 'seq 20 | sort -n | tail -n 1'", at_once=True),
    intercepted("it dies by a signal", "exec sudo sh -c '/bin/true; kill -TERM $$'", ends=None),
    intercepted("no inner programs at all", "sudo sh -c 'echo builtin'"),
    intercepted("the inner programs may set ids", "sudo sh -c '/usr/bin/su -c id bob </dev/null'",
                "Defaults intercept_allow_setid", ends=None),
) for case in group] + [
    Case("intercept: seen: INTERCEPT tag", INNER, ends=7,
         sudoers="alice ALL = (ALL:ALL) INTERCEPT: NOPASSWD: ALL"),
    Case("log_subcmds trace", INNER, sudoers="Defaults log_subcmds, intercept_type = trace", ends=7),
    Case("log_subcmds dso", INNER, sudoers="Defaults log_subcmds, intercept_type = dso", ends=7),
    Case("intercept: timeout from outside", "timeout 0.4 sudo sh -c 'sleep 0.8; echo still here'",
         sudoers="Defaults intercept, intercept_type = trace", ends=None),
]
