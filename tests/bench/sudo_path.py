"""what Assent adds to `sudo -n true`, against plain sudoers in the same run"""
import argparse
import json
import os
import pathlib
import pwd
import re
import subprocess

import measure
from harness import machine
from harness.people import Person

RULES = """
[[rule]]
name   = "true is permitted"
effect = "permit"
who    = { users = ["alice"] }
action = ["sudo"]
command = "/usr/bin/true"
"""
ASKS = """
[[rule]]
name   = "true is asked for"
effect = "ask"
who    = { users = ["alice"] }
action = ["sudo"]
approvers = { groups = ["assent-approvers"], count = 1 }
grant  = { uses = 100000, start_within = "1h" }
"""
WITH = machine.SUDO_CONF.read_text()
COMMAND = ["/usr/bin/sudo", "-n", "true"]
# sudo loads these two by itself when no policy plugin is named, so both sides have them.
PLAIN = ""


def use(sudo_conf):
    machine.write(machine.SUDO_CONF, sudo_conf)


def pairs(count, first, second, command=COMMAND):
    """`count` pairs of (wall, processor) times, whichever goes first taking turns."""
    alice = pwd.getpwnam("alice")
    found = []
    for turn in range(count + 10):
        sides = [(0, first), (1, second)]
        times = [None, None]
        for side, conf in sides if turn % 2 == 0 else reversed(sides):
            use(conf)
            times[side] = measure.run(command, alice)
        if turn >= 10:
            found.append(times)
    return found


def report(name, found):
    wall = measure.added([(a[0], b[0]) for a, b in found])
    processor = measure.added([(a[1], b[1]) for a, b in found])
    print(measure.line(name + ", wall", wall))
    print(measure.line(name + ", user+sys", processor), flush=True)
    return {"wall": wall, "user+sys": processor}


def grant_many_uses():
    done = Person("alice").run("sudo", "-n", "true")
    code = re.search(r"request (\S{4}-\S{4})", done.stderr).group(1)
    Person("bob").approves(code)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=400)
    parser.add_argument("--json", type=pathlib.Path)
    options = parser.parse_args()
    machine.restore_files()
    results = {"sudo": subprocess.check_output(["sudo", "--version"], text=True).split("\n")[0],
               "cpus": os.cpu_count(), "pairs": options.pairs}
    print(f"{results['sudo']}, {results['cpus']} processors, {options.pairs} interleaved pairs of "
          f"`sudo -n true`\n\n{measure.HEAD}")
    results["the same twice"] = report("plain against plain", pairs(options.pairs, PLAIN, PLAIN))
    machine.set_rules(RULES)
    results["permit by rule"] = report("permit by rule", pairs(options.pairs, PLAIN, WITH))
    machine.set_rules(ASKS)
    use(WITH)
    grant_many_uses()
    results["live grant"] = report("live grant", pairs(options.pairs, PLAIN, WITH))
    machine.stop_daemon()
    if options.json:
        options.json.write_text(json.dumps(results, indent=1))


main()
