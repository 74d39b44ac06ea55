"""Nobody approves what is his own, however he comes to another name (DESIGN D9, attack A4)."""
import subprocess

import pytest

from harness import api, machine
from harness.people import code_in


def asked_by(person, mark):
    return code_in(person.run("sudo", "-n", "touch", str(mark)).stderr)


def approve_as(user, login_uid, code):
    """A process of `user` whose login was of `login_uid`, as su and sudo leave it behind."""
    return subprocess.run(["as", "--login-uid", str(login_uid), user, "assent", "approve", "--yes",
                           code], capture_output=True, text=True, check=False, timeout=20,
                          stdin=subprocess.DEVNULL)


def assert_refused(done, code, mark):
    assert done.returncode not in (0, 4), done
    request = api.request(code)
    assert request["state"] == "pending" and request["decisions"] == []
    assert not mark.exists()


def permit_becoming_bob():
    rules = machine.RULES.read_text()
    machine.set_rules(rules, '[[rule]]\nname = "alice may be bob"\neffect = "permit"\n'
                      'who = { users = ["alice"] }\naction = ["sudo"]\n'
                      'runas = { users = ["bob"] }\ncommand = "/usr/bin/assent"\nrest = "any"')


def test_not_under_her_own_name(assentd, alice, mark):
    code = asked_by(alice, mark)
    assert_refused(alice.run("assent", "approve", "--yes", code), code, mark)


def test_not_even_when_she_is_an_approver_herself(assentd, alice, mark):
    subprocess.run(["usermod", "-aG", "assent-approvers", "alice"], check=True)
    try:
        machine.stop_daemon()
        machine.start_daemon()
        code = asked_by(alice, mark)
        assert_refused(alice.run("assent", "approve", "--yes", code), code, mark)
    finally:
        subprocess.run(["gpasswd", "-d", "alice", "assent-approvers"], check=True,
                       capture_output=True)


def test_not_as_bob_by_sudo(assentd, alice, bob, mark):
    permit_becoming_bob()
    assert alice.run("sudo", "-n", "-u", "bob", "assent", "--help").returncode == 0
    code = asked_by(alice, mark)
    done = alice.run("sudo", "-n", "-u", "bob", "assent", "approve", "--yes", code)
    assert_refused(done, code, mark)


def test_not_as_bob_by_su(assentd, alice, mark):
    code = asked_by(alice, mark)
    su = alice.terminal("su", "bob", "-c", f"assent approve --yes {code}")
    su.sees("(?i)password: ")
    su.sendline("bob")
    status, _ = su.ends()
    assert status not in (0, 4)
    assert api.request(code)["state"] == "pending" and not mark.exists()


def test_not_as_root(assentd, alice, mark):
    code = asked_by(alice, mark)
    assert_refused(approve_as("root", 0, code), code, mark)


def test_not_as_root_that_alice_became(assentd, alice, mark):
    code = asked_by(alice, mark)
    assert_refused(approve_as("root", alice.uid, code), code, mark)


def test_not_as_another_approver_reached_by_su_from_a_third_account(assentd, alice, mallory, mark):
    code = asked_by(alice, mark)
    assert_refused(approve_as("bob", mallory.uid, code), code, mark)


def test_not_without_any_login(assentd, alice, mark):
    code = asked_by(alice, mark)
    assert_refused(approve_as("bob", 2**32 - 1, code), code, mark)


def test_without_any_login_only_where_the_administrator_said_so(assentd, alice, mark):
    machine.set_daemon_settings("[approval]\nwithout_loginuid = true\n")
    code = asked_by(alice, mark)
    assert approve_as("bob", 2**32 - 1, code).returncode == 0
    assert api.request(code)["state"] == "approved"


def test_not_by_an_approver_whose_login_became_alice_and_asked(assentd, bob, mark):
    """bob's login, alice's uid: the login uid is a requester too."""
    done = subprocess.run(["as", "--login-uid", str(bob.uid), "alice", "sudo", "-n", "touch",
                           str(mark)], capture_output=True, text=True, check=False,
                          stdin=subprocess.DEVNULL)
    code = code_in(done.stderr)
    assert_refused(bob.run("assent", "approve", "--yes", code), code, mark)


@pytest.mark.parametrize("decision", [("approve", "--yes"), ("deny",)])
def test_not_by_somebody_who_is_no_approver(assentd, alice, mallory, mark, decision):
    code = asked_by(alice, mark)
    done = mallory.run("assent", *decision, code)
    assert_refused(done, code, mark)


def test_strangers_neither_see_nor_cancel_it(assentd, alice, mallory, mark):
    code = asked_by(alice, mark)
    assert code not in mallory.run("assent", "pending").stdout
    assert mallory.run("assent", "cancel", code).returncode != 0
    foreign = api.call_as(mallory, "GET", f"/v1/requests/{code}")
    unknown = api.call_as(mallory, "GET", "/v1/requests/BBBB-BBBB")
    assert foreign.status == unknown.status == 404
    assert foreign.text.replace(code, "") == unknown.text.replace("BBBB-BBBB", "")


def test_an_approval_of_what_was_not_displayed_is_refused(assentd, alice, bob, mark):
    code = asked_by(alice, mark)
    other = code_in(alice.run("sudo", "-n", "id").stderr)
    wrong = api.request(other)["commitment"]
    reply = api.call_as(bob, "POST", f"/v1/requests/{code}/decision",
                        {"decision": "approve", "commitment": wrong})
    assert reply.status == 409 and api.request(code)["state"] == "pending"


def test_an_approver_cannot_widen_what_the_rule_bounds(assentd, alice, bob, mark):
    code = asked_by(alice, mark)
    commitment = api.request(code)["commitment"]
    for grant in ({"uses": 4}, {"start_within_s": 3601}, {"max_runtime_s": 3601}, {"uses": 0},
                  {"uses": -1}, {"uses": 2**32}, {"uses": 1.5}):
        reply = api.call_as(bob, "POST", f"/v1/requests/{code}/decision",
                            {"decision": "approve", "commitment": commitment, "grant": grant})
        assert reply.status == 400, (grant, reply)
    assert api.request(code)["state"] == "pending"


def test_mallory_cannot_ask_as_the_host(assentd, mallory):
    from harness.questions import question  # built as root would build it
    reply = api.call_as(mallory, "POST", "/access/v1/evaluation", question(user="mallory"))
    assert reply.status == 403
    assert api.requests("all") == []
