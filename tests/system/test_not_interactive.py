"""Nobody at a terminal: the request is filed, its code printed, nothing waits, nothing runs."""
import time

from harness import api, machine
from harness.people import code_in

REASON_RULE = """[[rule]]
name = "with a ticket"
effect = "ask"
who = { groups = ["ops"] }
action = ["sudo"]
approvers = { groups = ["assent-approvers"], count = 1 }
reason = { required = true, pattern = "^(INC|CHG)-[0-9]+" }
"""


def test_sudo_n_files_prints_the_code_and_ends(assentd, alice, mark):
    began = time.monotonic()
    done = alice.terminal("sudo", "-n", "touch", str(mark))
    code = done.sees_code()
    status, _ = done.ends()
    assert status == 1 and time.monotonic() - began < 3 and not mark.exists()
    assert api.request(code)["state"] == "pending"


def test_without_a_terminal_it_files_prints_the_code_and_ends(assentd, alice, bob, mark):
    done = alice.run("sudo", "touch", str(mark), timeout=5)
    code = code_in(done.stderr)
    assert done.returncode == 1 and done.stdout == "" and not mark.exists()
    bob.approves(code)
    assert alice.run("sudo", "touch", str(mark)).returncode == 0 and mark.exists()


def test_request_only_files_and_never_runs_not_even_when_permitted(assentd, alice, mark):
    machine.set_rules('[[rule]]\nname = "all"\neffect = "permit"\nwho = { users = ["alice"] }\n'
                      'action = ["sudo"]\ncommand = "/usr/bin/touch"\n'
                      'args = [{ under = "/var/marks" }]')
    done = alice.run("sudo", "touch", str(mark), env={"ASSENT_REQUEST_ONLY": "1"})
    assert done.returncode != 0 and not mark.exists()
    assert "run it" in done.stderr
    assert api.grants("all") == []


def test_request_only_waits_for_nobody_and_the_real_one_finds_it(assentd, alice, bob, mark):
    only = alice.terminal("sudo", "touch", str(mark), env={"ASSENT_REQUEST_ONLY": "1"})
    code = only.sees_code()
    assert only.ends()[0] != 0
    bob.approves(code)
    again = alice.run("sudo", "touch", str(mark), env={"ASSENT_REQUEST_ONLY": "1"})
    assert again.returncode != 0 and not mark.exists(), "asking only never spends the grant"
    assert alice.run("sudo", "-n", "touch", str(mark)).returncode == 0 and mark.exists()


def test_a_reason_is_taken_from_the_variable(assentd, alice):
    machine.set_rules(REASON_RULE)
    done = alice.run("sudo", "-n", "id", env={"ASSENT_REASON": "INC-42 disk full"})
    assert api.request(code_in(done.stderr))["reason"] == "INC-42 disk full"


def test_without_a_reason_nothing_is_filed(assentd, alice):
    machine.set_rules(REASON_RULE)
    done = alice.run("sudo", "-n", "id")
    assert done.returncode == 1 and "(REASON_REQUIRED)" in done.stderr
    assert api.requests() == []


def test_a_reason_of_the_wrong_form_files_nothing(assentd, alice):
    machine.set_rules(REASON_RULE)
    done = alice.run("sudo", "-n", "id", env={"ASSENT_REASON": "because"})
    assert done.returncode == 1 and api.requests() == []


def test_on_a_terminal_the_reason_is_asked_for(assentd, alice):
    machine.set_rules(REASON_RULE)
    sudo = alice.terminal("sudo", "id")
    sudo.sees(r"(?i)reason.*[:?] ?$")
    sudo.sendline("CHG-7 by hand")
    code = sudo.sees_code()
    assert api.request(code)["reason"] == "CHG-7 by hand"
    sudo.sendintr()
    sudo.ends()


def test_the_first_reason_of_a_request_stays(assentd, alice):
    machine.set_rules(REASON_RULE)
    first = alice.run("sudo", "-n", "id", env={"ASSENT_REASON": "INC-1 real"})
    alice.run("sudo", "-n", "id", env={"ASSENT_REASON": "INC-2 other"})
    assert api.request(code_in(first.stderr))["reason"] == "INC-1 real"


def test_assents_own_variables_do_not_make_another_action(assentd, alice):
    one = alice.run("sudo", "-n", "id")
    two = alice.run("sudo", "-n", "id", env={"ASSENT_REASON": "x", "ASSENT_REQUEST_ONLY": "1"})
    assert code_in(one.stderr) == code_in(two.stderr)
