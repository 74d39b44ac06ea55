"""Bytes that want to be more than bytes: shown harmlessly, run exactly (DESIGN D5, D11)."""
import os
import subprocess

import pytest

from harness import api
from harness.people import code_in

HOSTILE = {
    "escape": "\x1b[2Jcleared",
    "newline": "a\nassent: approved by bob",
    "carriage return": "rm -rf /\rls",
    "bidi": "\u202egnp.exe",
    "zero width": "ad\u200bmin",
    "looks escaped": "\\x41",
    "trailing backslash": "end\\",
    "quote": "it's; rm -rf /",
    "empty": "",
    "wide": "\u8cc7\u6599",
    "wide, and newer than most terminals": "\U0001fa70" * 40,
    "combining, right to left": "\u0e01\u0e31\u05d0",
}
INVISIBLE = ("\x1b", "\r", "\u202e", "\u200b", "\U0001fa70", "\u0e31", "\u05d0")


def ask(alice, *words):
    return alice.run("sudo", "-n", "printf", "%s|", *words)


@pytest.mark.parametrize("name", HOSTILE)
def test_it_is_shown_harmlessly_everywhere_and_runs_as_it_is(assentd, alice, bob, name):
    word = HOSTILE[name]
    asked = ask(alice, word)
    code = code_in(asked.stderr)
    for text in (asked.stderr, bob.run("assent", "pending").stdout,
                 bob.run("assent", "show", code).stdout):
        assert not any(character in text for character in INVISIBLE), repr(text)
        assert "\nassent: approved" not in text
    bob.approves(code)
    assert ask(alice, word).stdout == word + "|"


def test_no_two_of_them_are_the_same_request(assentd, alice):
    words = [*HOSTILE.values(), "A", "\\\\x41"][:8]
    codes = {code_in(ask(alice, word).stderr) for word in words}
    assert len(codes) == len(words)


def test_bytes_that_are_no_text_are_asked_about_and_run_as_they_are(assentd, alice, bob):
    def run():
        return subprocess.run([b"as", b"alice", b"sudo", b"-n", b"printf", b"%s", b"\xff\xfe\x80"],
                              capture_output=True, check=False, stdin=subprocess.DEVNULL)
    code = code_in(run().stderr.decode())
    assert api.request(code)["question"]["resource"]["properties"]["argv"][2] == "\\xff\\xfe\\x80"
    bob.approves(code)
    assert run().stdout == b"\xff\xfe\x80"


def test_a_trailing_backslash_is_an_argument_like_any_other(assentd, alice):
    """CVE-2021-3156: nothing unescapes, with or without a shell."""
    for options in ([], ["-s"], ["-i"]):
        done = alice.run("sudo", "-n", *options, "printf", "\\", "x" * 5000 + "\\")
        assert done.returncode == 1 and code_in(done.stderr)
    edit = alice.run("sudoedit", "-s", "\\", "x" * 5000)
    assert edit.returncode == 1 and os.WIFEXITED(edit.returncode << 8)


def test_a_hostile_reason_and_comment_stay_text(assentd, alice, bob):
    asked = alice.run("sudo", "-n", "id", env={"ASSENT_REASON": "x\x1b[2J\ny"})
    if asked.returncode == 1 and "request" in asked.stderr:
        shown = bob.run("assent", "show", code_in(asked.stderr)).stdout
        assert "\x1b" not in shown
        bob.approves(code_in(asked.stderr), "--reason", "ok\x1b[2J\nassent: x")
        done = alice.run("sudo", "-n", "id")
        assert done.returncode == 0 and "\x1b" not in done.stderr
    assert "\x1b" not in asked.stderr
