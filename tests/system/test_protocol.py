"""docs/PROTOCOL.md is what the daemon speaks, and AuthZEN is AuthZEN (DESIGN D2)."""
import json
import pathlib
import re
import shlex
import subprocess
import threading
import time

import jsonschema
import pytest

from harness import api, machine
from harness.people import code_in
from harness.questions import ask, question

HERE = pathlib.Path(__file__).parent
PAGE = (HERE.parent.parent / "docs" / "PROTOCOL.md").read_text(encoding="utf-8")
REQUEST_SCHEMA = json.loads((HERE / "authzen" / "evaluation-request.schema.json").read_text())
RESPONSE_SCHEMA = json.loads((HERE / "authzen" / "evaluation-response.schema.json").read_text())
EVALUATION = "/access/v1/evaluation"


def curl_lines():
    """Each command in the page's sh blocks that starts with curl, continuation lines joined."""
    for block in re.findall(r"```(?:sh|console)\n(.*?)```", PAGE, re.DOTALL):
        for line in block.replace("\\\n", " ").splitlines():
            if line.lstrip("$# ").startswith("curl "):
                yield line.lstrip("$# ")


def filled_in(line, alice):
    """The page's placeholders, as the text beside the lines explains them."""
    code = code_in(alice.run("sudo", "-n", "id", "-u").stderr)
    line = line.replace("CODE", code).replace("COMMITMENT", api.request(code)["commitment"])
    if "grants/ID" in line:
        bob_approves(code)
        line = line.replace("grants/ID", "grants/" + api.grants()[0]["id"])
    asked = json.dumps(question(argv=("/usr/bin/id", "-g")))
    pathlib.Path("/tmp/question.json").write_text(asked)
    return line.replace("@question.json", "@/tmp/question.json")


def bob_approves(code):
    subprocess.run(["as", "bob", "assent", "approve", "--yes", code], check=True,
                   capture_output=True, stdin=subprocess.DEVNULL)


def test_the_page_has_a_curl_line_for_each_resource():
    lines = "\n".join(curl_lines())
    for resource in ("/access/v1/evaluation", "/v1/requests?", "/v1/requests/CODE",
                     "/v1/requests/CODE/decision", "/v1/requests/CODE/cancel", "/v1/grants",
                     "/v1/grants/ID/revoke", "/v1/forecast", "/v1/standing?uid=", "/v1/log",
                     "/v1/status"):
        assert resource in lines, resource


@pytest.mark.parametrize("line", list(curl_lines()) or [None])
def test_each_curl_line_of_the_page_works(assentd, alice, bob, line):
    assert line, "the page has no curl line"
    command = shlex.split(filled_in(line, alice)) + ["-sS", "-w", "\n%{http_code}"]
    if "/decision" in line:  # root is not a person
        done = bob.run(*command)
    else:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=40)
    assert done.returncode == 0, done
    body, _, status = done.stdout.rpartition("\n")
    assert status == "200", done.stdout
    assert isinstance(json.loads(body), dict)


@pytest.mark.parametrize("members", [
    {"argv": ("/usr/bin/date", "--utc")}, {"argv": ("/usr/bin/cat", "/etc/shadow")}, {}])
def test_yes_no_and_pending_are_authzen(assentd, members):
    jsonschema.validate(question(**members), REQUEST_SCHEMA)
    reply = ask(**members)
    assert reply.status == 200
    assert reply.headers["Content-Type"].startswith("application/json")
    jsonschema.validate(reply.json, RESPONSE_SCHEMA)


def test_what_the_plugin_asks_is_authzen(alice, mark):
    from harness.fake_backend import FakeBackend, http, permit
    with FakeBackend(lambda asked: http(permit(asked))) as backend:
        alice.run("sudo", "-n", "touch", str(mark))
    jsonschema.validate(backend.questions[0], REQUEST_SCHEMA)
    assert set(backend.questions[0]) == {"subject", "action", "resource", "context"}


def test_the_request_id_is_echoed(assentd):
    reply = api.call("POST", EVALUATION, question(), {"X-Request-ID": "abc-123"})
    assert reply.headers["X-Request-ID"] == "abc-123"


def test_unknown_members_are_ignored(assentd):
    asked = question(argv=("/usr/bin/date", "--utc"))
    asked["extra"] = asked["subject"]["extra"] = {"x": 1}
    assert api.call("POST", EVALUATION, asked).json["decision"] is True


def damaged(path, value):
    asked = question()
    at = asked
    for name in path[:-1]:
        at = at[name]
    if value is None:
        del at[path[-1]]
    else:
        at[path[-1]] = value
    return asked


BAD_QUESTIONS = {
    "no subject": lambda: damaged(["subject"], None),
    "no subject type": lambda: damaged(["subject", "type"], None),
    "no subject id": lambda: damaged(["subject", "id"], None),
    "no action": lambda: damaged(["action"], None),
    "no action name": lambda: damaged(["action", "name"], None),
    "no resource": lambda: damaged(["resource"], None),
    "no resource type": lambda: damaged(["resource", "type"], None),
    "no resource id": lambda: damaged(["resource", "id"], None),
    "subject as text": lambda: damaged(["subject"], "alice"),
    "id as number": lambda: damaged(["subject", "id"], 7),
    "action name as number": lambda: damaged(["action", "name"], 7),
    "uid negative": lambda: damaged(["subject", "properties", "uid"], -1),
    "uid that is none": lambda: damaged(["subject", "properties", "uid"], 2**32 - 1),
    "uid as text": lambda: damaged(["subject", "properties", "uid"], "1001"),
    "argv as text": lambda: damaged(["resource", "properties", "argv"], "id -u"),
    "no invocation": lambda: damaged(["context", "invocation"], None),
    "an invocation too short": lambda: damaged(["context", "invocation"], "00"),
    "an array": lambda: [question()],
    "nothing": lambda: b"",
    "no JSON": lambda: b"{",
    "a member twice": lambda: json.dumps(question()).replace(
        '"action":', '"action": {"name": "sudo"}, "action":', 1).encode(),
    "too deep": lambda: b'{"a":' * 40 + b"1" + b"}" * 40,
    "no UTF-8": lambda: json.dumps(question()).replace(
        "alice", "al\udcffice").encode("utf-8", "surrogateescape"),
}


@pytest.mark.parametrize("name", BAD_QUESTIONS)
def test_a_bad_question_is_a_400_and_files_nothing(assentd, name):
    reply = api.call("POST", EVALUATION, BAD_QUESTIONS[name]())
    assert reply.status == 400, reply
    assert reply.headers["Content-Type"].startswith("application/problem+json")
    assert reply.json["status"] == 400 and reply.json["title"]
    assert api.requests("all") == []


@pytest.mark.parametrize("method, target, status", [
    ("GET", "/nowhere", 404), ("GET", "/v1/requests/BBBB-BBBB", 404), ("GET", EVALUATION, 405),
    ("DELETE", "/v1/status", 405), ("GET", "/../etc/passwd", 404), ("GET", "/v1/requests/%00", 404),
])
def test_what_is_not_there_is_said_by_status(assentd, method, target, status):
    reply = api.call(method, target)
    assert reply.status == status and reply.json["status"] == status


def test_another_content_type_is_refused(assentd):
    reply = api.call("POST", EVALUATION, question(), {"Content-Type": "text/plain"})
    assert 400 <= reply.status < 500


def test_prefer_wait_holds_the_answer_until_the_time_is_over(assentd):
    began = time.monotonic()
    reply = ask(wait=1).json
    assert reply["context"]["reason_code"] == "APPROVAL_NEEDED"
    assert 0.9 < time.monotonic() - began < 3


def test_prefer_wait_holds_the_answer_until_a_decision_frees_it(assentd, bob):
    code = ask().json["context"]["access_request"]["code"]
    timer = threading.Timer(0.5, lambda: bob.approves(code))
    timer.start()
    began = time.monotonic()
    assert api.call("GET", f"/v1/requests/{code}",
                    headers={"Prefer": "wait=20"}).json["state"] == "approved"
    assert 0.3 < time.monotonic() - began < 5
    timer.join()


def test_status_tells_who_one_is(assentd, bob):
    you = api.call_as(bob, "GET", "/v1/status").json["you"]
    assert you == {"user": "bob", "uid": bob.uid, "login_uid": bob.uid}
    assert machine.daemon_pid() > 0
