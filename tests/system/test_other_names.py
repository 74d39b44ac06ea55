"""A name that leads to the same program or file does not get past the stricter rule (D8)."""
import pathlib

import pytest

from harness import api, machine
from harness.people import code_in

ASK = """[[rule]]
name = "operators may ask"
effect = "ask"
who = { groups = ["ops"] }
action = ["sudo", "sudoedit"]
approvers = { groups = ["assent-approvers"], count = 1 }"""
DENY_ID = '[[rule]]\nname = "no id"\neffect = "deny"\ncommand = "/usr/bin/id"'
ASK_TWO = ASK.replace("operators may ask", "id is for two").replace(
    ', "sudoedit"]', ']\ncommand = "/usr/bin/id"').replace("count = 1", "count = 2")
PERMIT_ID = ('[[rule]]\nname = "id"\neffect = "permit"\nwho = { groups = ["ops"] }\n'
             'action = ["sudo"]\ncommand = "/usr/bin/id"\nargs = []')
LINKS = {"/opt/directory": "/usr/bin", "/usr/bin/itself": ".", "/opt/program": "/opt/step",
         "/opt/step": "/usr/bin/id"}
NAMES = ["/opt/directory/id", "/usr/bin/itself/itself/id", "/opt/program", "/bin/id",
         "/var/run/../usr/bin/id", "/usr/bin/../bin//id"]


@pytest.fixture(autouse=True)
def links_of_root():
    for link, target in LINKS.items():
        pathlib.Path(link).symlink_to(target)
    yield
    for link in LINKS:
        pathlib.Path(link).unlink()


def test_a_denied_program_is_denied_by_every_name(alice):
    machine.set_rules(ASK, DENY_ID)
    for name in NAMES:
        refused = alice.run("sudo", "-n", name)
        assert refused.returncode == 1 and "RULE_DENIES" in refused.stderr, (name, refused)
    assert code_in(alice.run("sudo", "-n", "/opt/directory/true").stderr)


def test_two_approvers_are_two_approvers_by_every_name(alice):
    machine.set_rules(ASK, ASK_TWO)
    for name in NAMES:
        code = code_in(alice.run("sudo", "-n", name).stderr)
        assert [quorum["needed"] for quorum in api.request(code)["quorums"]] == [2, 1], name


def test_a_permitted_program_is_permitted_by_its_own_name_only(alice):
    machine.set_rules(PERMIT_ID)
    assert alice.run("sudo", "-n", "/usr/bin/id").returncode == 0
    for name in NAMES:
        refused = alice.run("sudo", "-n", name)
        assert refused.returncode == 1 and "NO_RULE" in refused.stderr, (name, refused)


@pytest.mark.parametrize("rule", ['{ under = "/lib/systemd" }', '"/lib/systemd/tried"'])
def test_a_denied_directory_is_denied_where_it_really_is(alice, rule):
    machine.set_rules(
        ASK, f'[[rule]]\nname = "units"\neffect = "deny"\nfiles = [{rule}]')
    for name in ("/lib/systemd/tried", "/usr/lib/systemd/tried"):
        refused = alice.run("sudoedit", "-n", name, env={"EDITOR": "/bin/true"})
        assert refused.returncode == 1 and "RULE_DENIES" in refused.stderr, (name, refused)
