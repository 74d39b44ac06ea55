"""Editing a file is asked about by file, not by editor (DESIGN D5)."""
import pathlib

import pytest

from harness import api, machine
from harness.people import code_in

EDITOR = {"EDITOR": "/usr/local/bin/append"}
MAY_EDIT = """[[rule]]
name = "files may be edited"
effect = "ask"
who = { groups = ["ops"] }
action = ["sudoedit"]
approvers = { groups = ["assent-approvers"], count = 1 }
grant = { uses = 1, max_uses = 2 }
"""
PERMITS_ID = """[[rule]]
name = "id is fine"
effect = "permit"
who = { groups = ["ops"] }
action = ["sudo"]
command = "/usr/bin/id"
args = ["-u"]
"""


def make_editor():
    editor = pathlib.Path("/usr/local/bin/append")
    editor.write_text('#!/bin/sh\nfor file; do echo added >>"$file"; done\n')
    editor.chmod(0o755)


def make_file(name="notes"):
    file = pathlib.Path("/etc") / name
    file.write_text("first\n")
    return file


def test_sudoedit_is_asked_about_and_edits_after_the_yes(assentd, alice, bob):
    make_editor()
    file = make_file()
    asked = alice.run("sudo", "-n", "-e", str(file), env=EDITOR)
    code = code_in(asked.stderr)
    assert asked.returncode == 1 and file.read_text() == "first\n"
    question = api.request(code)["question"]
    assert question["action"]["name"] == "sudoedit"
    assert question["resource"]["properties"]["files"] == [str(file)]
    bob.approves(code)
    assert alice.run("sudo", "-n", "-e", str(file), env=EDITOR).returncode == 0
    assert file.read_text() == "first\nadded\n"


def test_the_editor_makes_no_difference_and_one_more_file_does(assentd, alice):
    make_editor()
    file, other = make_file(), make_file("others")
    one = code_in(alice.run("sudoedit", "-n", str(file), env=EDITOR).stderr)
    plain = {"EDITOR": "/bin/true"}
    assert code_in(alice.run("sudoedit", "-n", str(file), env=plain).stderr) == one
    assert code_in(alice.run("sudoedit", "-n", str(file), str(other), env=EDITOR).stderr) != one


def test_the_editor_cannot_bring_in_another_file(assentd, alice, bob):
    """CVE-2023-22809: EDITOR="vim -- /etc/shadow"."""
    make_editor()
    file, secret = make_file(), make_file("secret")
    bob.approves(code_in(alice.run("sudoedit", "-n", str(file), env=EDITOR).stderr))
    alice.run("sudoedit", "-n", str(file), env={"EDITOR": f"/usr/local/bin/append -- {secret}"})
    assert secret.read_text() == "first\n"


def test_a_link_in_the_way_is_another_file(assentd, alice, bob):
    """CVE-2021-23240: what was approved under one name is not edited through another."""
    make_editor()
    file, secret = make_file(), make_file("secret")
    link = pathlib.Path(alice.home, "link")
    link.unlink(missing_ok=True)
    link.symlink_to(file)
    asked = alice.run("sudoedit", "-n", str(link), env=EDITOR)
    link.unlink()
    link.symlink_to(secret)
    if api.requests():
        bob.approves(code_in(asked.stderr))
    alice.run("sudoedit", "-n", str(link), env=EDITOR)
    assert secret.read_text() == "first\n"


@pytest.mark.parametrize("how", ["trace", "dso"])
def test_what_the_editor_starts_is_denied_at_once(assentd, alice, bob, how):
    """Under intercept. sudoers takes it for another sudoedit, of its arguments: no rule and no grant
    for files may stand for it, nothing is spent and nothing is filed."""
    machine.add_sudoers(f"Defaults intercept, intercept_type = {how}\n")
    machine.set_rules(MAY_EDIT, PERMITS_ID)
    file = make_file()
    editor = pathlib.Path("/usr/local/bin/curious")
    editor.write_text(f'#!/bin/sh\n/usr/bin/id -u >>"$1"\n/usr/bin/touch {file} /tmp/from-editor\n'
                      f'/usr/bin/touch {file}\necho end >>"$1"\n')
    editor.chmod(0o755)
    pathlib.Path("/tmp/from-editor").unlink(missing_ok=True)
    command = ("sudoedit", "-n", str(file))
    bob.approves(code_in(alice.run(*command, env={"EDITOR": str(editor)}).stderr), "--uses", "2")
    done = alice.run(*command, env={"EDITOR": str(editor)})
    assert done.returncode == 0 and file.read_text() == "first\nend\n", done
    assert done.stderr.count("a program that an editor of sudoedit starts") >= 3
    assert not pathlib.Path("/tmp/from-editor").exists()
    assert api.requests() == [] and [grant["used"] for grant in api.grants()] == [1]
