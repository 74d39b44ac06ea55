"""Programs started by an approved one: decided at once, and sudo cannot be shot (attack A10)."""
import subprocess
import time

import pytest

from harness import api, machine
from harness.people import code_in

RULES = ("""[[rule]]
name = "a shell may be asked for"
effect = "ask"
who = { groups = ["ops"] }
action = ["sudo"]
command = "/usr/bin/sh"
rest = "any"
approvers = { groups = ["assent-approvers"], count = 1 }
""", """[[rule]]
name = "id is fine"
effect = "permit"
who = { groups = ["ops"] }
action = ["sudo"]
command = "/usr/bin/id"
args = ["-u"]
""")


@pytest.fixture(params=["trace", "dso"])
def intercept(request, assentd):
    machine.add_sudoers(f"Defaults intercept, intercept_type = {request.param}\n")
    machine.set_rules(*RULES)
    return request.param


def run_shell(alice, bob, script):
    command = ("sudo", "-n", "sh", "-c", script)
    bob.approves(code_in(alice.run(*command).stderr))
    return alice.run(*command, timeout=15)


def test_what_a_rule_permits_runs_and_what_none_covers_does_not(intercept, alice, bob, mark):
    done = run_shell(alice, bob, f"/usr/bin/id -u; /usr/bin/touch {mark}; echo end")
    assert done.stdout == "0\nend\n" and not mark.exists()


def test_nobody_is_waited_for_inside_a_program(intercept, alice, bob):
    began = time.monotonic()
    done = run_shell(alice, bob, "/usr/bin/sh -c 'echo inner'; echo end")
    assert done.stdout == "end\n" and time.monotonic() - began < 8
    assert api.requests() == [], "and nothing is filed from inside"


def test_alice_cannot_kill_the_sudo_that_checks_her(intercept, alice, bob, mark):
    command = ("sudo", "-n", "sh", "-c", f"while [ ! -e {mark}.go ]; do read x </dev/null || :; done")
    bob.approves(code_in(alice.run(*command).stderr))
    sudo = alice.start(*command)
    time.sleep(0.7)
    pids = subprocess.run(["pgrep", "-x", "sudo"], capture_output=True, text=True,
                          check=True).stdout.split()
    for pid in pids:
        done = alice.run("kill", "-9", pid)
        assert done.returncode != 0 and "not permitted" in done.stderr
    open(f"{mark}.go", "w", encoding="ascii").close()
    sudo.communicate(timeout=10)
    assert sudo.returncode == 0


def test_without_intercept_alice_can_still_signal_her_sudo(assentd, alice, bob):
    machine.set_rules(*RULES)
    command = ("sudo", "-n", "sh", "-c", "exec sleep 20")
    bob.approves(code_in(alice.run(*command).stderr))
    began = time.monotonic()
    done = alice.run("timeout", "1", *command)
    assert done.returncode == 124 and time.monotonic() - began < 10


def test_when_the_backend_goes_the_programs_inside_are_denied(intercept, alice, bob, mark):
    machine.set_client_settings('answer_timeout = "1s"\n')
    script = f"while [ ! -e {mark}.go ]; do read x </dev/null || :; done; /usr/bin/id -u; echo end"
    command = ("sudo", "-n", "sh", "-c", script)
    bob.approves(code_in(alice.run(*command).stderr))
    sudo = alice.start(*command)
    time.sleep(0.7)
    machine.stop_daemon()
    open(f"{mark}.go", "w", encoding="ascii").close()
    out, _ = sudo.communicate(timeout=10)
    assert out == "end\n"
