"""What mallory can do to the socket, as programs that run as her until they are ended."""
import contextlib
import subprocess

from . import api

HEAD = f"""
import socket, sys, time
def connect():
    peer = socket.socket(socket.AF_UNIX)
    peer.connect({api.SOCKET!r})
    return peer
def send(peer, data):
    try:
        return peer.send(data)
    except OSError:
        return 0  # sent away
def ready():
    print("ready", flush=True)
"""
HALF_OPEN = HEAD + """
held = [connect() for _ in range(2500)]
for peer in held:
    send(peer, b"GET /v1/st")
ready()
time.sleep(600)
"""
RECONNECTING = HEAD + """
ready()
while True:
    try:
        connect().close()
    except OSError:
        pass
"""
SLOW_BYTES = HEAD + """
ready()
while True:
    held = [connect() for _ in range(40)]
    for byte in b"GET /v1/status HTTP/1.1\\r\\nHost: x":
        for peer in held:
            send(peer, bytes([byte]))
        time.sleep(0.05)
"""
HUGE_HEADS = HEAD + """
ready()
while True:
    peer = connect()
    while send(peer, b"X-Padding: " + b"x" * 60000):
        pass
    peer.close()
"""
LISTS = HEAD + """
peer = connect()
ready()
while True:
    if not send(peer, b"GET /v1/log?after=0&limit=1000 HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n") or \\
            not peer.recv(1 << 22):
        peer.close()
        peer = connect()
"""
LONG_POLLS = HEAD + """
held = [connect() for _ in range(32)]
for peer in held:
    send(peer, b"GET /v1/requests/%s HTTP/1.1\\r\\nHost: x\\r\\nPrefer: wait=30\\r\\n\\r\\n"
         % sys.argv[1].encode())
ready()
time.sleep(600)
"""


@contextlib.contextmanager
def of(mallory, program, processes, *arguments):
    started = [mallory.start("/usr/bin/python3", "-c", program, *arguments)
               for _ in range(processes)]
    try:
        for process in started:
            assert process.stdout.readline() == "ready\n", process.communicate()
        yield
    finally:
        end(mallory)
        for process in started:
            process.communicate()


def end(mallory):
    """Her sudos too, whose effective uid is root's."""
    subprocess.run(["pkill", "-KILL", "-U", mallory.name], check=False)
