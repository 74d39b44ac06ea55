"""-D names a directory, and none that becomes another one after the approval (DESIGN D5)."""
import os
import pathlib
import re
import shutil
import subprocess

import pytest

from harness import api, machine
from harness.people import code_in


@pytest.fixture
def place(assentd):
    """A directory of root's with another in it."""
    machine.add_sudoers("Defaults runcwd = *\n")
    shutil.rmtree("/opt/place", ignore_errors=True)
    os.makedirs("/opt/place/inner", mode=0o755)
    return "/opt/place/inner"


@pytest.fixture
def link(alice, place):
    """A link of alice's to it."""
    path = pathlib.Path(alice.home, "link")
    path.unlink(missing_ok=True)
    path.symlink_to(place)
    os.lchown(path, alice.uid, alice.uid)
    return path


def turn(link, target):
    link.unlink()
    link.symlink_to(target)


def test_bob_sees_where_the_link_leads_and_there_it_runs(alice, bob, place, link):
    command = ("sudo", "-n", "-D", str(link), "pwd", "-P")
    code = code_in(alice.run(*command).stderr)
    assert re.search(f"Directory: +{place}\n", bob.run("assent", "show", code).stdout)
    bob.approves(code)
    assert alice.run(*command).stdout == f"{place}\n"


def test_approved_for_one_directory_it_runs_in_no_other(alice, bob, link):
    command = ("sudo", "-n", "-D", str(link), "pwd", "-P")
    bob.approves(code_in(alice.run(*command).stderr))
    turn(link, "/etc")
    done = alice.run(*command)
    assert done.returncode == 1 and done.stdout == ""


def test_a_link_turned_during_the_wait_leads_nowhere(alice, bob, link):
    sudo = alice.terminal("sudo", "-D", str(link), "pwd", "-P")
    code = sudo.sees_code()
    turn(link, "/etc")
    bob.approves(code)
    status, said = sudo.ends()
    assert status == 1 and "another one by now" in said and "\n/etc" not in said


def test_a_directory_that_alice_could_replace_is_not_asked_about(alice, place):
    hers = pathlib.Path(alice.home, "hers")
    alice.run("mkdir", "-p", str(hers))
    done = alice.run("sudo", "-n", "-D", str(hers), "pwd")
    assert done.returncode == 1 and "others can put another directory in its place" in done.stderr
    assert api.requests() == []
    assert code_in(alice.run("sudo", "-n", "pwd", cwd=str(hers)).stderr), "but from there it is"


def test_bob_moving_in_his_own_home_is_his_affair(alice, bob, carol, place):
    inner = pathlib.Path(bob.home, "inner")
    subprocess.run(["as", "bob", "mkdir", "-p", str(inner)], check=True)
    command = ("sudo", "-n", "-u", "bob", "-D", str(inner), "pwd")
    carol.approves(code_in(alice.run(*command).stderr))
    assert alice.run(*command).stdout == f"{inner}\n"
