"""bob at his own terminal: he sees the whole action, and only his yes is a yes."""
import re

import pytest

from harness import api


def asks(alice, *command):
    sudo = alice.terminal("sudo", *command)
    return sudo, sudo.sees_code()


@pytest.mark.parametrize("yes", ["y", "Y", "yes"])
def test_a_yes_typed_after_the_whole_action_runs_it(assentd, alice, bob, mark, yes):
    sudo, code = asks(alice, "touch", str(mark))
    approve = bob.terminal("assent", "approve", code, "--reason", "deploy window")
    approve.sees(r"\[0\] touch\r\n.*" + re.escape(str(mark)))
    approve.sees(rf"Approve {code}: alice as root on .*\[y/N\] ")
    assert not mark.exists()
    approve.sendline(yes)
    status, text = approve.ends()
    assert status == 0 and f"{code}: approved by bob" in text
    assert sudo.ends()[0] == 0 and mark.exists()


@pytest.mark.parametrize("no", ["", "n", "no", "yep", " ", "y\x1b[D"])
def test_anything_else_approves_nothing(assentd, alice, bob, mark, no):
    sudo, code = asks(alice, "touch", str(mark))
    approve = bob.terminal("assent", "approve", code)
    approve.sees(r"\[y/N\] ")
    approve.sendline(no)
    assert approve.ends()[0] != 0
    assert api.request(code)["state"] == "pending" and not mark.exists()
    sudo.sendintr()
    sudo.ends()


@pytest.mark.parametrize("leave", ["sendintr", "sendeof", "close"])
def test_leaving_the_question_approves_nothing(assentd, alice, bob, mark, leave):
    sudo, code = asks(alice, "touch", str(mark))
    approve = bob.terminal("assent", "approve", code)
    approve.sees(r"\[y/N\] ")
    getattr(approve, leave)()
    if leave != "close":
        assert approve.ends()[0] != 0
    assert api.request(code)["state"] == "pending" and not mark.exists()
    sudo.sendintr()
    sudo.ends()


def test_a_yes_that_was_typed_before_the_question_does_not_count(assentd, alice, bob, mark):
    sudo, code = asks(alice, "touch", str(mark))
    approve = bob.terminal("bash", "-c", f"sleep 0.5; exec assent approve {code}")
    approve.sendline("y")
    approve.sees(r"\[y/N\] ")
    assert approve.is_silent_for(0.5)
    approve.sendline("n")
    assert approve.ends()[0] != 0
    assert api.request(code)["state"] == "pending" and not mark.exists()
    sudo.sendintr()
    sudo.ends()


def test_a_request_withdrawn_while_bob_reads_is_not_approved(assentd, alice, bob, mark):
    sudo, code = asks(alice, "touch", str(mark))
    approve = bob.terminal("assent", "approve", code)
    approve.sees(r"\[y/N\] ")
    assert alice.run("assent", "cancel", code).returncode == 0
    sudo.ends()
    approve.sendline("y")
    status, text = approve.ends()
    assert status != 0 and "cancelled" in text and not mark.exists()
