"""Whoever approves a shell or an editor is told that it is one (DESIGN 4)."""
import pathlib
import subprocess

import pytest

from harness.people import code_in

FULL_SHELL = "gives a full shell as root"
CASES = {
    "sudo -i": FULL_SHELL,
    "sudo -s": FULL_SHELL,
    "sudo bash": FULL_SHELL,
    "sudo -u bob bash": "gives a full shell as bob",
    "sudo bash -c id": "program text in an argument",
    "sudo vim /etc/hosts": "vim can start other programs as root",
    "sudoedit /etc/hosts": "edits files: the editor runs as alice",
}


@pytest.fixture
def vim():
    """Machines without one have a stand-in: what it is called is what counts."""
    path = pathlib.Path("/usr/bin/vim")
    made = not path.exists()
    if made:
        path.write_text("#!/bin/sh\n")
        path.chmod(0o755)
    yield
    if made:
        path.unlink()


@pytest.mark.parametrize("command", CASES)
def test_the_approver_is_told_what_it_is(assentd, vim, alice, bob, command):
    asked = alice.terminal(*command.split(), env={"EDITOR": "/bin/true"})
    code = asked.sees_code()
    shown = " ".join(bob.run("assent", "show", code).stdout.split())
    asked.sendintr()
    asked.ends()
    assert CASES[command] in shown


@pytest.mark.parametrize("stdin", [subprocess.PIPE, subprocess.DEVNULL])
def test_whatever_standard_input_is_a_shell_is_said_to_read_its_program_from_it(assentd, alice, bob, stdin):
    code = code_in(alice.run("sudo", "-n", "-s", stdin=stdin).stderr)
    shown = " ".join(bob.run("assent", "show", code).stdout.replace("| ", "").split())
    assert FULL_SHELL in shown
    assert "it reads its program from standard input, which is not shown here and can be another" in shown
