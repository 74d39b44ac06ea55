"""The wait: it can be left and taken up again, and a signal never lets the command run."""
import signal
import subprocess
import time

import pytest

from harness import api
from harness.people import code_in


def sudo_pid():
    """The newest sudo itself, not the login that started it."""
    return int(subprocess.check_output(["pgrep", "-n", "-x", "sudo"]))


def test_ctrl_c_stops_waiting_and_the_request_stays_open(assentd, alice, mark):
    sudo = alice.terminal("sudo", "touch", str(mark))
    code = sudo.sees_code()
    sudo.sendintr()
    status, _ = sudo.ends()
    assert status != 0 and not mark.exists()
    assert api.request(code)["state"] == "pending"


def test_run_again_it_waits_for_the_same_request(assentd, alice, bob, mark):
    first = alice.terminal("sudo", "touch", str(mark))
    code = first.sees_code()
    first.sendintr()
    first.ends()
    second = alice.terminal("sudo", "touch", str(mark))
    assert second.sees_code() == code
    bob.approves(code)
    assert second.ends()[0] == 0 and mark.exists()


def test_approved_meanwhile_it_runs_at_once(assentd, alice, bob, mark):
    first = alice.terminal("sudo", "touch", str(mark))
    code = first.sees_code()
    first.sendintr()
    first.ends()
    bob.approves(code)
    assert not mark.exists()
    done = alice.run("sudo", "-n", "touch", str(mark))
    assert done.returncode == 0 and mark.exists()


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGQUIT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_the_wait_and_a_yes_after_it_runs_nothing(assentd, alice, bob, mark, stop):
    sudo = alice.terminal("sudo", "touch", str(mark))
    code = sudo.sees_code()
    alice.run("kill", f"-{stop.value}", str(sudo_pid()))
    status, _ = sudo.ends()
    bob.approves(code)
    time.sleep(0.2)
    assert status not in (0, None) and not mark.exists()


@pytest.mark.parametrize("attempt", range(5))
def test_ctrl_c_and_a_yes_at_the_same_moment_run_it_only_if_the_grant_was_spent(
        assentd, alice, bob, mark, attempt):
    sudo = alice.terminal("sudo", "touch", str(mark))
    code = sudo.sees_code()
    approve = bob.start("assent", "approve", "--yes", code)
    time.sleep(0.02 * attempt)
    sudo.sendintr()
    status, _ = sudo.ends()
    approve.wait(10)
    assert mark.exists() == (status == 0)


def test_ctrl_c_while_sudo_is_stopped_and_approved_does_not_run_it(assentd, alice, bob, mark):
    sudo = alice.terminal("sudo", "touch", str(mark))
    code = sudo.sees_code()
    pid = sudo_pid()
    alice.run("kill", "-STOP", str(pid))
    bob.approves(code)  # the yes is in the socket's buffer ...
    sudo.sendintr()     # ... and so is ^C, before sudo could read either
    time.sleep(0.2)
    alice.run("kill", "-CONT", str(pid))
    status, _ = sudo.ends()
    assert status != 0 and not mark.exists()


def test_ctrl_z_suspends_the_wait_and_fg_takes_it_up(assentd, alice, bob, mark):
    shell = alice.shell()
    shell.sendline(f"sudo touch {mark}")
    code = shell.sees_code()
    shell.sees("Ctrl-C")
    shell.send("\x1a")
    shell.sees(r"Stopped")
    shell.sees(r"alice\$ ")
    shell.sendline("fg")
    shell.sees(r"sudo touch")
    assert not mark.exists()
    bob.approves(code)
    shell.sees(r"alice\$ ")
    assert mark.exists()
    shell.close(force=True)


def test_suspended_and_approved_it_runs_after_fg_and_not_before(assentd, alice, bob, mark):
    shell = alice.shell()
    shell.sendline(f"sudo touch {mark}")
    code = shell.sees_code()
    shell.sees("Ctrl-C")
    shell.send("\x1a")
    shell.sees(r"Stopped")
    bob.approves(code)
    time.sleep(0.3)
    assert not mark.exists()
    shell.sendline("fg")
    shell.sees(r"approved by bob")
    shell.sees(r"alice\$ ")
    assert mark.exists()
    shell.close(force=True)


def test_cancelled_by_its_requester_the_wait_ends(assentd, alice, mark):
    sudo = alice.terminal("sudo", "touch", str(mark))
    code = sudo.sees_code()
    assert alice.run("assent", "cancel", code).returncode == 0
    status, text = sudo.ends()
    assert status == 1 and "(REQUEST_CANCELLED)" in text and not mark.exists()


def test_two_sudos_wait_for_one_use_and_one_runs(assentd, alice, bob, mark):
    command = ("sudo", "sh", "-c", f"echo x >>{mark}")
    sudos = [alice.terminal(*command) for _ in range(2)]
    codes = {sudo.sees_code() for sudo in sudos}
    assert len(codes) == 1
    for sudo in sudos:
        sudo.sees("Ctrl-C")
    bob.approves(codes.pop())
    ends = [sudo.ends() for sudo in sudos]
    assert sorted(status for status, _ in ends) == [0, 1]
    assert mark.read_text() == "x\n"
    assert any("(GRANT_USED)" in text for status, text in ends if status == 1)
