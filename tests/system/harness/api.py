"""Speaking to assentd's socket: as root from here, as others through curl."""
import http.client
import json
import secrets
import socket

SOCKET = "/run/assent/assentd.sock"


class UnixConnection(http.client.HTTPConnection):
    def __init__(self, path=SOCKET, timeout=40):
        super().__init__("localhost", timeout=timeout)
        self._path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self._path)


class Reply:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.text = status, headers, body

    @property
    def json(self):
        return json.loads(self.text)

    def __repr__(self):
        return f"{self.status} {self.text[:2000]}"


def call(method, target, body=None, headers=None, path=SOCKET):
    """One exchange as root. `body`: anything JSON can carry, or bytes that go out as they are."""
    raw = body if isinstance(body, (bytes, type(None))) else json.dumps(body).encode()
    sent = {"Content-Type": "application/json"} if raw is not None else {}
    connection = UnixConnection(path)
    try:
        connection.request(method, target, raw, {**sent, **(headers or {})})
        response = connection.getresponse()
        return Reply(response.status, response.headers, response.read().decode())
    finally:
        connection.close()


def call_as(person, method, target, body=None, headers=()):
    """The same by an unprivileged person, through curl."""
    words = ["curl", "-sS", "--unix-socket", SOCKET, "-X", method, "-w", "\n%{http_code}"]
    for header in headers:
        words += ["-H", header]
    if body is not None:
        words += ["-H", "Content-Type: application/json", "-d", json.dumps(body)]
    done = person.run(*words, f"http://localhost{target}")
    assert done.returncode == 0, done
    text, _, status = done.stdout.rpartition("\n")
    return Reply(int(status), {}, text)


def requests(state="pending"):
    return call("GET", f"/v1/requests?state={state}").json["requests"]


def request(code):
    reply = call("GET", f"/v1/requests/{code}")
    assert reply.status == 200, reply
    return reply.json


def grants(state="live"):
    return call("GET", f"/v1/grants?state={state}").json["grants"]


def log():
    """All records, oldest first."""
    records, after = [], 0
    while True:
        page = call("GET", f"/v1/log?after={after}&limit=100").json["records"]
        if not page:
            return records
        records += page
        after = page[-1]["unmapped"]["seq"]


def new_invocation():
    return secrets.token_hex(16)
