"""Runs a case once, as a login of alice, and tells everything that can be seen of it."""
import fcntl
import os
import pwd
import re
import selectors
import signal
import struct
import subprocess
import termios
import time

from .case import On

LONGEST_RUN_S = 15
LONGEST_PAUSE_S = 1
LEFT_BEHIND_AFTER_S = 1.5
LINES, COLUMNS = 24, 80
HOME = "/home/alice/work"  # made anew for each run


class Channels:
    """The child's standard streams: what it gets, and what we read."""

    def __init__(self, case):
        self.master = self.slave = None
        self.readers = {}
        self.child = []
        if case.on is not On.NOTHING:
            self.master, self.slave = os.openpty()
            fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
            self.readers[self.master] = "terminal"
        self.child.append(self._stdin(case))
        for name in ("stdout", "stderr"):
            self.child.append(self.slave if case.on is On.TERMINAL else self._pipe(name))

    def _stdin(self, case):
        if case.on is not On.NOTHING:
            return self.slave
        if case.stdin is None:
            return os.open("/dev/null", os.O_RDONLY)
        reader, writer = os.pipe()
        os.write(writer, case.stdin)
        os.close(writer)
        return reader

    def _pipe(self, name):
        reader, writer = os.pipe()
        self.readers[reader] = name
        return writer

    def close_childs(self):
        for number in {*self.child, self.slave} - {None}:
            os.close(number)


def become_alice(channels, case, environment):
    account = pwd.getpwnam("alice")
    os.setsid()
    if channels.slave is not None:
        fcntl.ioctl(channels.slave, termios.TIOCSCTTY, 0)
    kept = [fcntl.fcntl(number, fcntl.F_DUPFD, 100) for number in channels.child]
    for number, source in enumerate(kept):
        os.dup2(source, number)
    os.closerange(3, 256)
    for number in (signal.SIGPIPE, signal.SIGXFSZ):  # Python ignores these
        signal.signal(number, signal.SIG_DFL)
    with open("/proc/self/loginuid", "w", encoding="ascii") as file:
        file.write(str(account.pw_uid))
    os.initgroups("alice", account.pw_gid)
    os.setresgid(*[account.pw_gid] * 3)
    os.setresuid(*[account.pw_uid] * 3)
    os.chdir(HOME)
    os.umask(0o022)
    os.execve("/bin/sh", ["sh", "-c", case.command], environment)


def environment_of(case):
    login = {} if case.bare else {
        "HOME": "/home/alice", "SHELL": "/bin/bash", "USER": "alice", "LOGNAME": "alice",
        "PATH": "/usr/local/bin:/usr/bin:/bin", "TERM": "vt100", "LANG": "C.UTF-8"}
    return {**login, **case.env}


def start(case, channels):
    environment = environment_of(case)
    child = os.fork()
    if child == 0:
        try:
            become_alice(channels, case, environment)
        finally:
            os._exit(127)
    channels.close_childs()
    return child


def state_and_group(pid):
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as file:
            fields = file.read().rpartition(")")[2].split()
        return fields[0], int(fields[2])
    except OSError:
        return "gone", None


def wait_until_somebody_reads(master):
    """A prompt is written before it is waited for: sudo loses a signal that comes in between."""
    end = time.monotonic() + LONGEST_PAUSE_S
    while time.monotonic() < end:
        group = os.tcgetpgrp(master)
        states = {state for state, its in map(state_and_group, processes_of_alice()) if its == group}
        if states == {"S"}:
            return
        time.sleep(0.002)  # what another process sleeps in cannot be waited for


class Conversation:
    """Reads all there is until nobody can write any more, and answers what is asked."""

    def __init__(self, case, channels, child):
        self._channels, self._child = channels, child
        self._answers = list(case.answers)
        self._said = {name: b"" for name in channels.readers.values()}
        self._unanswered = b""
        self._end = time.monotonic() + LONGEST_RUN_S
        self.settings_after = None

    def hold(self):
        pidfd = os.pidfd_open(self._child)
        with selectors.DefaultSelector() as selector:
            for number in (*self._channels.readers, pidfd):
                selector.register(number, selectors.EVENT_READ)
            while len(selector.get_map()) > 0:
                ready = selector.select(max(0, self._end - time.monotonic()))
                if not ready:
                    self._give_up()
                    break
                for key, _ in ready:
                    if key.fd == pidfd or not self._read(key.fd):
                        selector.unregister(key.fd)
        os.close(pidfd)
        return self._said, len(self._answers)

    def _give_up(self):
        self._said["took too long"] = b"yes\n"
        os.kill(self._child, signal.SIGKILL)

    def _read(self, number):
        try:
            text = os.read(number, 65536)
        except OSError:  # EIO: nobody has the terminal any more
            text = b""
        self._said[self._channels.readers[number]] += text
        self._unanswered += text
        self._answer()
        return text != b""

    def _answer(self):
        while self._answers:
            match = re.search(self._answers[0][0].encode(), self._unanswered)
            if match is None:
                return
            self._unanswered = self._unanswered[match.end():]
            wait_until_somebody_reads(self._channels.master)
            os.write(self._channels.master, self._answers.pop(0)[1].encode())


def processes_of_alice():
    login = str(pwd.getpwnam("alice").pw_uid)
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/loginuid", encoding="ascii") as file:
                if file.read() == login:
                    yield int(pid)
        except OSError:
            pass


def end_what_is_left():
    """What alice's command left running for longer than a moment."""
    left = ""
    for pid in list(processes_of_alice()):
        try:
            pidfd = os.pidfd_open(pid)
            with selectors.DefaultSelector() as selector:
                selector.register(pidfd, selectors.EVENT_READ)
                if not selector.select(LEFT_BEHIND_AFTER_S):
                    with open(f"/proc/{pid}/comm", encoding="utf-8") as file:
                        left += file.read()
                    os.kill(pid, signal.SIGKILL)
            os.close(pidfd)
        except OSError:
            pass
    return left


def told_by_root(script):
    if not script:
        return ""
    done = subprocess.run(["/bin/bash", "-c", script], stdin=subprocess.DEVNULL, check=False,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd="/",
                          env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8"})
    return done.stdout.decode(errors="backslashreplace")


def run(case):
    channels = Channels(case)
    child = start(case, channels)
    said, not_asked = Conversation(case, channels, child).hold()
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    outcome = {name: text.decode(errors="backslashreplace") for name, text in said.items()}
    if channels.master is not None:
        outcome["terminal modes afterwards"] = f"{termios.tcgetattr(channels.master)[:6]}\n"
    for number in channels.readers:
        os.close(number)
    outcome["status"] = f"{status}\n"
    outcome["answers that nobody asked for"] = f"{not_asked}\n"
    outcome["left behind"] = end_what_is_left()
    outcome["seen by root"] = told_by_root(case.look_at)
    return outcome, status
