"""A real sudo asks, a person approves, the exact command runs (DESIGN 4)."""
import re
import subprocess

from harness import api, machine
from harness.people import CODE, code_in


def test_the_command_runs_only_after_an_approver_said_yes(assentd, alice, bob, mark):
    sudo = alice.terminal("sudo", "touch", str(mark))
    code = sudo.sees_code()
    sudo.sees(r"waiting for 1 of: bob, carol")
    assert sudo.is_silent_for(0.5) or sudo.isalive()
    assert not mark.exists()
    bob.approves(code, "--reason", "deploy window")
    status, text = sudo.ends()
    assert status == 0 and mark.exists()
    assert 'approved by bob: "deploy window"' in text


def test_the_person_is_told_what_is_asked_of_whom_and_how_to_go_on(assentd, alice):
    sudo = alice.terminal("sudo", "id", "-u")
    sudo.sees(r"assent: this needs approval: id -u +\(as root on [^)]+\)\r\n")
    code = sudo.sees(r"assent: request " + CODE + r", waiting for .*, until \d\d:\d\d\r\n").group(1)
    sudo.sees(r"assent: Ctrl-C stops waiting; .*assent cancel " + code)
    sudo.sendintr()
    sudo.ends()


def test_what_bob_sees_is_what_alice_asked(assentd, alice, bob):
    sudo = alice.terminal("sudo", "id", "-u", "a b", "x\ny")
    code = sudo.sees_code()
    pending = bob.run("assent", "pending")
    assert pending.returncode == 0 and code in pending.stdout and "alice" in pending.stdout
    shown = bob.run("assent", "show", code)
    assert "id -u 'a b'" in shown.stdout and r"x\x0ay" in shown.stdout
    sudo.sendintr()
    sudo.ends()


def test_one_more_argument_is_another_request(assentd, alice, bob):
    first = alice.terminal("sudo", "id", "-u")
    code = first.sees_code()
    bob.approves(code)
    assert first.ends()[0] == 0
    second = alice.terminal("sudo", "id", "-u", "root")
    assert second.sees_code() != code
    assert not re.search(r"^0$", second.before or "", re.MULTILINE)
    second.sendintr()
    assert second.ends()[0] != 0


def test_a_grant_that_is_used_up_does_not_run_it_again(assentd, alice, bob):
    sudo = alice.terminal("sudo", "id", "-u")
    code = sudo.sees_code()
    bob.approves(code)
    assert sudo.ends()[0] == 0
    again = alice.run("sudo", "-n", "id", "-u")
    assert again.returncode == 1 and again.stdout == ""
    assert code_in(again.stderr) != code


def test_a_grant_of_two_uses_runs_twice_and_not_thrice(assentd, alice, bob):
    first = alice.run("sudo", "-n", "id", "-u")
    bob.approves(code_in(first.stderr), "--uses", "2")
    results = [alice.run("sudo", "-n", "id", "-u") for _ in range(3)]
    assert [result.stdout for result in results] == ["0\n", "0\n", ""]


def test_a_permit_rule_lets_it_through_at_once_and_says_nothing(assentd, alice):
    done = alice.run("sudo", "-n", "date", "--utc")
    assert done.returncode == 0 and "UTC" in done.stdout and done.stderr == ""


def test_a_deny_rule_beats_the_rule_that_lets_ask(assentd, alice):
    done = alice.run("sudo", "-n", "cat", "/etc/shadow")
    assert done.returncode == 1 and done.stdout == ""
    assert "(RULE_DENIES)" in done.stderr
    assert api.requests() == []


def test_what_no_rule_covers_is_a_no(assentd, alice):
    machine.set_rules()
    done = alice.run("sudo", "-n", "id")
    assert done.returncode == 1 and done.stdout == "" and "(NO_RULE)" in done.stderr


def test_a_denial_ends_the_wait(assentd, alice, bob, mark):
    sudo = alice.terminal("sudo", "touch", str(mark))
    bob.denies(sudo.sees_code(), "--reason", "not today")
    status, text = sudo.ends()
    assert status == 1 and "bob" in text and "not today" in text
    assert not mark.exists()


def test_within_the_cool_down_the_same_command_gets_the_same_denial(assentd, alice, bob):
    sudo = alice.terminal("sudo", "id", "-u")
    bob.denies(sudo.sees_code())
    sudo.ends()
    again = alice.run("sudo", "-n", "id", "-u")
    assert again.returncode == 1 and "(DENIED_BY_APPROVER)" in again.stderr
    assert api.requests() == []
    other = alice.run("sudo", "-n", "id", "-g")
    assert code_in(other.stderr)


def test_a_request_that_nobody_decides_expires(assentd, alice):
    machine.set_daemon_settings('[requests]\nlife = "10s"\n')
    sudo = alice.terminal("sudo", "id", "-u")
    sudo.sees_code()
    status, text = sudo.ends()
    assert status == 1 and "(REQUEST_EXPIRED)" in text


def test_the_wait_ends_at_sudo_wait_and_the_request_stays_open(assentd, alice):
    machine.set_client_settings('sudo_wait = "1s"\n')
    sudo = alice.terminal("sudo", "id", "-u")
    code = sudo.sees_code()
    assert sudo.ends()[0] == 1
    assert api.request(code)["state"] == "pending"


def test_messages_never_enter_a_pipe(assentd, alice, bob):
    shell = alice.shell()
    shell.sendline("sudo id -u | cat >/tmp/piped 2>&1")
    bob.approves(shell.sees_code())
    shell.sees(r"approved by bob")
    shell.sees(r"alice\$ ")
    with open("/tmp/piped", encoding="ascii") as file:
        assert file.read() == "0\n"
    shell.close(force=True)


def test_the_commands_own_exit_status_comes_back(assentd, alice, bob):
    first = alice.run("sudo", "-n", "sh", "-c", "exit 7")
    bob.approves(code_in(first.stderr))
    assert alice.run("sudo", "-n", "sh", "-c", "exit 7").returncode == 7


def test_two_quorums_need_both(assentd, alice, bob, carol):
    machine.set_rules(
        '[[rule]]\nname = "ops"\neffect = "ask"\nwho = { groups = ["ops"] }\naction = ["sudo"]\n'
        'approvers = { users = ["bob"], count = 1 }',
        '[[rule]]\nname = "security"\neffect = "ask"\nwho = { users = ["alice"] }\n'
        'action = ["sudo"]\napprovers = { users = ["carol"], count = 1 }')
    sudo = alice.terminal("sudo", "id", "-u")
    code = sudo.sees_code()
    bob.approves(code)
    assert api.request(code)["state"] == "pending"
    carol.approves(code)
    status, text = sudo.ends()
    assert status == 0 and "bob" in text and "carol" in text


def test_two_approvals_of_one_person_count_once(assentd, alice, bob, carol):
    machine.set_rules(
        '[[rule]]\nname = "two people"\neffect = "ask"\nwho = { groups = ["ops"] }\n'
        'action = ["sudo"]\napprovers = { groups = ["assent-approvers"], count = 2 }')
    code = code_in(alice.run("sudo", "-n", "id", "-u").stderr)
    bob.approves(code)
    bob.run("assent", "approve", "--yes", code)
    assert api.request(code)["state"] == "pending"
    carol.approves(code)
    assert api.request(code)["state"] == "approved"


def test_the_log_tells_the_whole_story(assentd, alice, bob):
    command = ("sudo", "-n", "printf", "x%s", "private")
    code = code_in(alice.run(*command).stderr)
    bob.approves(code)
    assert alice.run(*command).returncode == 0
    story = str(api.log())
    assert code in story and "bob" in story and "alice" in story
    assert "private" not in story, "arguments do not belong into the log (DESIGN D11)"
    log = subprocess.run(["assent", "log"], capture_output=True, text=True, check=True).stdout
    assert code in log
