"""The throw-away root as the cases want it: plain sudoers and Assent side by side."""
import contextlib
import dataclasses
import glob
import os
import pathlib
import re
import shutil
import socket

from harness import machine
from harness.people import Person, code_in

from . import runner
from .case import On

HERE = pathlib.Path(__file__).parent
UNDER_ASSENT = (machine.ETC / "sudo.conf").read_text(encoding="utf-8")
UNDER_SUDOERS = "# no plugin named: sudoers\n"
SYSLOG = "/dev/log"
IO_LOG = pathlib.Path("/var/log/sudo-io")
FORGOTTEN = ("/run/sudo/ts", "/var/lib/sudo/lectured", "/var/lib/sudo/ts", str(IO_LOG), "/srv/parity",
             runner.HOME)
PROGRAM_FOLDERS = ("/usr/local/bin", "/usr/bin", "/bin", "/usr/sbin", "/sbin")
OTHER_PROGRAMS = ("/home/alice/work/mine", "/home/alice/work/here", "/home/alice/work/link",
                  "/home/alice/work/a b", "/srv/parity/plain", "/srv/parity/script", "/srv/parity/mine",
                  "/srv/parity/link")

SETTINGS = """[limits]
questions_per_second = 1000
question_burst = 1000
"""

# A permit rule names its programs; everything else in it is as wide as rules can be.
PERMIT_EVERYTHING = """[[rule]]
name = "alice runs everything"
effect = "permit"
who = {{ users = ["alice"] }}
action = ["sudo"]
runas = {{ users = ["*"] }}
command = [{commands}]
rest = "any"
mutable_executable = true
environment = "inherited"
shell_capable = true

[[rule]]
name = "alice edits everything"
effect = "permit"
who = {{ users = ["alice"] }}
action = ["sudoedit"]
runas = {{ users = ["*"] }}
files = [{{ under = "/srv" }}, {{ under = "/home" }}, {{ under = "/etc" }}, {{ under = "/var" }},
         {{ under = "/dev" }}]
environment = "inherited"

[[rule]]
name = "login shells may be asked for"
effect = "ask"
who = {{ users = ["alice"] }}
action = ["sudo"]
runas = {{ users = ["*"] }}
command = ["/bin/bash", "/usr/bin/bash"]
environment = "inherited"
approvers = {{ users = ["bob"], count = 1 }}
"""


def all_programs():
    found = set(OTHER_PROGRAMS)
    for folder in PROGRAM_FOLDERS:
        found |= {f"{folder}/{name}" for name in os.listdir(folder) if '"' not in name}
    return sorted(found)


class Room:
    def __init__(self):
        machine.restore_files()
        for program in HERE.glob("programs/*"):
            shutil.copy(program, "/usr/local/bin")
            os.chmod(f"/usr/local/bin/{program.name}", 0o755)
        commands = ", ".join(f'"{program}"' for program in all_programs())
        machine.write(machine.RULES, PERMIT_EVERYTHING.format(commands=commands))
        machine.write(machine.DAEMON, SETTINGS, 0o640)
        shutil.chown(machine.DAEMON, group="assent")
        machine.start_daemon()
        self._syslog = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        with contextlib.suppress(FileNotFoundError):
            os.unlink(SYSLOG)
        self._syslog.bind(SYSLOG)
        os.chmod(SYSLOG, 0o666)

    def close(self):
        self._syslog.close()
        os.unlink(SYSLOG)
        machine.stop_daemon()
        machine.restore_files()

    def under_sudoers(self, case):
        return self._run(case, UNDER_SUDOERS)

    def under_assent(self, case):
        if case.asked:
            self._get_approved(case)
        return self._run(case, UNDER_ASSENT)

    def _get_approved(self, case):
        filing = dataclasses.replace(case, on=On.NOTHING, answers=(),
                                     env={**case.env, "ASSENT_REQUEST_ONLY": "1"})
        outcome, _ = self._run(filing, UNDER_ASSENT)
        Person("bob").approves(code_in(outcome["stderr"]))

    def _run(self, case, sudo_conf):
        self._begin_afresh(case, sudo_conf)
        runner.told_by_root(case.prepare)
        outcome, status = runner.run(case)
        outcome["sudo.log"] = _in_order(case, _text(machine.SUDO_LOG))
        outcome["syslog"] = _in_order(case, self._said_to_syslog())
        outcome["I/O log"] = _all_texts(IO_LOG)
        outcome["tickets"] = _listing(pathlib.Path("/run/sudo"))
        return outcome, status

    def _begin_afresh(self, case, sudo_conf):
        machine.write(machine.SUDO_CONF, sudo_conf)
        machine.add_sudoers(case.sudoers + "\n")
        for path in (*FORGOTTEN, *glob.glob("/var/tmp/*")):
            shutil.rmtree(path) if os.path.isdir(path) else pathlib.Path(path).unlink(missing_ok=True)
        os.makedirs("/srv/parity")
        os.makedirs(runner.HOME)
        shutil.chown(runner.HOME, "alice", "alice")
        machine.SUDO_LOG.write_bytes(b"")
        self._said_to_syslog()

    def _said_to_syslog(self):
        lines = ""
        with contextlib.suppress(BlockingIOError):
            while True:
                lines += self._syslog.recv(65536, socket.MSG_DONTWAIT).decode(
                    errors="backslashreplace") + "\n"
        return lines


def _text(path):
    return path.read_bytes().decode(errors="backslashreplace")


def _in_order(case, log):
    """By what the lines say, not by when they were written."""
    def without_time(line):
        return re.sub(r"^(<\d+>)?\w{3} [ \d]\d \d\d:\d\d:\d\d", "", line)
    return "".join(sorted(log.splitlines(keepends=True), key=without_time)) if case.at_once else log


def _all_texts(folder):
    """But for the times at which each piece was written, and how it was cut into pieces."""
    return "".join(f"{path.relative_to(folder)}: "
                   + ("not compared" if path.name == "timing" else _text(path)) + "\n"
                   for path in sorted(folder.rglob("*")) if path.is_file())


def _listing(folder):
    lines = ""
    for path in sorted(folder.rglob("*")):
        info = path.lstat()
        lines += f"{path} mode {info.st_mode:o} owner {info.st_uid}:{info.st_gid} {info.st_size}\n"
    return lines
