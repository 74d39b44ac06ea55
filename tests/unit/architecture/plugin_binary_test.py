#!/usr/bin/python3
"""What the shipped plugin exports, needs and calls. usage: plugin_binary_test.py SUDO_ASSENT.SO"""
import re
import subprocess
import sys
import unittest

EXPORTS = {"assent_policy"}
MAY_NEED = re.compile(r"^(libc\.so\.6|libnettle\.so\.\d+|ld-linux[-\w.]*\.so\.\d+)$")
SANITIZER = re.compile(r"^lib(a|ub)san\.so")
NEVER_CALLED = {
    "getenv": "the caller's environment is the caller's to write",
    "system": "a shell", "popen": "a shell",
    "pthread_create": "sudo forks; a thread would not come along",
    "exit": "ends sudo without its clean-up", "_exit": "ends sudo without its clean-up",
}
SKIPPED = 77  # what ctest is told means "skipped"


def lines(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()


def dynamic(path, tag):
    found = (re.search(rf"\({tag}\).*\[(.*)\]", line) for line in lines("readelf", "-dW", path))
    return [match.group(1) for match in found if match]


def symbols(path, *options):
    return {line.split()[-1].split("@")[0] for line in lines("nm", "-D", *options, path)}


class ThePlugin(unittest.TestCase):
    path = None

    def test_exports_its_entry_point_and_nothing_else(self):
        self.assertEqual(symbols(self.path, "--defined-only"), EXPORTS)

    def test_needs_nothing_but_libc_and_nettle(self):
        needed = dynamic(self.path, "NEEDED")
        self.assertIn("libc.so.6", needed)
        self.assertEqual([name for name in needed if not MAY_NEED.match(name)], [])

    def test_looks_for_libraries_nowhere_but_in_the_systems_places(self):
        self.assertEqual(dynamic(self.path, "RUNPATH") + dynamic(self.path, "RPATH"), [])

    def test_calls_nothing_that_lets_the_caller_in(self):
        called = symbols(self.path, "--undefined-only") & set(NEVER_CALLED)
        self.assertEqual({name: NEVER_CALLED[name] for name in called}, {})

    def test_resolves_everything_before_it_runs_and_has_no_executable_stack(self):
        flags = "\n".join(lines("readelf", "-dW", self.path))
        self.assertRegex(flags, r"BIND_NOW|\bNOW\b")
        stack = [line for line in lines("readelf", "-lW", self.path) if "GNU_STACK" in line]
        self.assertEqual(len(stack), 1)
        self.assertNotIn("RWE", stack[0])


if __name__ == "__main__":
    ThePlugin.path = sys.argv.pop(1)
    if any(SANITIZER.match(name) for name in dynamic(ThePlugin.path, "NEEDED")):
        print("built with sanitizers: not the plugin that is shipped")
        sys.exit(SKIPPED)
    unittest.main()
