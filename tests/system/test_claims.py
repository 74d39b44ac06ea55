"""A grant is used as often as it says, however many ask at once (DESIGN D16)."""
import concurrent.futures
import time

import pytest

from harness import api, machine
from harness.people import code_in
from harness.questions import ask, question


@pytest.fixture(autouse=True)
def no_rate_limits(assentd):
    machine.set_daemon_settings("[limits]\nquestions_per_second = 10000\nquestion_burst = 100000\n"
                                "waiting_requests = 1000\n")


def granted(bob, uses, **members):
    """A live grant for the question with these members."""
    pending = ask(**members).json
    assert pending["decision"] is False, pending
    bob.approves(pending["context"]["access_request"]["code"], "--uses", str(uses))


def test_100_parallel_claims_of_three_uses_give_exactly_three(bob):
    granted(bob, 3)
    with concurrent.futures.ThreadPoolExecutor(100) as pool:
        replies = list(pool.map(lambda _: ask(file=False), range(100)))
    assert {reply.status for reply in replies} == {200}
    assert sum(reply.json["decision"] is True for reply in replies) == 3
    grant = api.grants("all")[0]
    assert (grant["uses"], grant["used"], grant["state"]) == (3, 3, "used")


def test_100_parallel_sudos_of_three_uses_run_exactly_three(alice, bob, mark):
    command = ("sudo", "-n", "sh", "-c", f"echo x >>{mark}")
    bob.approves(code_in(alice.run(*command).stderr), "--uses", "3")
    sudos = [alice.start(*command) for _ in range(30)]
    for sudo in sudos:
        sudo.communicate(timeout=60)
    assert sum(sudo.returncode == 0 for sudo in sudos) == 3
    assert mark.read_text() == "x\n" * 3


def test_the_same_invocation_again_gets_the_same_grant_and_spends_nothing(bob):
    granted(bob, 2)
    invocation = api.new_invocation()
    replies = [ask(invocation=invocation).json for _ in range(5)]
    assert all(reply["decision"] is True for reply in replies)
    assert len({reply["context"]["grant"]["id"] for reply in replies}) == 1
    assert api.grants()[0]["used"] == 1


def test_an_invocation_is_no_key_to_another_action(bob):
    granted(bob, 1)
    invocation = api.new_invocation()
    assert ask(invocation=invocation).json["decision"] is True
    other = ask(invocation=invocation, argv=("/usr/bin/id", "-u"))
    assert other.json["decision"] is False


def test_an_invocation_is_no_key_for_another_person(bob):
    granted(bob, 1)
    invocation = api.new_invocation()
    assert ask(invocation=invocation).json["decision"] is True
    assert ask(invocation=invocation, user="mallory").json["decision"] is False


def test_a_revoked_grant_is_spent_by_nobody(alice, bob):
    granted(bob, 3)
    grant = api.grants()[0]["id"]
    assert bob.run("assent", "revoke", grant).returncode == 0
    answer = ask(file=False).json
    assert answer["decision"] is False
    assert api.grants() == []


def test_a_grant_that_is_over_is_spent_by_nobody(bob):
    pending = ask().json["context"]["access_request"]
    bob.approves(pending["code"], "--start-within", "1s")
    time.sleep(1.3)
    assert ask(file=False).json["decision"] is False


def test_a_rule_that_now_denies_kills_the_grant(bob):
    granted(bob, 3)
    machine.write(machine.RULES, machine.RULES.read_text() + '[[rule]]\nname = "stop"\n'
                  'effect = "deny"\nwho = { users = ["alice"] }\naction = ["sudo"]\n')
    machine.reload_rules()
    answer = ask(file=False).json
    assert answer["decision"] is False and answer["context"]["reason_code"] == "RULE_DENIES"


def test_a_rule_that_is_gone_kills_the_grant(bob):
    granted(bob, 3)
    machine.write(machine.RULES, "")
    machine.reload_rules()
    assert ask(file=False).json["decision"] is False


def test_a_wrong_digest_is_an_error_and_no_answer():
    asked = question()
    asked["resource"]["id"] = "sha256:" + "0" * 64
    assert api.call("POST", "/access/v1/evaluation", asked).status == 400
    assert api.requests("all") == []


def test_a_grant_outlives_a_restart_of_the_daemon(bob):
    granted(bob, 2)
    assert ask(file=False).json["decision"] is True
    machine.stop_daemon()
    machine.start_daemon()
    assert ask(file=False).json["decision"] is True
    assert ask(file=False).json["decision"] is False
