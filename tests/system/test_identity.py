"""What belongs to the action: change one of these and it is another request (DESIGN D5)."""
import os

import pytest

from harness import api, machine
from harness.people import code_in

BASE = ("sudo", "-n")
VARIANTS = {
    "another argument": (BASE, ("id", "-u", "-n"), {}),
    "another program": (BASE, ("whoami",), {}),
    "another user": (BASE + ("-u", "bob"), ("id", "-u"), {}),
    "another group": (BASE + ("-g", "ops"), ("id", "-u"), {}),
    "another directory asked for": (BASE + ("-D", "/usr"), ("id", "-u"), {}),
    "another directory": (BASE, ("id", "-u"), {"cwd": "/var"}),
    "a variable": (BASE + ("MODE=fast",), ("id", "-u"), {}),
    "another value of it": (BASE + ("MODE=slow",), ("id", "-u"), {}),
    "a variable taken along": (
        BASE + ("--preserve-env=MODE",), ("id", "-u"), {"env": {"MODE": "x"}}),
    "a variable that sudoers keeps": (BASE, ("id", "-u"), {"env": {"KEPT": "x"}}),
    "another value of that": (BASE, ("id", "-u"), {"env": {"KEPT": "y"}}),
    "a login shell": (BASE + ("-i",), ("id", "-u"), {}),
    "a shell": (BASE + ("-s",), ("id", "-u"), {}),
}


def ask(alice, variant):
    options, command, where = variant
    done = alice.run(*options, *command, **where)
    assert done.returncode == 1 and done.stdout == "", done
    return code_in(done.stderr)


def allow_all_variants():
    machine.add_sudoers('Defaults runcwd = *\nDefaults env_keep += "KEPT"\n')
    machine.set_daemon_settings("[limits]\nwaiting_requests = 100\nquestions_per_second = 1000\n"
                                "question_burst = 1000\n")


HIDDEN = {"HOSTNAME": "../../evil", "DISPLAY": "/tmp/evil:0", "XDG_CURRENT_DESKTOP": "$(id)",
          "LS_COLORS": "../evil", "XAUTHORITY": "/etc/cron.d/evil", "COLORS": "/tmp/evil",
          "LC_PAYLOAD": "evil", "LANG": "evil&co"}


@pytest.mark.parametrize("name", HIDDEN)
def test_a_harmless_name_hides_no_value(assentd, alice, bob, name):
    """Names that sudoers keeps for everybody. bob sees that there is one, and it is another action."""
    plain = code_in(alice.run("sudo", "-n", "id", "-u").stderr)
    code = code_in(alice.run("sudo", "-n", "id", "-u", env={name: HIDDEN[name]}).stderr)
    assert code != plain and name in bob.run("assent", "show", code).stdout


def test_what_every_session_has_is_no_difference(assentd, alice):
    machine.set_daemon_settings("[limits]\nquestions_per_second = 1000\nquestion_burst = 1000\n")
    usual = {"HOSTNAME": os.uname().nodename, "LANG": "de_DE.UTF-8", "TERM": "xterm-256color",
             "LC_TIME": "C", "DISPLAY": ":0.0", "TZ": "Europe/Berlin", "COLORTERM": "truecolor"}
    codes = {code_in(alice.run("sudo", "-n", "id", "-u", env=env).stderr) for env in ({}, usual)}
    assert len(codes) == 1


def test_each_difference_is_another_request_and_the_same_is_the_same(assentd, alice):
    allow_all_variants()
    plain = ask(alice, (BASE, ("id", "-u"), {}))
    codes = {name: ask(alice, variant) for name, variant in VARIANTS.items()}
    assert plain not in codes.values()
    assert len(set(codes.values())) == len(codes), codes
    assert {name: ask(alice, variant) for name, variant in VARIANTS.items()} == codes


@pytest.mark.parametrize("name", ["another user", "another directory", "a variable"])
def test_a_grant_for_one_is_none_for_the_other(assentd, alice, bob, name):
    allow_all_variants()
    bob.approves(ask(alice, (BASE, ("id", "-u"), {})))
    ask(alice, VARIANTS[name])
    assert alice.run(*BASE, "id", "-u").stdout == "0\n"


@pytest.mark.parametrize("same", [
    (BASE, ("/usr/bin/id", "-u"), {}),
    (BASE + ("-u", "root"), ("id", "-u"), {}),
    (BASE + ("-u", "#0"), ("id", "-u"), {}),
    (BASE, ("id", "-u"), {"env": {"LC_TIME": "C", "TERM": "vt100", "UNKEPT": "z"}}),
])
def test_what_makes_no_difference_is_the_same_request(assentd, alice, same):
    assert ask(alice, same) == ask(alice, (BASE, ("id", "-u"), {}))


def test_what_was_asked_is_what_the_approver_is_shown(assentd, alice):
    allow_all_variants()
    options = BASE + ("-u", "bob", "-D", "/var", "MODE=fast")
    code = ask(alice, (options, ("printf", "a\\b", "\x1b["), {}))
    properties = api.request(code)["question"]["resource"]["properties"]
    assert properties["runas"]["user"] == "bob"
    assert properties["cwd"] == "/var"
    assert properties["argv"] == ["printf", "a\\\\b", "\\x1b["]
    assert {"name": "MODE", "value": "fast"} in properties["env"]
    assert properties["command"] == "/usr/bin/printf"


def test_a_kept_value_is_carried_as_a_hash_only(assentd, alice):
    allow_all_variants()
    code = ask(alice, (BASE, ("id",), {"env": {"KEPT": "confidential"}}))
    kept = [v for v in api.request(code)["question"]["resource"]["properties"]["env"]
            if v["name"] == "KEPT"]
    assert len(kept) == 1 and "value" not in kept[0] and len(kept[0]["value_sha256"]) == 64
    assert "confidential" not in str(api.request(code))


def test_the_whole_environment_is_refused(assentd, alice, mark):
    done = alice.run("sudo", "-n", "-E", "touch", str(mark), env={"BASH_ENV": "/tmp/x"})
    assert done.returncode == 1 and not mark.exists()
    assert "(ENVIRONMENT_NOT_CLEAN)" in done.stderr
    assert api.requests() == []


def test_a_rule_can_take_the_whole_environment(assentd, alice):
    machine.set_rules('[[rule]]\nname = "with all"\neffect = "ask"\nwho = { groups = ["ops"] }\n'
                      'action = ["sudo"]\nenvironment = "inherited"\n'
                      'approvers = { users = ["bob"], count = 1 }')
    assert code_in(alice.run("sudo", "-n", "-E", "id").stderr)


def test_a_grant_that_differs_in_the_directory_only_is_named(assentd, alice, bob):
    bob.approves(ask(alice, (BASE, ("id", "-u"), {"cwd": "/var"})))
    elsewhere = alice.run(*BASE, "id", "-u", cwd="/tmp")
    assert elsewhere.returncode == 1 and "/var" in elsewhere.stderr


def test_a_rule_can_leave_the_directory_out(assentd, alice, bob):
    machine.set_rules('[[rule]]\nname = "anywhere"\neffect = "ask"\nwho = { groups = ["ops"] }\n'
                      'action = ["sudo"]\ncwd = "any"\napprovers = { users = ["bob"], count = 1 }')
    bob.approves(ask(alice, (BASE, ("id", "-u"), {"cwd": "/var"})))
    assert alice.run(*BASE, "id", "-u", cwd="/tmp").stdout == "0\n"


def test_a_huge_command_can_be_asked_about_and_runs_whole(assentd, alice, bob):
    words = ["x" * 1000] * 100
    code = ask(alice, (BASE, ("printf", "%s", *words), {}))
    bob.approves(code)
    assert alice.run(*BASE, "printf", "%s", *words).stdout == "".join(words)


def test_a_command_that_is_too_large_is_refused_and_not_cut(assentd, alice, mark):
    done = alice.run(*BASE, "touch", str(mark), *["\x01" * 100_000] * 4)
    assert done.returncode == 1 and not mark.exists()
    assert "(ACTION_TOO_LARGE)" in done.stderr and api.requests() == []


@pytest.mark.parametrize("target", ["#-1", "#4294967295", "#-2"])
def test_no_user_that_is_no_user(assentd, alice, target):
    """CVE-2019-14287."""
    done = alice.run(*BASE, "-u", target, "id", "-u")
    assert done.returncode == 1 and done.stdout == "" and api.requests() == []
