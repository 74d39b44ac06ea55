"""A backend that answers what a test wants, in this process, as root."""
import json
import os
import pathlib
import shutil
import socket
import threading

from . import api


def permit(question):
    """The yes that the real one would give."""
    return {"decision": True, "context": {
        "digest": question["resource"]["id"], "invocation": question["context"]["invocation"],
        "grant": {"id": "G-1", "start_before_boottime_ms": 2**40, "rule": "test",
                  "approvals": []}}}


def http(body, status="200 OK", length=None):
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    head = (f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(raw) if length is None else length}\r\n\r\n")
    return head.encode() + raw


class FakeBackend:
    """`answer(question)` gives the bytes to send, or None to say nothing and hold the line."""

    def __init__(self, answer, path=api.SOCKET, listen_as=None):
        self.questions = []
        self._answer = answer
        self._held = []
        self._path = pathlib.Path(path)
        self._path.unlink(missing_ok=True)
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._socket.bind(path)
        os.chmod(path, 0o666)
        self._listen(listen_as)
        threading.Thread(target=self._serve, daemon=True).start()

    def _listen(self, user):
        """SO_PEERCRED shows who called listen(2), so somebody else does it in a child."""
        if user is None:
            self._socket.listen(64)
            return
        child = os.fork()
        if child == 0:
            os.setuid(user.uid)
            self._socket.listen(64)
            os._exit(0)
        assert os.waitpid(child, 0)[1] == 0

    def _serve(self):
        while True:
            try:
                peer, _ = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._talk, args=(peer,), daemon=True).start()

    def _talk(self, peer):
        try:
            question = self._read(peer)
            self.questions.append(question)
            answer = self._answer(question)
            if answer is None:
                self._held.append(peer)
                return
            peer.sendall(answer)
            peer.close()
        except OSError:
            pass  # the other side has heard enough

    @staticmethod
    def _read(peer):
        data = b""
        while b"\r\n\r\n" not in data:
            data += peer.recv(65536)
        head, _, body = data.partition(b"\r\n\r\n")
        length = next(int(line.split(b":")[1]) for line in head.split(b"\r\n")
                      if line.lower().startswith(b"content-length:")) if b"POST" in head else 0
        while len(body) < length:
            body += peer.recv(65536)
        return json.loads(body) if length else None

    def close(self):
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._path.unlink(missing_ok=True)
        for peer in self._held:
            peer.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def give_directory_to(user):
    shutil.chown(os.path.dirname(api.SOCKET), user, user)
