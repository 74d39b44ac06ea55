"""The identity of an action, written a second time from docs/PROTOCOL.md, on python3-cbor2."""
import pathlib
import re

import cbor2


def encode(a):
    """Deterministic CBOR of an action given as a dict of bytes."""
    edit = a["kind"] == "sudoedit"
    base = a["command"].rsplit(b"/", 1)[-1]
    argv = [None if i == 0 and v in (a["command"], base) else v for i, v in enumerate(a["argv"])]
    env = [[n, v] if v is not None else [n, None, h] for n, v, h in a["env"]]
    return cbor2.dumps(
        ["assent.action/1", a["host"], a["kind"], a["user_uid"], a["user_name"], a["runas_uid"], a["runas_user"],
         a["runas_gid"], a["runas_groups"], a["command"] or None, argv, a["cwd"], a["chroot"], env,
         a["files"] if edit else None, a["executable_sha256"]], canonical=True)


PROTOCOL = pathlib.Path(__file__).resolve().parents[2] / "docs" / "PROTOCOL.md"
LETTERS = [(int(first, 16), int(last, 16)) for first, last in
           re.findall(r"U\+([0-9A-F]{4})-([0-9A-F]{4})", PROTOCOL.read_text(encoding="utf-8"))]


def is_shown(char):
    """Whether the escaped form keeps it (a backslash is doubled)."""
    return " " <= char <= "~" or any(first <= ord(char) <= last for first, last in LETTERS)


def escape(data):
    """Foreign bytes as they travel."""
    out = ""
    while data:
        for size in (1, 2, 3, 4):
            try:
                char = data[:size].decode("utf-8")
                break
            except UnicodeDecodeError:
                char = None
        if char is None:
            out += "\\x%02x" % data[0]
            data = data[1:]
            continue
        if char == "\\":
            out += "\\\\"
        elif is_shown(char):
            out += char
        else:
            out += "".join("\\x%02x" % b for b in data[:size])
        data = data[size:]
    return out


def unescape(text):
    """Bytes that escape() wrote."""
    out, i = b"", 0
    while i < len(text):
        if text[i] != "\\":
            out += text[i].encode("utf-8")
            i += 1
        elif text[i + 1] == "\\":
            out += b"\\"
            i += 2
        else:
            out += bytes.fromhex(text[i + 2:i + 4])
            i += 4
    return out
