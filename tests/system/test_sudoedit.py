"""Editing a file is asked about by file, not by editor (DESIGN D5)."""
import pathlib

from harness import api
from harness.people import code_in

EDITOR = {"EDITOR": "/usr/local/bin/append"}


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
