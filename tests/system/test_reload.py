"""Rules come into force whole or not at all (DESIGN D8)."""
import json
import subprocess

import pytest

from harness import api, machine

PERMIT_ID = ('[[rule]]\nname = "id"\neffect = "permit"\nwho = { users = ["alice"] }\n'
             'action = ["sudo"]\ncommand = "/usr/bin/id"\nargs = ["-u"]\n')
DENY_LATECOMERS = ('[[rule]]\nname = "latecomers"\neffect = "deny"\n'
                   'who = { groups = ["latecomers"] }\n')
BROKEN = {
    "no TOML": "[[rule]\n",
    "an unknown key": PERMIT_ID + "permitt = true\n",
    "a key twice": PERMIT_ID + 'name = "again"\n',
    "an unknown effect": PERMIT_ID.replace("permit", "allow"),
    "a wrong type": PERMIT_ID.replace('["-u"]', '"-u"'),
    "a group to deny that nobody knows": PERMIT_ID + DENY_LATECOMERS,
}


def may_id(alice):
    return alice.run("sudo", "-n", "id", "-u").returncode == 0


def test_sighup_takes_over_new_rules(assentd, alice):
    assert not may_id(alice)
    machine.write(machine.RULES, PERMIT_ID)
    machine.reload_rules()
    assert may_id(alice)


@pytest.mark.parametrize("name", BROKEN)
def test_broken_rules_leave_the_old_ones_in_force_and_say_where(assentd, alice, name):
    machine.write(machine.RULES, PERMIT_ID)
    machine.reload_rules()
    machine.write(machine.RULES, BROKEN[name])
    machine.reload_rules()
    assert may_id(alice)
    error = api.call("GET", "/v1/status").json["rules"]["error"]
    assert str(machine.RULES) in error and error.split(str(machine.RULES))[1][1].isdigit(), error
    assert json.dumps(error) in machine.ASSENTD_LOG.read_text()


@pytest.mark.parametrize("spoil", [0o666, 0o664])
def test_rules_that_others_can_write_are_not_loaded(assentd, alice, spoil):
    machine.write(machine.RULES, PERMIT_ID, spoil)
    machine.reload_rules()
    assert not may_id(alice)


def test_a_mended_file_clears_the_error(assentd):
    machine.write(machine.RULES, "nonsense")
    machine.reload_rules()
    assert api.call("GET", "/v1/status").json["rules"]["error"]
    machine.write(machine.RULES, PERMIT_ID)
    machine.reload_rules()
    status = api.call("GET", "/v1/status").json["rules"]
    assert status["error"] == "" and status["loaded"] == 1


def check(*options):
    return subprocess.run(["assentd", "--check", *options], capture_output=True, text=True,
                          check=False, stdin=subprocess.DEVNULL)


def test_check_accepts_what_is_right():
    assert check().returncode == 0


def test_check_says_file_and_line_of_what_is_wrong():
    machine.write(machine.RULES, PERMIT_ID + "permitt = true\n")
    done = check()
    assert done.returncode != 0
    assert f"{machine.RULES}:8" in done.stdout + done.stderr


def test_it_does_not_start_with_broken_rules_and_then_permit_anything(alice, mark):
    machine.write(machine.RULES, PERMIT_ID + "permitt = true\n")
    subprocess.run(["start-assentd"], check=True)
    machine.set_client_settings('answer_timeout = "2s"\n')
    assert not may_id(alice)


@pytest.fixture
def latecomers():
    yield
    subprocess.run(["groupdel", "latecomers"], check=False, stderr=subprocess.DEVNULL)


@pytest.mark.usefixtures("latecomers")
def test_names_that_come_late_at_boot_are_waited_for_and_nothing_is_permitted_until_then(alice):
    """A directory server that starts after assentd: its groups are unknown for a while."""
    machine.write(machine.RULES, PERMIT_ID + DENY_LATECOMERS)
    machine.start_daemon()
    refused = alice.run("sudo", "-n", "id", "-u")
    assert refused.returncode == 1 and "BAD_CONFIG" in refused.stderr
    subprocess.run(["groupadd", "latecomers"], check=True)
    machine.wait_until_rules_are_in_force()
    assert may_id(alice)
