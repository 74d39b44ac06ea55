"""sudo is killed or stopped at one system call after the other: no command without a spent use,
and no use that is spent twice (DESIGN D16)."""
import collections
import contextlib
import os
import re
import shutil
import signal
import subprocess
import time

import pytest

from harness import api, machine
from harness.people import Person, code_in

USES = 900
RULE = f"""[[rule]]
name = "many times"
effect = "ask"
who = {{ users = ["alice"] }}
action = ["sudo"]
approvers = {{ users = ["bob"], count = 1 }}
grant = {{ uses = 1, start_within = "5m", max_uses = {USES} }}
"""
SECONDS = 15
CALL = re.compile(r"^\d+ +([a-z0-9_]+)\(")

pytestmark = pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")


def log_in_as_alice():
    """Her grants are for her logins only."""
    with open("/proc/self/loginuid", "w", encoding="ascii") as file:
        file.write(str(Person("alice").uid))


def traced(command, *options):
    """sudo as alice calls it, under root's strace (under her own it would gain nothing)."""
    return subprocess.Popen(["strace", "-u", "alice", "-o", "/tmp/trace", *options, *command],
                            cwd="/home/alice", stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                            stderr=subprocess.PIPE, text=True, preexec_fn=log_in_as_alice)


def calls_of(command):
    """(name, how often by then) of each call that sudo itself makes, in order."""
    traced(command, "-f").communicate(timeout=30)
    with open("/tmp/trace", encoding="utf-8", errors="replace") as file:
        lines = file.readlines()
    sudo, seen, calls = lines[0].split()[0], collections.Counter(), []
    for line in lines:
        match = CALL.match(line)
        if match and line.split()[0] == sudo:
            seen[match.group(1)] += 1
            calls.append((match.group(1), seen[match.group(1)], "assentd.sock" in line))
    return calls


def worth_trying(calls):
    """All calls from the question on; of those before, where nothing is decided yet, some."""
    asked = next(n for n, call in enumerate(calls) if call[0] == "connect" and call[2])
    return calls[asked:] + calls[1:asked:25]


class Counted:
    """A command that leaves a mark, and what its grant says about it."""

    def __init__(self, alice, bob, mark):
        self.command, self._mark = ("sudo", "-n", "touch", str(mark)), mark
        bob.approves(code_in(alice.run(*self.command, cwd="/home/alice").stderr),
                     "--uses", str(USES))

    def spent_by(self, act):
        """(whether it ran, how many uses that took)"""
        self._mark.unlink(missing_ok=True)
        before = api.grants("all")[0]["used"]
        act()
        # Without its parent, sudo's child may still be on its way to the command.
        deadline = time.monotonic() + 0.05
        while not self._mark.exists() and time.monotonic() < deadline:
            time.sleep(0.005)
        return self._mark.exists(), api.grants("all")[0]["used"] - before


@pytest.fixture
def counted(assentd, alice, bob, mark):
    machine.set_rules(RULE)
    machine.set_daemon_settings("[limits]\nquestions_per_second = 1000\nquestion_burst = 1000\n")
    return Counted(alice, bob, mark)


def claims_in_the_log():
    return sum(1 for record in api.log() if '"claim"' in str(record).replace("'", '"'))


def test_killed_at_any_call_it_runs_nothing_that_no_use_was_spent_for(counted, alice):
    outcomes = collections.Counter()
    end = time.monotonic() + SECONDS
    for name, number, _ in worth_trying(calls_of(counted.command)):
        kill = ("-e", f"inject={name}:signal=KILL:when={number}")
        ran, spent = counted.spent_by(
            lambda: traced(counted.command, *kill).communicate(timeout=30))
        assert spent <= 1 and (spent == 1 or not ran), f"{name} {number}: {ran}, {spent}"
        outcomes[ran, spent] += 1
        if time.monotonic() > end:
            break
    assert outcomes[False, 0] and outcomes[False, 1], outcomes
    grant = api.grants("all")[0]
    assert claims_in_the_log() == grant["used"]
    assert alice.run(*counted.command, cwd="/home/alice").returncode == 0, "nothing is left locked"


def let_children_go_on(pid):
    with contextlib.suppress(OSError), open(f"/proc/{pid}/task/{pid}/children",
                                            encoding="ascii") as file:
        for child in file.read().split():
            os.kill(int(child), signal.SIGCONT)


def test_stopped_at_any_call_and_let_go_on_it_runs_once(counted):
    end = time.monotonic() + SECONDS / 3
    for name, number, _ in worth_trying(calls_of(counted.command))[::3]:
        stop = ("-e", f"inject={name}:signal=STOP:when={number}")

        def run(options=stop):
            sudo = traced(counted.command, *options)
            while sudo.poll() is None:
                let_children_go_on(sudo.pid)
                time.sleep(0.01)
            sudo.communicate(timeout=10)
        assert counted.spent_by(run) == (True, 1), f"{name} {number}"
        if time.monotonic() > end:
            break


def test_a_use_lost_to_a_kill_can_be_asked_for_again(assentd, alice, bob, mark):
    command = ("sudo", "-n", "touch", str(mark))
    bob.approves(code_in(alice.run(*command, cwd="/home/alice").stderr))
    traced(command, "-e", "inject=recvfrom:signal=KILL:when=1").communicate(timeout=30)
    again = alice.run(*command, cwd="/home/alice")
    if api.grants("all")[0]["used"] == 0 or again.returncode == 0:
        assert os.path.exists(mark)
        return
    bob.approves(code_in(again.stderr))
    assert alice.run(*command, cwd="/home/alice").returncode == 0 and os.path.exists(mark)
