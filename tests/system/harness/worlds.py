"""sudo called from surroundings of the attacker's making, with Assent and without it."""
import json
import os
import pathlib
import tempfile

from . import machine

START = (pathlib.Path(__file__).parent / "start_in_world.py").read_text(encoding="utf-8")
WITNESS = pathlib.Path("/usr/local/sbin/witness")
TESTIMONY = pathlib.Path("/var/marks/testimony")
PLAIN_ENV = ["PATH=/usr/bin:/bin", "HOME=/home/mallory", "TERM=dumb"]
PERMIT = """[[rule]]
name = "the witness may be called"
effect = "permit"
who = { users = ["mallory"] }
action = ["sudo"]
command = "/usr/local/sbin/witness"
args = ["permitted"]
rest = "any"
"""

# What it finds when it runs, told in one line; without it nothing ran.
WITNESS_TEXT = f"""#!/usr/bin/python3 -IS
import os, resource, sys
links = {{}}
for fd in os.listdir("/proc/self/fd"):
    try:
        links[fd] = os.readlink("/proc/self/fd/" + fd).rstrip("]0123456789")
    except OSError:
        pass  # the directory itself
testimony = {{
    "argv": sys.argv, "uids": os.getresuid(), "gids": os.getresgid(), "groups": os.getgroups(),
    "env": open("/proc/self/environ", encoding="latin-1").read().split("\\0"), "fds": links,
    "umask": os.umask(0), "cwd": os.readlink("/proc/self/cwd"),
    "signals": [line for line in open("/proc/self/status") if line[:6] in ("SigIgn", "SigBlk")],
    "limits": [resource.getrlimit(kind) for kind in range(16)]}}
with open("{TESTIMONY}", "w", encoding="latin-1") as file:
    file.write(repr(testimony))
"""


def install_witness():
    TESTIMONY.parent.mkdir(mode=0o700, exist_ok=True)
    machine.write(WITNESS, WITNESS_TEXT, 0o755)
    machine.write("/etc/assent/rules.d/60-witness.toml", PERMIT)


def run(person, world, *command, options=("-n",)):
    """`sudo OPTIONS COMMAND` in `world`. Returns what the caller saw."""
    whole = {"env": PLAIN_ENV, "argv": ["sudo", *options, *command], **world}
    with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="ascii") as file:
        json.dump(whole, file)
        file.flush()
        os.chmod(file.name, 0o644)
        return person.run("/usr/bin/python3", "-IS", "-c", START, file.name, timeout=30)


def testimony_of(person, world, *words):
    """What the witness found, or None when it was not run."""
    TESTIMONY.unlink(missing_ok=True)
    done = run(person, world, str(WITNESS), *words)
    return (TESTIMONY.read_text(encoding="latin-1") if TESTIMONY.exists() else None), done


def without_assent(act):
    """The answer of `act` where sudo asks sudoers alone."""
    text = machine.SUDO_CONF.read_text(encoding="utf-8")
    machine.write(machine.SUDO_CONF, "")
    try:
        return act()
    finally:
        machine.write(machine.SUDO_CONF, text)
