"""One person cannot keep the others waiting (DESIGN D10)."""
import socket
import subprocess
import time

from harness import api, machine
from harness.questions import ask


def test_too_many_questions_are_refused_and_only_of_that_person(assentd):
    answers = [ask(user="mallory", argv=("/usr/bin/id", str(n)), file=False).json
               for n in range(60)]
    assert any(answer["context"]["reason_code"] == "RATE_LIMITED" for answer in answers)
    assert all(answer["decision"] is False for answer in answers)
    assert ask(user="alice", argv=("/usr/bin/date", "--utc")).json["decision"] is True


def test_too_many_open_requests_are_refused(assentd):
    machine.set_daemon_settings("[limits]\nquestions_per_second = 1000\nquestion_burst = 1000\n")
    answers = [ask(argv=("/usr/bin/id", str(n))).json["context"] for n in range(12)]
    assert [answer["reason_code"] for answer in answers].count("RATE_LIMITED") == 4
    assert len(api.requests()) == 8


def connections_of(person, count):
    """Holds half-open connections as `person`, until it is killed."""
    script = ("import socket, sys, time\nheld = []\n"
              f"for _ in range({count}):\n"
              "    peer = socket.socket(socket.AF_UNIX)\n    peer.settimeout(2)\n"
              "    try:\n"
              f"        peer.connect({api.SOCKET!r}); peer.send(b'GET /v1/st'); held.append(peer)\n"
              "    except OSError: pass\n"
              "print('ready', flush=True); time.sleep(60)\n")
    holder = person.start("/usr/bin/python3", "-c", script)
    assert holder.stdout.readline() == "ready\n"
    return holder


def test_half_open_connections_keep_nobody_else_out(assentd, alice, bob, mallory):
    holder = connections_of(mallory, 1000)
    try:
        began = time.monotonic()
        assert alice.run("sudo", "-n", "date", "--utc").returncode == 0
        assert bob.run("assent", "pending").returncode == 0
        assert time.monotonic() - began < 3
    finally:
        subprocess.run(["pkill", "-KILL", "-u", "mallory"], check=False)
        holder.wait()


def test_a_head_that_does_not_come_is_not_waited_for(assentd):
    with socket.socket(socket.AF_UNIX) as peer:
        peer.settimeout(8)
        peer.connect(api.SOCKET)
        peer.send(b"GET /v1/status HTTP/1.1\r\nHost: x\r\n")
        began = time.monotonic()
        while peer.recv(4096):
            pass
        assert time.monotonic() - began < 5


def test_a_stranger_from_another_user_namespace_is_refused(assentd, mallory):
    done = mallory.run("unshare", "--user", "--map-root-user", "curl", "-sS", "--unix-socket",
                       api.SOCKET, "-o", "/dev/null", "-w", "%{http_code}",
                       "http://localhost/v1/status")
    as_himself = api.call_as(mallory, "GET", "/v1/status")
    assert as_himself.json["you"]["uid"] == mallory.uid
    if done.returncode == 0:  # where the kernel lets people make namespaces, he is still mallory
        assert done.stdout in ("200", "403")
        assert api.call("GET", "/v1/requests").status == 200
