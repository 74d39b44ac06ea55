#!/usr/bin/python3
"""Writes tests/vectors/action.json: known answers for the identity of an action.

The bytes come from Debian's python3-cbor2, an encoder that Assent does not share a line with. Run it when the
format changes, which needs a new version number; the tests only read the file.
"""
import hashlib
import hmac
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from identity import encode, escape  # noqa: E402

BASE = {
    "host": b"web-1", "kind": "sudo", "user_uid": 1001, "user_name": b"alice", "runas_uid": 0, "runas_user": b"root",
    "runas_gid": 0, "runas_groups": [0], "command": b"/usr/bin/systemctl",
    "argv": [b"systemctl", b"restart", b"nginx"], "cwd": b"/home/alice", "chroot": None, "env": [], "files": [],
    "executable_sha256": None,
}
EDIT = dict(BASE, kind="sudoedit", command=b"", argv=[], cwd=None, files=[b"/etc/hosts"])


def sha(data):
    return hashlib.sha256(data).digest()


CASES = {
    "plain": {},
    "argv0_is_the_path": {"argv": [b"/usr/bin/systemctl", b"restart", b"nginx"]},
    "argv0_is_another_name": {"command": b"/usr/bin/busybox", "argv": [b"sh", b"-c", b"id"]},
    "argv0_of_a_login_shell": {"command": b"/bin/bash", "argv": [b"-bash"]},
    "one_argument_more": {"argv": [b"systemctl", b"restart", b"nginx", b"--now"]},
    "empty_arguments": {"argv": [b"systemctl", b"", b""]},
    "not_utf8": {"argv": [b"systemctl", b"\xff\xfe\x80", b"\xc3\x28"]},
    "newlines_and_controls": {"argv": [b"printf", b"a\nb\tc\r\x1b[2J\x07"]},
    "looks_like_an_escape": {"argv": [b"printf", b"\\xff", b"\\\\xff", b"\\"]},
    "bidirectional_text": {"argv": ["printf".encode(), "a\u202eb\u2066c\u200d".encode()]},
    "joined_or_split": {"argv": [b"rm", b"a b", b"c"]},
    "split_or_joined": {"argv": [b"rm", b"a", b"b c"]},
    "large_argument": {"argv": [b"printf", b"x" * 131072]},
    "many_arguments": {"argv": [b"printf"] + [b"%d" % i for i in range(300)]},
    "another_user_and_groups": {"runas_uid": 33, "runas_user": b"www-data", "runas_gid": 33,
                                "runas_groups": [4, 33, 65536, 4294967294]},
    "unknown_cwd": {"cwd": None},
    "chroot": {"chroot": b"/srv/jail"},
    "environment": {"env": [(b"A", b"", None), (b"MODE", b"fast=1\n", None), (b"PYTHONPATH", None, sha(b"/tmp/x"))]},
    "sealed_copy": {"command": b"/home/alice/tool", "argv": [b"tool"], "executable_sha256": sha(b"program")},
    "host_that_is_not_utf8": {"host": b"w\xe9b", "user_name": b"al\\ice"},
    "sudoedit": None,
    "sudoedit_of_two": None,
}
EDIT_CASES = {"sudoedit": {}, "sudoedit_of_two": {"files": [b"/etc/hosts", b"/etc/a\xff b"]}}

HOST_KEY = bytes(range(32))
SALT = bytes(range(32, 64))


def wire(action):
    """The members as they travel: escaped text, hex digests."""
    out = {}
    for name, value in action.items():
        if isinstance(value, bytes):
            out[name] = value.hex() if name == "executable_sha256" else escape(value)
        elif name in ("argv", "files"):
            out[name] = [escape(v) for v in value]
        elif name == "env":
            out[name] = [{"name": escape(n), **({"value": escape(v)} if v is not None else {"value_sha256": h.hex()})}
                         for n, v, h in value]
        else:
            out[name] = value
    return out


def vector(name):
    change = CASES[name]
    action = dict(EDIT, **EDIT_CASES[name]) if change is None else dict(BASE, **change)
    cbor = encode(action)
    digest = sha(cbor)
    entry = {"name": name, "action": wire(action), "cbor_sha256": digest.hex(), "cbor_bytes": len(cbor),
             "lookup_key": hmac.new(HOST_KEY, digest, "sha256").hexdigest(),
             "commitment": sha(SALT + cbor).hex()}
    if len(cbor) < 4096:
        entry["cbor"] = cbor.hex()
    return entry


if __name__ == "__main__":
    document = {"host_key": HOST_KEY.hex(), "salt": SALT.hex(), "vectors": [vector(name) for name in CASES]}
    target = pathlib.Path(__file__).with_name("action.json")
    target.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"{len(CASES)} vectors in {target}")
