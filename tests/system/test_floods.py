"""Whatever one person does to the socket, the others are answered, and soon (DESIGN D10)."""
import os
import re
import subprocess
import time

import pytest

from harness import api, flood, machine
from harness.people import code_in

# Against the same sudo before the flood: no figure of a fast machine, and still far below what a
# queue that the flood fills would cost.
TIMES_LONGER, AND_MS = 10, 500
MOST_MEMORY_KIB = 128 * 1024
SUDOS = 12


def milliseconds_of(act):
    began = time.monotonic()
    act()
    return (time.monotonic() - began) * 1000


def alices_sudo(alice):
    done = alice.run("sudo", "-n", "date", "--utc")
    assert done.returncode == 0, done


def roots_sudo():
    subprocess.run(["sudo", "-n", "true"], check=True, stdin=subprocess.DEVNULL, timeout=20)


def slowest(act):
    """The second slowest of some: one of them may meet a machine that has other things to do."""
    return sorted(milliseconds_of(act) for _ in range(SUDOS))[-2]


def descriptors():
    return len(os.listdir(f"/proc/{machine.daemon_pid()}/fd"))


def memory_kib():
    with open(f"/proc/{machine.daemon_pid()}/status", encoding="ascii") as file:
        return int(re.search(r"VmHWM:\s+(\d+)", file.read()).group(1))


def wait_for_descriptors(at_most):
    end = time.monotonic() + 10
    while descriptors() > at_most:
        assert time.monotonic() < end, f"{descriptors()} descriptors, {at_most} before the flood"
        time.sleep(0.05)


class Unharmed:
    """Takes the measure of a quiet machine, then compares."""

    def __init__(self, alice):
        alices_sudo(alice)
        self._alice, self._descriptors = alice, descriptors()
        self._alices = slowest(lambda: alices_sudo(alice))
        self._roots = slowest(roots_sudo)

    def while_it_lasts(self):
        alices, roots = slowest(lambda: alices_sudo(self._alice)), slowest(roots_sudo)
        print(f"alice {self._alices:.0f} -> {alices:.0f} ms, "
              f"root {self._roots:.0f} -> {roots:.0f} ms, {memory_kib()} KiB, {descriptors()} descriptors")
        assert alices <= TIMES_LONGER * self._alices + AND_MS
        assert roots <= TIMES_LONGER * self._roots + AND_MS
        assert memory_kib() < MOST_MEMORY_KIB

    def afterwards(self):
        wait_for_descriptors(self._descriptors)


@pytest.fixture
def unharmed(assentd, alice):
    return Unharmed(alice)


FLOODS = {
    "10,000 half-open connections": (flood.HALF_OPEN, 4),
    "connecting and leaving as fast as she can": (flood.RECONNECTING, 4),
    "slow bytes": (flood.SLOW_BYTES, 4),
    "huge heads": (flood.HUGE_HEADS, 4),
    "long lists on every connection": (flood.LISTS, 32),
}


@pytest.mark.parametrize("name", FLOODS)
def test_a_flood_of_mallorys_delays_nobody_else(unharmed, mallory, name):
    with flood.of(mallory, *FLOODS[name]):
        unharmed.while_it_lasts()
    unharmed.afterwards()


def test_long_polls_that_never_end_delay_nobody_else(unharmed, alice, bob, mallory):
    code = code_in(mallory.run("sudo", "-n", "id").stderr)
    with flood.of(mallory, flood.LONG_POLLS, 4, code):
        unharmed.while_it_lasts()
        asked = code_in(alice.run("sudo", "-n", "id").stderr)
        bob.approves(asked)
        assert alice.run("sudo", "-n", "id", "-u").returncode == 1
    unharmed.afterwards()


def test_500_sudos_of_mallorys_keep_nobody_from_being_permitted(unharmed, alice, mallory, mark):
    """They cost her processor time and everybody's, but no other person's answer."""
    script = ("for n in $(seq 500); do sudo -n touch \"$0\" $n </dev/null >/dev/null 2>&1 & done; "
              "echo started; wait")
    shell = mallory.start("nice", "-n", "19", "sh", "-c", script, str(mark))
    assert shell.stdout.readline() == "started\n"
    rounds = 0
    while shell.poll() is None:
        alices_sudo(alice)
        roots_sudo()
        rounds += 1
    assert rounds, "they were over too soon to be in the way"
    shell.communicate()
    assert not mark.exists() and memory_kib() < MOST_MEMORY_KIB
    assert len([request for request in api.requests()
                if request["question"]["subject"]["id"] == "mallory"]) <= 8
    unharmed.afterwards()


def test_sudos_that_are_stopped_in_the_middle_delay_nobody_else(unharmed, alice, mallory):
    script = ("import os, signal, subprocess, time\n"
              "for n in range(40):\n"
              "    sudo = subprocess.Popen(['sudo', '-n', 'id', str(n)],\n"
              "            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,\n"
              "            stderr=subprocess.DEVNULL)\n"
              "    time.sleep(0.001 * n)\n"
              "    try: sudo.send_signal(signal.SIGSTOP)\n"
              "    except PermissionError: pass  # it is wholly root's just now\n"
              "print('ready', flush=True); time.sleep(60)\n")
    with flood.of(mallory, script, 1):
        unharmed.while_it_lasts()
    unharmed.afterwards()
