"""A question as the sudo plugin would ask it, with its identity computed on its own."""
import grp
import hashlib
import os
import pwd

import cbor2

from . import api


def digest(question):
    """The action digest of docs/PROTOCOL.md, "The action", for plain (unescaped) members."""
    user, properties = question["subject"], question["resource"]["properties"]
    runas, kind = properties["runas"], question["action"]["name"]
    command = properties.get("command")

    def raw(text):
        return None if text is None else text.encode()

    argv = [raw(word) for word in properties.get("argv", [])]
    if argv and argv[0] in (raw(command), raw(os.path.basename(command))):
        argv[0] = None
    array = [
        "assent.action/1", raw(properties["host"]), kind,
        user["properties"]["uid"], raw(user["id"]),
        runas["uid"], raw(runas["user"]), runas["gid"], sorted(set(runas["groups"])),
        raw(command), argv, raw(properties["cwd"]), raw(properties["chroot"]),
        [[raw(variable["name"]), raw(variable["value"])] for variable in properties["env"]],
        [raw(file) for file in properties["files"]] if kind == "sudoedit" else None,
        None,
    ]
    return "sha256:" + hashlib.sha256(cbor2.dumps(array, canonical=True)).hexdigest()


def question(user="alice", argv=("/usr/bin/id",), cwd="/", invocation=None, file=True, reason=None):
    account = pwd.getpwnam(user)
    asked = {
        "subject": {"type": "user", "id": user, "properties": {
            "uid": account.pw_uid, "groups": os.getgrouplist(user, account.pw_gid)}},
        "action": {"name": "sudo"},
        "resource": {"type": "host_command", "id": "", "properties": {
            "version": 1, "host": os.uname().nodename,
            "runas": {"uid": 0, "user": "root", "gid": 0, "groups": [0]},
            "command": argv[0], "argv": list(argv), "cwd": cwd, "chroot": None,
            "env": [], "files": [], "executable_sha256": None,
            "facts": {"tty": None, "stdin": "null", "environment": "clean",
                      "executable_trusted": True, "executable_why": "", "intercepted": False}}},
        "context": {"invocation": invocation or api.new_invocation(), "file": file},
    }
    if reason is not None:
        asked["context"]["reason"] = reason
    asked["resource"]["id"] = digest(asked)
    return asked


def ask(wait=None, **members):
    headers = {} if wait is None else {"Prefer": f"wait={wait}"}
    return api.call("POST", "/access/v1/evaluation", question(**members), headers)


def group_id(name):
    return grp.getgrnam(name).gr_gid
