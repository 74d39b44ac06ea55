"""docs/TROUBLESHOOTING.md: what it tells an administrator to type does what it says."""
import os
import pathlib
import subprocess

from harness import machine
from harness.people import code_in

PAGE = pathlib.Path(os.environ["SANDBOX_REPO"]) / "docs/TROUBLESHOOTING.md"


def lines_with(word):
    return [line.split("    #")[0].strip() for line in PAGE.read_text().splitlines()
            if line.startswith(word)]


def test_the_lines_that_turn_assent_off_and_on_again(assentd, alice):
    off, = lines_with("sed -i.assent")
    on, = lines_with("mv /etc/sudo.conf.assent")
    before = machine.SUDO_CONF.read_text()
    code_in(alice.run("sudo", "-n", "id", "-u").stderr)
    subprocess.run(off, shell=True, check=True)
    assert alice.run("sudo", "-n", "id", "-u").stdout == "0\n"
    status = machine.SUDO_CONF.stat()
    assert (status.st_uid, status.st_mode & 0o777) == (0, 0o644)
    subprocess.run(on, shell=True, check=True)
    assert machine.SUDO_CONF.read_text() == before
    code_in(alice.run("sudo", "-n", "id", "-u").stderr)


def test_off_works_with_a_dead_daemon_too(fresh_machine, alice):
    assert "(BACKEND_UNREACHABLE)" in alice.run("sudo", "-n", "id", "-u").stderr
    off, = lines_with("sed -i.assent")
    subprocess.run(off, shell=True, check=True)
    assert alice.run("sudo", "-n", "id", "-u").stdout == "0\n"


def test_help_needs_no_daemon_and_no_sound_configuration(fresh_machine, alice):
    machine.set_client_settings("this is no TOML\n")
    done = alice.run("assent", "help", "BAD_CONFIG")
    assert done.returncode == 0 and "assentd --check" in done.stdout
