"""The time that a grant gives is over when it is over, whatever the requester does to her sudo."""
import subprocess
import time

import pytest

from harness import machine
from harness.people import code_in

SLEEP = ("sudo", "-n", "sleep", "30")
NOT_LONGER_S = 8


def pids_of(name):
    return subprocess.run(["pgrep", "-x", name], capture_output=True, text=True,
                          check=False).stdout.split()


def wait_until(what):
    end = time.monotonic() + NOT_LONGER_S
    while not what():
        assert time.monotonic() < end
        time.sleep(0.02)


def approved(alice, bob, *options):
    bob.approves(code_in(alice.run(*SLEEP).stderr), *options)


def test_it_ends_the_command(assentd, alice, bob):
    approved(alice, bob, "--max-runtime", "1s")
    began = time.monotonic()
    done = alice.run(*SLEEP)
    assert done.returncode != 0 and time.monotonic() - began < NOT_LONGER_S


@pytest.mark.parametrize("signal", ["STOP", "KILL", "TERM", "ALRM"])
def test_no_signal_of_alices_makes_it_longer(assentd, alice, bob, signal):
    approved(alice, bob, "--max-runtime", "2s")
    sudo = alice.start(*SLEEP)
    wait_until(lambda: pids_of("sleep"))
    for pid in pids_of("sudo"):
        assert "not permitted" in alice.run("kill", f"-{signal}", pid).stderr
    wait_until(lambda: not pids_of("sleep"))
    sudo.communicate(timeout=NOT_LONGER_S)
    assert sudo.returncode != 0


@pytest.mark.parametrize("sudoers", ["Defaults use_pty\n", "Defaults !use_pty\n"])
def test_it_is_still_ended_from_its_terminal(assentd, alice, bob, sudoers):
    machine.add_sudoers(sudoers)
    sudo = alice.terminal("sudo", "sleep", "30")
    bob.approves(sudo.sees_code(), "--max-runtime", "20s")
    wait_until(lambda: pids_of("sleep"))
    sudo.sendintr()
    status, _ = sudo.ends()
    assert status == 130 and pids_of("sleep") == []


@pytest.mark.parametrize("sudoers", ["Defaults use_pty\n", "Defaults !use_pty\n"])
def test_suspended_from_the_terminal_it_does_not_go_on_without_its_sudo(
        assentd, alice, bob, sudoers):
    machine.add_sudoers(sudoers)
    shell = alice.shell()
    shell.sendline("sudo sleep 30")
    bob.approves(shell.sees_code(), "--max-runtime", "3s")
    wait_until(lambda: pids_of("sleep"))
    shell.sendcontrol("z")
    shell.sees("Stopped")
    (pid,) = pids_of("sleep")
    shell.sendline(f"kill -CONT {pid}; echo said $?")
    shell.sees("said 1")
    assert state_of(pid) == "T"
    shell.sendline("fg")
    wait_until(lambda: not pids_of("sleep"))


def state_of(pid):
    with open(f"/proc/{pid}/stat", encoding="ascii") as file:
        return file.read().rsplit(")", 1)[1].split()[0]
