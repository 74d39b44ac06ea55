"""Which program runs: one that only root can change, or a sealed copy (DESIGN D6, attack A1)."""
import os
import pathlib
import shutil
import subprocess
import time

import pytest

from harness import api, machine
from harness.people import code_in

MUTABLE_RULE = """[[rule]]
name = "programs of their own"
effect = "ask"
who = { groups = ["ops"] }
action = ["sudo"]
mutable_executable = true
approvers = { groups = ["assent-approvers"], count = 1 }
grant = { uses = 3, start_within = "5m", max_uses = 3 }
"""


def program_of(person, name="tool", text="#!/bin/sh\necho original $(id -u)\n"):
    file = pathlib.Path(person.home, name)
    file.unlink(missing_ok=True)
    file.write_text(text)
    file.chmod(0o755)
    shutil.chown(file, person.name)
    return file


def binary_of(person, source, name="tool"):
    file = pathlib.Path(person.home, name)
    file.unlink(missing_ok=True)
    shutil.copy(source, file)
    shutil.chown(file, person.name)
    file.chmod(0o755)
    return file


def assert_not_trusted(done):
    assert done.returncode == 1 and done.stdout == ""
    assert "(EXECUTABLE_NOT_TRUSTED)" in done.stderr
    assert api.requests("all") == []


def test_a_program_that_alice_can_write_is_refused(assentd, alice):
    assert_not_trusted(alice.run("sudo", "-n", str(program_of(alice))))


@pytest.mark.parametrize("spoil", [
    lambda file: file.chmod(0o777),
    lambda file: file.chmod(0o775),
    lambda file: shutil.chown(file, "alice"),
    lambda file: file.parent.chmod(0o777),
    lambda file: shutil.chown(file.parent, "alice"),
    lambda file: file.parent.parent.chmod(0o1777),
    lambda file: subprocess.run(["setfacl", "-m", "u:alice:rw", str(file)], check=True),
])
def test_each_way_to_change_a_program_of_roots_makes_it_untrusted(assentd, alice, spoil):
    place = pathlib.Path("/opt/spoiled/bin")
    shutil.rmtree(place.parent, ignore_errors=True)
    place.mkdir(parents=True)
    file = place / "tool"
    file.write_text("#!/bin/sh\nid -u\n")
    file.chmod(0o755)
    assert code_in(alice.run("sudo", "-n", str(file)).stderr), "as it is, it can be asked about"
    for request in api.requests():
        api.call("POST", f"/v1/requests/{request['code']}/cancel", {})
    spoil(file)
    done = alice.run("sudo", "-n", str(file))
    assert done.returncode == 1 and done.stdout == ""
    assert api.requests() == []


def test_a_symbolic_link_in_a_directory_of_alices_is_untrusted_or_resolved(assentd, alice, bob):
    """What runs is what was shown: never the link's later target."""
    link = pathlib.Path(alice.home, "link")
    link.unlink(missing_ok=True)
    link.symlink_to("/usr/bin/true")
    asked = alice.run("sudo", "-n", str(link))
    link.unlink()
    link.symlink_to("/usr/bin/id")
    if api.requests():
        bob.approves(code_in(asked.stderr))
    assert alice.run("sudo", "-n", str(link)).stdout == ""


def test_a_sealed_copy_of_what_was_approved_runs(assentd, alice, bob):
    machine.set_rules(MUTABLE_RULE)
    tool = binary_of(alice, "/usr/bin/id")
    code = code_in(alice.run("sudo", "-n", str(tool), "-u").stderr)
    assert api.request(code)["question"]["resource"]["properties"]["executable_sha256"]
    bob.approves(code)
    assert alice.run("sudo", "-n", str(tool), "-u").stdout == "0\n"


def test_a_script_runs_as_a_sealed_copy_too(assentd, alice, bob):
    machine.set_rules(MUTABLE_RULE)
    tool = program_of(alice)
    bob.approves(code_in(alice.run("sudo", "-n", str(tool)).stderr))
    assert alice.run("sudo", "-n", str(tool)).stdout == "original 0\n"


def test_other_bytes_are_another_request(assentd, alice, bob):
    machine.set_rules(MUTABLE_RULE)
    tool = program_of(alice)
    code = code_in(alice.run("sudo", "-n", str(tool)).stderr)
    bob.approves(code)
    tool.write_text("#!/bin/sh\necho evil $(id -u)\n")
    done = alice.run("sudo", "-n", str(tool))
    assert done.stdout == "" and code_in(done.stderr) != code


SLOW_SESSION = "session optional pam_exec.so quiet /usr/bin/sleep 1\n"


@pytest.fixture
def slow_session():
    """Gives the attacker a second between sudo's check and its exec, as a slow PAM session does."""
    service = pathlib.Path("/etc/pam.d/sudo")
    before = service.read_text()
    service.write_text(before + SLOW_SESSION)
    yield
    service.write_text(before)


def test_bytes_swapped_while_sudo_is_stopped_after_the_check_do_not_run(
        assentd, alice, bob, slow_session):
    """Attack A1: SIGSTOP after the answer, rewrite the file in place, SIGCONT."""
    machine.set_rules(MUTABLE_RULE)
    tool = binary_of(alice, "/usr/bin/true")
    bob.approves(code_in(alice.run("sudo", "-n", str(tool), "-u").stderr))
    sudo = alice.start("sudo", "-n", str(tool), "-u")
    deadline = time.monotonic() + 5
    while not api.grants("all")[0]["used"] and time.monotonic() < deadline:
        time.sleep(0.005)
    pid = subprocess.check_output(["pgrep", "-n", "-x", "sudo"], text=True).strip()
    assert alice.run("kill", "-STOP", pid).returncode == 0
    with open(tool, "r+b") as file:  # the same inode, as alice can
        file.truncate(0)
        file.write(pathlib.Path("/usr/bin/id").read_bytes())
    assert alice.run("kill", "-CONT", pid).returncode == 0
    out, _ = sudo.communicate(timeout=20)
    assert sudo.returncode == 0, "the approved bytes ran"
    assert out == "", "the attacker's bytes did not"


def test_a_trusted_program_that_changed_during_the_wait_does_not_run(assentd, alice, bob, mark):
    tool = pathlib.Path("/usr/local/bin/changing")
    tool.write_text(f"#!/bin/sh\necho a >{mark}\n")
    tool.chmod(0o755)
    sudo = alice.terminal("sudo", "changing")
    code = sudo.sees_code()
    time.sleep(0.05)
    tool.write_text(f"#!/bin/sh\necho b >{mark}\n")
    bob.approves(code)
    status, text = sudo.ends()
    assert status == 1 and "(EXECUTABLE_CHANGED)" in text and not mark.exists()


def test_what_runs_gets_none_of_our_descriptors(assentd, alice, bob):
    command = ("sudo", "-n", "ls", "-l", "/proc/self/fd")
    bob.approves(code_in(alice.run(*command).stderr))
    done = alice.run(*command)
    assert done.returncode == 0
    assert "socket" not in done.stdout and "memfd" not in done.stdout


def test_too_large_a_program_has_no_sealed_copy(assentd, alice):
    machine.set_rules(MUTABLE_RULE)
    tool = program_of(alice)
    with open(tool, "r+b") as file:
        file.truncate(64 * 1024 * 1024 + 1)
    done = alice.run("sudo", "-n", str(tool))
    assert done.returncode == 1 and done.stdout == "" and api.requests() == []


def test_a_fifo_as_program_hangs_nobody(assentd, alice):
    fifo = pathlib.Path(alice.home, "fifo")
    fifo.unlink(missing_ok=True)
    os.mkfifo(fifo, 0o755)
    shutil.chown(fifo, "alice")
    assert alice.run("sudo", "-n", str(fifo), timeout=5).returncode == 1


def test_a_killed_sudo_runs_nothing(assentd, alice, bob, mark):
    sudo = alice.terminal("sudo", "touch", str(mark))
    code = sudo.sees_code()
    subprocess.run(["pkill", "-KILL", "-n", "-x", "sudo"], check=True)
    sudo.ends()
    bob.approves(code)
    time.sleep(0.2)
    assert not mark.exists()
