"""How it ends, what it leaves behind, who signals whom."""
from .case import Case

# The shell becomes sudo, so that nothing but sudo gets the signal and says what became of it.
# sudo passes on no signal that comes from its own process group.
KILLED = "mkfifo f; (read x <f; setsid kill -{0} $$) & exec sudo sh -c 'echo >f; exec sleep 20'"


def dies(signal, ends="dies"):
    return [Case(f"the command dies by SIG{signal}", f"exec sudo sh -c 'kill -{signal} $$; sleep 5'",
                 ends=ends),
            Case(f"the command dies by SIG{signal}, on its own terminal",
                 f"exec sudo sh -c 'kill -{signal} $$; sleep 5'", ends=ends,
                 sudoers="Defaults use_pty")]


def killed(signal):
    return [Case(f"sudo gets SIG{signal}", KILLED.format(signal), ends="dies"),
            Case(f"sudo gets SIG{signal}, on its own terminal", KILLED.format(signal), ends="dies",
                 sudoers="Defaults use_pty")]


CASES = [
    *[Case(f"exit {status}", f"sudo sh -c 'exit {status}'", ends=status)
      for status in (0, 1, 2, 126, 127, 130, 255)],
    *[case for signal in ("TERM", "INT", "HUP", "KILL", "SEGV", "PIPE", "USR1")
      for case in dies(signal)],
    *[case for signal in ("TERM", "INT", "HUP", "QUIT", "USR1", "ALRM") for case in killed(signal)],
    Case("sudo gets SIGTERM from a command of its own", "sudo sh -c 'kill -TERM $PPID; sleep 0.3; "
         "echo still here'", ends=None),
    Case("timeout ends it", "timeout 0.5 sudo sleep 20", ends=124),
    Case("timeout ends it, on its own terminal", "timeout 0.5 sudo sleep 20", ends=124,
         sudoers="Defaults use_pty"),
    Case("timeout around a program that ends in time", "timeout 10 sudo probe"),
    Case("xargs", "printf 'a\\nb\\n' | xargs -n1 sudo probe"),
    Case("several at once", "for i in 1 2 3; do sudo sh -c \"echo $i >>/srv/parity/all\" & done; wait; "
         "sort /srv/parity/all", at_once=True),
    Case("the command leaves something in the background",
         "sudo sh -c 'sleep 0.2 && echo later & echo now'"),
    Case("the command leaves something, on its own terminal",
         "sudo sh -c '(trap \"\" HUP; sleep 0.2; echo later) & echo now'", sudoers="Defaults use_pty"),
    Case("the command leaves something that closed its output",
         "sudo sh -c 'sleep 0.3 >/dev/null 2>&1 & echo now'"),
    Case("a reader that goes away", "sudo yes | head -n 1"),
    Case("a reader that goes away, on its own terminal", "sudo yes | head -n 1",
         sudoers="Defaults use_pty"),
    Case("much output", "sudo seq 100000 | cksum"),
    Case("much input", "seq 100000 | sudo cksum"),
    Case("much both ways", "seq 50000 | sudo cat | cksum", sudoers="Defaults use_pty"),
    Case("output and errors", "sudo sh -c 'echo out; echo err >&2'"),
    Case("a pipeline of sudo", "sudo echo a | sudo sh -c 'cat; probe' | sudo cat",
         at_once=True),
    Case("sudo in a command substitution", "echo \"[$(sudo id -un)]\""),
    Case("the command runs sudo", "sudo -u bob sh -c 'sudo -n id; echo $?'"),
    Case("a here document", "sudo cat <<E\nline\nE"),
    Case("input that is left over", "printf 'a\\nb\\n' | (sudo head -c 2; cat)", ends=None),
    Case("a closed standard input", "sudo probe <&-", ends=None),
    Case("all three closed", "sudo sh -c 'probe >/srv/parity/out' <&- >&- 2>&-", ends=None,
         look_at="cat /srv/parity/out"),
    Case("few descriptors left", "ulimit -n 20; sudo true", ends=None),
    Case("no file may grow", "ulimit -f 0; sudo true", ends=None),
    Case("little memory", "ulimit -v 200000; sudo true", ends=None),
    Case("setpriv no_new_privs", "setpriv --no-new-privs sudo probe", ends="fails"),
]
