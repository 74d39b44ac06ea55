"""sudo -l: what one may run, and beside it what is granted and asked for (DESIGN D4)."""
import os
import pathlib
import shutil
import subprocess
import time

import pytest

from harness import api, machine
from harness.fake_backend import FakeBackend
from harness.people import code_in

PLAIN = "# no plugin: sudo takes sudoers alone\n"
LISTINGS = [("-l",), ("-ll",), ("-l", "-U", "alice"), ("-l", "id", "-u"), ("-ll", "id", "-u"),
            ("-l", "-u", "bob", "id"), ("-l", "no-such-program"), ("-l", "sudoedit", "/etc/motd")]


def listing(person, *options, **more):
    return person.run("sudo", "-n", *options, **more)


def plain_listing(person, *options):
    """What sudo prints without Assent."""
    machine.write(machine.SUDO_CONF, PLAIN)
    done = listing(person, *options)
    machine.write(machine.SUDO_CONF, (machine.ETC / "sudo.conf").read_text(encoding="utf-8"))
    return done


def everything():
    """All that a listing must leave as it is."""
    return api.requests("all"), api.grants("all"), [record["unmapped"]["seq"] for record in api.log()]


def told(person, *command):
    """The one line about `command`; checked to have no effect and to leave sudoers' answer alone."""
    before = [request["code"] for request in api.requests("all")], len(api.log())
    uses = [grant["used"] for grant in api.grants("all")]
    done = listing(person, "-l", *command)
    assert done.returncode == 0 and "assent" not in done.stdout
    assert [request["code"] for request in api.requests("all")] == before[0]
    assert len(api.log()) == before[1] and [grant["used"] for grant in api.grants("all")] == uses
    assert done.stderr.startswith("assent: ") and done.stderr.count("\n") == 1, done.stderr
    return done.stderr[len("assent: "):]


@pytest.mark.parametrize("options", LISTINGS, ids=" ".join)
def test_standard_output_and_exit_status_are_sudoers_own(assentd, alice, bob, options):
    bob.approves(code_in(alice.run("sudo", "-n", "id", "-g").stderr))
    alice.run("sudo", "-n", "id", "-u")
    ours, plain = listing(alice, *options), plain_listing(alice, *options)
    assert (ours.stdout, ours.returncode) == (plain.stdout, plain.returncode)


@pytest.mark.parametrize("options", [("-l",), ("-ll",)], ids=" ".join)
def test_with_nothing_open_it_is_plain_sudos_to_the_byte(assentd, alice, options):
    ours, plain = listing(alice, *options), plain_listing(alice, *options)
    assert (ours.stdout, ours.stderr) == (plain.stdout, plain.stderr)
    assert plain.stdout and ours.returncode == plain.returncode == 0


@pytest.mark.parametrize("options", [("-l",), ("-ll",)], ids=" ".join)
def test_ones_grants_and_requests_are_listed(assentd, alice, bob, options):
    granted = code_in(alice.run("sudo", "-n", "id", "-g").stderr)
    bob.approves(granted, "--uses", "2")
    waiting = code_in(alice.run("sudo", "-n", "id", "-u").stderr)
    before = everything()
    said = listing(alice, *options).stderr.splitlines()
    assert said[0] == "assent: granted to alice now:"
    assert said[1].startswith(f"assent:   id -g  (as root in {alice.home}): G-")
    assert "2 uses, to be started within 4:5" in said[1]
    assert said[2] == "assent: asked for by alice:"
    assert said[3].startswith(f"assent:   id -u  (as root in {alice.home}): request {waiting}, "
                              "waiting for 1 of: bob, carol")
    assert len(said) == 4 and everything() == before
    assert alice.run("sudo", "-n", "id", "-g").returncode == 0, "looking spent it"


def test_it_comes_after_what_sudoers_says_wherever_both_go(assentd, alice):
    code = code_in(alice.run("sudo", "-n", "id", "-u").stderr)
    both = alice.run("sh", "-c", "sudo -n -l >/tmp/listing 2>&1; cat /tmp/listing; rm /tmp/listing")
    text = both.stdout
    assert 0 < text.index("may run the following") < text.index("asked for by alice") < text.index(code)
    terminal = alice.terminal("sudo", "-l")
    status, seen = terminal.ends()
    assert status == 0 and seen.index("may run the following") < seen.index(code)


def test_what_others_have_open_is_nobodys_own(assentd, alice, bob, mallory):
    code_in(alice.run("sudo", "-n", "id", "-u").stderr)
    machine.add_sudoers("bob ALL = (ALL) NOPASSWD: /usr/bin/date\n")
    for person in (bob, mallory):
        done = listing(person, "-l")
        assert done.returncode == 0 and done.stderr == "", person.name


def test_root_sees_alices_by_name_and_nothing_of_his_own(assentd, alice):
    code = code_in(alice.run("sudo", "-n", "id", "-u").stderr)

    def as_root(*options):
        return subprocess.run(["sudo", *options], capture_output=True, text=True, check=False,
                              stdin=subprocess.DEVNULL)
    for user in ("alice", f"#{alice.uid}"):
        done = as_root("-l", "-U", user)
        assert done.returncode != 0 or code in done.stderr, user
    assert code in as_root("-l", "-U", "alice").stderr
    assert as_root("-l").stderr == "" and as_root("-l", "-U", "root").stderr == ""
    assert "request " + code in as_root("-l", "-U", "alice", "id", "-u").stderr or \
        "would need approval" in as_root("-l", "-U", "alice", "id", "-u").stderr
    assert as_root("-l", "id").stderr == ""


def test_who_may_not_list_alice_sees_nothing_of_hers(assentd, alice, bob):
    code = code_in(alice.run("sudo", "-n", "id", "-u").stderr)
    machine.add_sudoers("bob ALL = (ALL) NOPASSWD: /usr/bin/date\n")
    for command in ((), ("id", "-u")):
        done = listing(bob, "-l", "-U", "alice", *command)
        assert done.returncode == 1 and code not in done.stdout + done.stderr
        assert "assent:" not in done.stderr
    assert "assent:" not in listing(bob, "-l", "id", "-u").stderr, "nor about what sudoers forbids"


def test_whom_sudoers_lets_list_others_sees_alices(assentd, alice, mallory):
    code = code_in(alice.run("sudo", "-n", "id", "-u").stderr)
    assert f"request {code}" in listing(mallory, "-l", "-U", "alice").stderr


# ---- sudo -l COMMAND ----

def test_what_a_rule_permits_would_run(assentd, alice):
    assert told(alice, "date", "--utc").startswith("would run now: date --utc  (alice as root on ")


def test_what_people_decide_would_need_approval_until_they_did(assentd, alice, bob):
    command = ("id", "-u")
    assert "would need approval: id -u" in told(alice, *command)
    assert "1 of: bob, carol (assent-approvers)" in told(alice, *command)
    code = code_in(alice.run("sudo", "-n", *command).stderr)
    assert told(alice, *command).startswith("would wait: id -u ")
    assert f"request {code}" in told(alice, *command)
    bob.approves(code)
    assert told(alice, *command).startswith("would run now: id -u ")
    assert alice.run("sudo", "-n", *command).stdout == "0\n", "the grant was not spent by looking"
    assert told(alice, *command).startswith("would need approval")


def test_what_a_rule_denies_would_be_denied_and_sudoers_status_stays(assentd, alice):
    assert "(RULE_DENIES)" in told(alice, "cat", "/etc/shadow")


def test_what_no_rule_covers_would_be_denied(assentd, alice):
    machine.set_rules()
    assert told(alice, "id").startswith("would be denied: id ") and "(NO_RULE)" in told(alice, "id")


def test_what_was_just_denied_would_be_denied(assentd, alice, bob):
    bob.denies(code_in(alice.run("sudo", "-n", "id", "-u").stderr), "--reason", "not today")
    assert 'denied by bob: "not today"' in told(alice, "id", "-u")


def test_another_directory_is_another_command(assentd, alice, bob):
    bob.approves(code_in(alice.run("sudo", "-n", "id", "-u").stderr))
    elsewhere = listing(alice, "-l", "id", "-u", cwd="/tmp")
    assert "would need approval" in elsewhere.stderr


def test_another_target_is_another_command(assentd, alice):
    machine.set_rules(
        '[[rule]]\nname = "bob may be"\neffect = "permit"\nwho = { groups = ["ops"] }\n'
        'action = ["sudo"]\nrunas = { users = ["bob"] }\ncommand = "/usr/bin/id"\nrest = "any"',
        '[[rule]]\nname = "ask else"\neffect = "ask"\nwho = { groups = ["ops"] }\n'
        'action = ["sudo"]\nrunas = { users = ["*"] }\napprovers = { users = ["carol"], count = 1 }')
    assert "as bob on" in told(alice, "-u", "bob", "id")
    assert told(alice, "-u", "bob", "id").startswith("would run now")
    assert told(alice, "id").startswith("would need approval") and "as root on" in told(alice, "id")
    assert told(alice, "-g", "ops", "id").startswith("would need approval: id  (alice as alice on ")


@pytest.mark.parametrize("options", [(), ("-u", "bob"), ("-g", "ops"), ("-u", "bob", "-g", "ops")],
                         ids=" ".join)
@pytest.mark.parametrize("command", [("id", "-u"), ("/usr/bin/id", "a b", "x\ny"), ("env",)])
def test_the_command_that_is_foretold_is_the_one_that_is_asked_about(assentd, alice, options,
                                                                     command):
    code = code_in(alice.run("sudo", "-n", *options, *command).stderr)
    line = told(alice, *options, *command)
    assert line.startswith("would wait: ") and f"request {code}" in line


def test_a_link_is_foretold_as_what_sudoers_makes_of_it(assentd, alice):
    link = pathlib.Path("/usr/local/bin/who-am-i")
    link.symlink_to("/usr/bin/id")
    try:
        code = code_in(alice.run("sudo", "-n", "who-am-i").stderr)
        assert f"request {code}" in told(alice, "who-am-i")
    finally:
        link.unlink()


def test_sudoedit_is_foretold_by_its_files(assentd, alice):
    asked = alice.run("sudoedit", "-n", "/etc/motd", env={"EDITOR": "/bin/true"})
    line = listing(alice, "-l", "sudoedit", "/etc/motd").stderr
    assert code_in(asked.stderr) in line and "sudoedit /etc/motd" in line


def test_a_program_that_others_can_change_would_be_denied(assentd, alice):
    own = pathlib.Path(alice.home, "own")
    shutil.copy("/usr/bin/id", own)
    os.chown(own, alice.uid, -1)
    machine.set_rules(
        '[[rule]]\nname = "all"\neffect = "permit"\nwho = { groups = ["ops"] }\naction = ["sudo"]\n'
        f'command = "{own}"\nrest = "any"')
    assert "(EXECUTABLE_NOT_TRUSTED)" in told(alice, str(own))


def test_hostile_arguments_stay_one_harmless_line(assentd, alice):
    hostile = "\x1b[2J\nassent: would run now\r\u202e"
    code_in(alice.run("sudo", "-n", "printf", hostile).stderr)
    for done in (listing(alice, "-l"), listing(alice, "-l", "printf", hostile)):
        assert done.returncode == 0
        assert not any(byte in done.stderr for byte in "\x1b\r\u202e")
        assert "\nassent: would run now" not in done.stderr


# ---- without an answer ----

def test_without_a_backend_one_line_says_so_and_the_rest_is_sudoers(alice):
    for options in (("-l",), ("-l", "id", "-u")):
        began = time.monotonic()
        ours, plain = listing(alice, *options), plain_listing(alice, *options)
        assert (ours.stdout, ours.returncode) == (plain.stdout, 0)
        assert "(BACKEND_UNREACHABLE)" in ours.stderr and ours.stderr.count("\n") == 1
        assert time.monotonic() - began < 3


def test_a_backend_that_says_nothing_is_left_after_a_second(alice):
    with FakeBackend(lambda _: None):
        for options in (("-l",), ("-l", "id", "-u")):
            began = time.monotonic()
            done = listing(alice, *options)
            assert time.monotonic() - began < 2.5
            assert done.returncode == 0 and done.stdout and "(BACKEND_TIMEOUT)" in done.stderr


def test_a_yes_to_a_listing_is_no_permission(alice, mark):
    from harness.fake_backend import http, permit
    with FakeBackend(lambda asked: http(permit(asked) if asked else {})):
        done = listing(alice, "-l", "touch", str(mark))
    assert done.returncode == 0 and "(BACKEND_ERROR)" in done.stderr and not mark.exists()


def test_only_the_host_is_told_what_others_have_open(assentd, alice, mallory):
    code_in(alice.run("sudo", "-n", "id", "-u").stderr)
    reply = api.call_as(mallory, "GET", f"/v1/standing?uid={alice.uid}")
    assert reply.status == 403 and "id -u" not in reply.text
    from harness.questions import question
    assert api.call_as(mallory, "POST", "/v1/forecast", question()).status == 403
