"""Whatever is wrong with the backend: a no, in time, in one clear line; root is free (D7, D13)."""
import copy
import os
import pathlib
import shutil
import socket
import subprocess
import time

import pytest

from harness import api, machine
from harness.fake_backend import FakeBackend, http, permit

ANSWER_TIMEOUT_S = 2
SLACK_S = 2


@pytest.fixture(autouse=True)
def short_deadline(fresh_machine):
    machine.set_client_settings(f'answer_timeout = "{ANSWER_TIMEOUT_S}s"\n')


def assert_denied(alice, mark, clue=""):
    """In time, exit 1, one line that begins with our name, nothing run; root goes on."""
    began = time.monotonic()
    done = alice.run("sudo", "touch", str(mark), timeout=15)
    took = time.monotonic() - began
    assert done.returncode == 1 and done.stdout == "", done
    assert took < ANSWER_TIMEOUT_S + SLACK_S
    lines = done.stderr.splitlines()
    assert len(lines) == 1 and lines[0].startswith("assent: ") and clue in lines[0], done.stderr
    assert not mark.exists()
    root = subprocess.run(["sudo", "-n", "true"], check=False, capture_output=True, text=True)
    assert (root.returncode, root.stderr) == (0, "")
    return took


def changed(change):
    def answer(question):
        reply = copy.deepcopy(permit(question))
        change(reply)
        return http(reply)
    return answer


def without(*path):
    def change(reply):
        at = reply
        for name in path[:-1]:
            at = at[name]
        del at[path[-1]]
    return changed(change)


def with_value(value, *path):
    def change(reply):
        at = reply
        for name in path[:-1]:
            at = at[name]
        at[path[-1]] = value
    return changed(change)


def text_changed(old, new):
    return lambda question: http(http(permit(question)).split(b"\r\n\r\n", 1)[1].replace(old, new))


def test_the_fake_backends_yes_would_run_it(alice, mark):
    """The ground under every test below: only what each of them spoils makes the no."""
    with FakeBackend(lambda question: http(permit(question))) as backend:
        assert alice.run("sudo", "touch", str(mark)).returncode == 0 and mark.exists()
    assert backend.questions[0]["subject"]["id"] == "alice"


DEEP = {"x": 1}
for _ in range(40):
    DEEP = {"x": DEEP}

BAD_ANSWERS = {
    "nothing at all": lambda question: b"",
    "garbage": lambda question: b"\x00\xff garbage\r\n\r\n" * 10,
    "a greeting of another protocol": lambda question: b"SSH-2.0-OpenSSH_9.2\r\n",
    "half a head": lambda question: http(permit(question))[:20],
    "half a body": lambda question: http(permit(question))[:-10],
    "a body longer than said": lambda question: http(permit(question), length=30),
    "no JSON": lambda question: http(b"decision: true"),
    "JSON and more": lambda question: http(http(permit(question)).split(b"\r\n\r\n", 1)[1] + b"{}"),
    "an array": lambda question: http([permit(question)]),
    "status 500 with a yes": lambda question: http(permit(question), "500 Internal Server Error"),
    "status 503 with a yes": lambda question: http(permit(question), "503 Service Unavailable"),
    "status 201 with a yes": lambda question: http(permit(question), "201 Created"),
    "status 302 to elsewhere": lambda question: http(
        permit(question), "302 Found\r\nLocation: http://x/"),
    "status 100 only": lambda question: b"HTTP/1.1 100 Continue\r\n\r\n",
    "decision as text": with_value("true", "decision"),
    "decision as number": with_value(1, "decision"),
    "decision null": with_value(None, "decision"),
    "no decision": without("decision"),
    "no context": without("context"),
    "no digest": without("context", "digest"),
    "another digest": with_value("sha256:" + "0" * 64, "context", "digest"),
    "no invocation": without("context", "invocation"),
    "another invocation": with_value("0" * 32, "context", "invocation"),
    "a yes without a grant": without("context", "grant"),
    "a grant without an end": without("context", "grant", "start_before_boottime_ms"),
    "a grant that is over": with_value(1, "context", "grant", "start_before_boottime_ms"),
    "a runtime of nothing": with_value(0, "context", "grant", "max_runtime_s"),
    "a negative runtime": with_value(-1, "context", "grant", "max_runtime_s"),
    "duties we do not know": with_value([{"id": "x", "type": "step-up"}], "context", "obligations"),
    "decision twice": text_changed(b'"decision": true', b'"decision": false, "decision": true'),
    "decision twice, escaped": text_changed(
        b'"decision": true', b'"d\\u0065cision": true, "decision": true'),
    "digest twice": text_changed(b'"digest":', b'"digest": "x", "digest":'),
    "too deep": with_value(DEEP, "context", "deep"),
    "65 KiB": with_value("x" * 65 * 1024, "context", "padding"),
    "10 MiB": with_value("x" * 10 * 1024 * 1024, "context", "padding"),
    "10 MiB of head": lambda question: b"HTTP/1.1 200 OK\r\nX: " + b"x" * 10 * 1024 * 1024,
    "bytes that are no UTF-8": text_changed(b'"rule": "test"', b'"rule": "\xff\xfe"'),
}


@pytest.mark.parametrize("name", BAD_ANSWERS)
def test_a_bad_answer_is_a_no(alice, mark, name):
    with FakeBackend(BAD_ANSWERS[name]) as backend:
        assert_denied(alice, mark)
    assert backend.questions, "it was asked"


def test_a_missing_backend_is_told(alice, mark):
    assert_denied(alice, mark, "assentd is not running")


def test_a_socket_that_nobody_listens_on_is_told(alice, mark):
    left_behind = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    left_behind.bind(api.SOCKET)
    left_behind.close()
    assert_denied(alice, mark, "assentd is not running")


def test_a_backend_that_hangs_is_left_at_the_deadline(alice, mark):
    with FakeBackend(lambda question: None):
        assert assert_denied(alice, mark, "in time") >= ANSWER_TIMEOUT_S * 0.9


def test_a_backend_that_never_accepts_is_left_at_the_deadline(alice, mark):
    full = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    full.bind(api.SOCKET)
    os.chmod(api.SOCKET, 0o666)
    full.listen(0)
    waiting = []
    for _ in range(4):
        peer = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        peer.setblocking(False)
        peer.connect_ex(api.SOCKET)
        waiting.append(peer)
    assert_denied(alice, mark)
    full.close()


def test_a_backend_that_drips_is_left_at_the_deadline(alice, mark):
    """Each byte in time, the whole never: one deadline covers all of it."""
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listener.bind(api.SOCKET)
    listener.listen(4)
    child = os.fork()
    if child == 0:
        peer, _ = listener.accept()
        try:
            for byte in b"HTTP/1.1 200 OK\r\n" + b"X-Y: z\r\n" * 10_000:
                peer.send(bytes([byte]))
                time.sleep(0.05)
        finally:
            os._exit(0)
    assert_denied(alice, mark)
    os.kill(child, 9)
    os.waitpid(child, 0)


def test_a_socket_whose_listener_is_somebody_else_is_not_believed(alice, mark, mallory):
    with FakeBackend(lambda question: http(permit(question)), listen_as=mallory) as backend:
        assert_denied(alice, mark)
    assert backend.questions == [], "and learns nothing"


@pytest.mark.parametrize("spoil", [
    lambda: os.chmod("/run/assent", 0o777),
    lambda: os.chmod("/run/assent", 0o775),
    lambda: os.chmod("/run", 0o777),
    lambda: shutil.chown("/run", "mallory"),
])
def test_a_socket_where_others_could_put_theirs_is_not_believed(alice, mark, spoil):
    with FakeBackend(lambda question: http(permit(question))) as backend:
        try:
            spoil()
            assert_denied(alice, mark)
        finally:
            os.chmod("/run", 0o755)
            shutil.chown("/run", "root")
    assert backend.questions == []


def test_a_socket_in_a_place_for_everybody_is_not_believed(alice, mark):
    machine.set_client_settings('socket = "/tmp/assentd.sock"\n')
    with FakeBackend(lambda question: http(permit(question)), path="/tmp/assentd.sock") as backend:
        assert_denied(alice, mark)
    assert backend.questions == []


def test_a_symbolic_link_for_a_socket_is_not_followed(alice, mark):
    with FakeBackend(lambda question: http(permit(question)), path="/tmp/real.sock") as backend:
        os.symlink("/tmp/real.sock", api.SOCKET)
        assert_denied(alice, mark)
    assert backend.questions == []


BROKEN_SETTINGS = {
    "no TOML": "socket = \n",
    "an unknown key": 'sockte = "/run/assent/assentd.sock"\n',
    "a key twice": 'answer_timeout = "1s"\nanswer_timeout = "2s"\n',
    "a wrong type": "answer_timeout = 10\n",
    "out of range": 'answer_timeout = "0s"\n',
    "a relative path": 'socket = "assentd.sock"\n',
    "no text": "\x00\x00\n",
}


@pytest.mark.parametrize("name", BROKEN_SETTINGS)
def test_broken_settings_deny_with_file_and_line(alice, mark, name):
    machine.set_client_settings(BROKEN_SETTINGS[name])
    with FakeBackend(lambda question: http(permit(question))) as backend:
        assert_denied(alice, mark, "/etc/assent/client.toml:")
    assert backend.questions == []


@pytest.mark.parametrize("spoil", [
    lambda file: file.chmod(0o666),
    lambda file: file.chmod(0o664),
    lambda file: shutil.chown(file, "mallory"),
    lambda file: (file.rename("/etc/assent/elsewhere"), file.symlink_to("/etc/assent/elsewhere")),
    lambda file: (file.unlink(), os.mkfifo(file)),
    lambda file: (file.unlink(), file.mkdir()),
    lambda file: file.write_text("# " + "x" * 1_000_000),
])
def test_settings_that_others_could_have_written_deny(alice, mark, spoil):
    file = pathlib.Path("/etc/assent/client.toml")
    try:
        spoil(file)
        with FakeBackend(lambda question: http(permit(question))) as backend:
            assert_denied(alice, mark, "/etc/assent/client.toml")
        assert backend.questions == []
    finally:
        if file.is_dir():
            file.rmdir()
        file.unlink(missing_ok=True)


def test_missing_settings_are_the_defaults(alice, mark):
    machine.CLIENT.unlink()
    with FakeBackend(lambda question: http(permit(question))):
        assert alice.run("sudo", "touch", str(mark)).returncode == 0


def test_the_callers_environment_leads_nowhere_else(alice, mark):
    with FakeBackend(lambda question: http(permit(question)), path="/tmp/evil.sock") as backend:
        for name in ("ASSENT_SOCKET", "http_proxy", "HTTP_PROXY", "ALL_PROXY", "ASSENT_CONFIG"):
            done = alice.run("sudo", "touch", str(mark), env={name: "/tmp/evil.sock"})
            assert done.returncode == 1 and not mark.exists()
    assert backend.questions == []


def test_a_hostile_message_from_the_backend_cannot_act_on_the_terminal(alice, mark):
    def answer(question):
        return http({"decision": False, "context": {
            "digest": question["resource"]["id"], "invocation": question["context"]["invocation"],
            "reason_code": "RULE_DENIES", "message": "no\x1b[2J\nroot# \u202egnp"}})
    with FakeBackend(answer):
        done = alice.run("sudo", "touch", str(mark))
    assert done.returncode == 1
    assert "\x1b" not in done.stderr and "\u202e" not in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("limit", ["-n 5", "-v 60000", "-f 0"])
def test_a_caller_who_starves_sudo_gets_no_yes_from_it(alice, mark, limit):
    """No descriptors, no memory, no file size: any of these may end sudo, none may open it."""
    done = alice.run("sh", "-c", f"ulimit {limit}; exec sudo -n touch {mark}")
    assert done.returncode != 0 and not mark.exists()
