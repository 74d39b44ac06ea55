#!/usr/bin/python3
"""Recomputes each vector of tests/vectors/action.json with Debian's python3-cbor2."""
import hashlib
import hmac
import json
import pathlib
import sys
import unittest

VECTORS = pathlib.Path(__file__).resolve().parents[2] / "vectors"
sys.path.insert(0, str(VECTORS))
from identity import encode, unescape  # noqa: E402

BYTES = ("host", "user_name", "runas_user", "command", "cwd", "chroot")


def from_wire(action):
    out = dict(action)
    for name in BYTES:
        out[name] = None if action[name] is None else unescape(action[name])
    out["argv"] = [unescape(v) for v in action["argv"]]
    out["files"] = [unescape(v) for v in action["files"]]
    out["env"] = [(unescape(v["name"]), unescape(v["value"]) if "value" in v else None,
                   bytes.fromhex(v.get("value_sha256", ""))) for v in action["env"]]
    sealed = action["executable_sha256"]
    out["executable_sha256"] = bytes.fromhex(sealed) if sealed else None
    return out


class Vectors(unittest.TestCase):
    document = json.loads((VECTORS / "action.json").read_text(encoding="utf-8"))

    def test_there_are_at_least_fifteen_and_no_two_alike(self):
        digests = [v["cbor_sha256"] for v in self.document["vectors"]]
        self.assertGreaterEqual(len(digests), 15)
        self.assertEqual(len(set(digests)), len(digests) - 1)  # the path and its last component are one action

    def test_an_independent_encoder_agrees_on_every_value(self):
        for vector in self.document["vectors"]:
            with self.subTest(vector["name"]):
                cbor = encode(from_wire(vector["action"]))
                digest = hashlib.sha256(cbor)
                self.assertEqual(digest.hexdigest(), vector["cbor_sha256"])
                self.assertEqual(vector.get("cbor", cbor.hex()), cbor.hex())
                key = hmac.new(bytes.fromhex(self.document["host_key"]), digest.digest(), "sha256")
                self.assertEqual(key.hexdigest(), vector["lookup_key"])
                salted = hashlib.sha256(bytes.fromhex(self.document["salt"]) + cbor)
                self.assertEqual(salted.hexdigest(), vector["commitment"])


if __name__ == "__main__":
    unittest.main()
