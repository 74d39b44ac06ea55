"""On a terminal, with and without a terminal of the command's own."""
from .case import Case, On

NO_PTY, PTY = "Defaults !use_pty", "Defaults use_pty"
STOPPED = (r"set -m; sudo sh -c 'kill -{0} $$; echo on; exit 6' & wait %1; echo first $?; "
           "fg %1; echo then $?")


def both(name, command, **more):
    more.setdefault("on", On.TERMINAL)
    return [Case(f"{name}, {'use_pty' if rule is PTY else 'no use_pty'}", command, sudoers=rule, **more)
            for rule in (PTY, NO_PTY)]


CASES = [case for group in (
    both("probe on a terminal", "sudo probe"),
    both("probe with output into pipes", "sudo probe", on=On.PIPES),
    both("probe in a pipeline", "sudo probe | cat"),
    both("input from a pipe", "echo data | sudo cat"),
    both("output into a file", "sudo probe >out; cat out"),
    both("errors into a file", "sudo ls /no/such 2>err; cat err"),
    both("both ends in pipes", "echo a | sudo cat | sudo tr a b", at_once=True),
    both("as another on a terminal", "sudo -u bob probe"),
    both("login on a terminal", "sudo -i", asked=True, answers=((r"[#$] ", "stty size; exit 5\n"),),
         ends=5),
    both("^C", "sudo sh -c 'echo ready; exec sleep 20'", answers=((r"ready\r\n", "\x03"),), ends=None),
    both("^C that is caught", "sudo sh -c 'trap \"echo caught; exit 3\" INT; echo ready; "
         "while :; do sleep 0.05; done'", answers=((r"ready\r\n", "\x03"),), ends=None),
    both("^\\", "sudo sh -c 'echo ready; exec sleep 20'", answers=((r"ready\r\n", "\x1c"),), ends=None),
    both("^Z and fg", "bash --norc --noprofile -i", env={"PS1": "% ", "HISTFILE": ""},
         answers=((r"% ", "sudo sh -c 'echo ready; read x; echo got $x'\n"), (r"\nready\r\n", "\x1a"),
                  (r"Stopped[^%]*% ", "fg\n"), (r"\nsudo [^\n]*\n", "line\n"),
                  (r"got line[^%]*% ", "exit 7\n")), ends=7),
    both("in the background of a shell", "bash -mc 'sudo probe & wait; echo $?'"),
    both("in the background, reading", "bash -mc 'sudo sh -c \"echo started\" & wait; fg' 2>&1; true"),
    both("stopped by SIGSTOP and continued", f"bash -c '{STOPPED.format('STOP')}'".replace(
        "'kill", '"kill').replace("exit 6'", 'exit 6"').replace("$$", "\\$\\$"), ends=None),
    both("stopped by SIGTSTP and continued", f"bash -c '{STOPPED.format('TSTP')}'".replace(
        "'kill", '"kill').replace("exit 6'", 'exit 6"').replace("$$", "\\$\\$"), ends=None),
    both("the terminal is raw meanwhile", "sudo stty -a; stty -a"),
    both("the command changes the terminal", "sudo stty -echo; stty -a; stty echo"),
    both("the size of the window", "sudo stty size"),
    both("what is typed", "sudo sh -c 'echo ready; exec cat'",
         answers=((r"ready\r\n", "hello\n"), (r"hello\r\nhello", "\x04"))),
    both("the terminal by name", "sudo sh -c 'echo x >/dev/tty; tty'"),
    both("requiretty", "sudo -n probe"),
    both("without input", "sudo probe <&-", ends=None),
    both("without output", "sudo sh -c 'echo x; probe >/home/alice/work/out' >&-; cat out", ends=None),
    both("without errors", "sudo probe 2>&-", ends=None),
    both("no terminal", "sudo probe", on=On.NOTHING),
    both("a session without a terminal", "setsid -w sudo probe </dev/null", ends=None),
    both("exec sudo", "exec sudo probe"),
) for case in group]
