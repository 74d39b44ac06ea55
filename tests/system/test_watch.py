"""`assent watch`: a live list in a terminal of 80x24, to decide from; with --json a stream."""
import json
import select

import pytest

from harness import api
from harness.people import Terminal

DOWN = "\x1bOB"
SMALL = ("env", "TERM=xterm")


def watch(bob):
    """What bob sees, in 80x24."""
    terminal = Terminal("as", "bob", *SMALL, "assent", "watch")
    terminal.setwinsize(24, 80)
    terminal.sees(r"assent watch:")
    return terminal


def asks(alice, *command):
    sudo = alice.terminal("sudo", *command)
    return sudo, sudo.sees_code()


def leaves(sudo):
    sudo.sendintr()
    sudo.ends()


def test_a_new_request_appears_and_is_approved_from_its_row(assentd, alice, bob, mark):
    seen = watch(bob)
    seen.sees("nothing waits")
    sudo, code = asks(alice, "touch", str(mark))
    seen.sees(code)
    seen.send("a")
    seen.sees(rf"Approve {code}: alice as root on .*\[y/N\] ")
    assert not mark.exists()
    seen.sendline("y")
    assert sudo.ends()[0] == 0 and mark.exists()
    seen.sees(f"{code}: approved by bob")
    seen.send("q")
    assert seen.ends()[0] == 0


def test_a_key_alone_decides_nothing(assentd, alice, bob, mark):
    sudo, code = asks(alice, "touch", str(mark))
    seen = watch(bob)
    seen.sees(code)
    for key in ("a", "d"):
        seen.send(key)
        seen.sees(r"\[y/N\] ")
        seen.sendline("")
        seen.sees("stays open")
    assert api.request(code)["state"] == "pending" and not mark.exists()
    seen.send("q")
    seen.ends()
    leaves(sudo)


def test_the_row_that_is_picked_is_the_one_that_is_denied(assentd, alice, mallory, bob):
    first, first_code = asks(alice, "id", "-u")
    second, second_code = asks(mallory, "id", "-g")
    seen = watch(bob)
    seen.sees(second_code)
    seen.send(DOWN)
    seen.send("d")
    seen.sees(rf"Deny {second_code}: mallory .*\[y/N\] ")
    seen.sendline("y")
    second.sees("denied by bob")
    assert api.request(first_code)["state"] == "pending"
    seen.send("q")
    seen.ends()
    leaves(first)


def test_what_is_decided_is_what_the_row_showed(assentd, alice, bob, carol, mark):
    """A request settled behind bob's back, and asked anew, is not what he said yes to."""
    sudo, code = asks(alice, "touch", str(mark))
    seen = watch(bob)
    seen.sees(code)
    seen.send("a")
    seen.sees(r"\[y/N\] ")
    carol.denies(code)
    sudo.ends()
    seen.sendline("y")
    seen.sees("denied by carol|settled")
    assert not mark.exists() and api.request(code)["state"] == "denied"
    seen.send("q")
    seen.ends()


def test_what_another_settles_is_seen(assentd, alice, bob, carol):
    sudo, code = asks(alice, "id", "-u")
    seen = watch(bob)
    seen.sees(code)
    carol.denies(code)
    seen.sees("denied")
    seen.send("q")
    assert seen.ends()[0] == 0
    sudo.ends()


def test_foreign_bytes_do_not_act_on_the_terminal(assentd, alice, bob):
    sudo, code = asks(alice, "id", "\x1b[2J\x1b]0;owned\x07")
    seen = watch(bob)
    seen.sees(code)
    seen.sees(r"\\x1b\[2J")
    assert "\x1b]0;owned" not in seen.before
    seen.send("q")
    seen.ends()
    leaves(sudo)


def test_the_terminal_is_as_before_afterwards(assentd, bob):
    shell = bob.terminal("bash", "-c", "stty -g; TERM=xterm assent watch; stty -g; echo over")
    before = shell.sees(r"([0-9a-f:]{20,})\r\n").group(1)
    shell.sees("nothing waits")
    shell.send("q")
    shell.sees(r"([0-9a-f:]{20,})\r\nover")
    assert shell.match.group(1) == before


@pytest.mark.parametrize("term", ["", "no-such-terminal"])
def test_without_a_terminal_it_knows_it_says_what_to_do(assentd, bob, term):
    done = bob.run("assent", "watch", env={"TERM": term})
    assert done.returncode == 2 and "--json" in done.stderr


def test_json_is_one_line_for_each_event(assentd, alice, bob):
    stream = bob.start("assent", "watch", "--json")
    sudo, code = asks(alice, "id", "-u")
    event = json.loads(next_line(stream))
    assert event["event"] == "new" and event["request"]["code"] == code
    bob.denies(code)
    event = json.loads(next_line(stream))
    assert event["event"] == "settled" and event["request"]["state"] == "denied"
    sudo.ends()
    stream.stdout.close()
    assert stream.wait(timeout=10) is not None, "it goes on although nobody reads it"


def next_line(stream, seconds=10):
    assert select.select([stream.stdout], [], [], seconds)[0], "no event in time"
    return stream.stdout.readline()
