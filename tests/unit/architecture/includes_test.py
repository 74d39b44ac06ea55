#!/usr/bin/python3
"""Dependencies point one way (docs/ARCHITECTURE.md). usage: includes_test.py SOURCE-DIRECTORY"""
import pathlib
import re
import sys
import unittest

# What the sources in a folder may include, besides the folder itself. The longest name counts.
BACKEND_PARTS = ["model", "config", "rules", "store", "audit", "service", "http"]
MAY_INCLUDE = {
    "common/base": [],
    "common/json": ["common/base"],
    "common/toml": ["common/base"],
    "common/action": ["common/base", "common/json"],
    "common/client": ["common/base", "common/json", "common/toml", "common/action"],
    "sudo_plugin": ["common"],
    "cli": ["common"],
    "backend/model": ["common"],
    "backend/config": ["common", "backend/model"],
    "backend/rules": ["common", "backend/model"],
    "backend/store": ["common", "backend/model"],
    "backend/audit": ["common", "backend/model"],
    "backend/service": ["common"] + [f"backend/{part}" for part in BACKEND_PARTS[:5]],
    "backend/http": ["common"] + [f"backend/{part}" for part in BACKEND_PARTS[:6]],
    "backend": ["common"] + [f"backend/{part}" for part in BACKEND_PARTS],
}
GENERATED = "assent/version.h"
INCLUDE = re.compile(r'^\s*#\s*include\s*"([^"]+)"', re.MULTILINE)


def is_in(path, folder):
    return path == folder or path.startswith(folder + "/")


def folder_of(path):
    return max((name for name in MAY_INCLUDE if is_in(path, name)), key=len, default=None)


def forbidden(path, text):
    """The includes of `text`, the source at `path`, that point the wrong way."""
    folder = folder_of(path)
    if folder is None:
        return ["(a folder that no rule names)"]
    allowed = MAY_INCLUDE[folder]
    return [
        name
        for name in INCLUDE.findall(text)
        if name != GENERATED
        and folder_of(name) != folder
        and not any(is_in(name, other) for other in allowed)
    ]


class TheRule(unittest.TestCase):
    """Attacks on the test itself: what it must and must not let pass."""

    def test_refuses_an_arrow_that_points_back(self):
        wrong = {
            "common/base/a.cc": "common/client/ask.h",
            "sudo_plugin/a.cc": "backend/model/terms.h",
            "cli/a.cc": "backend/model/terms.h",
            "common/client/a.h": "sudo_plugin/vectors.h",
            "backend/model/a.h": "backend/rules/rule_set.h",
            "backend/rules/a.h": "backend/store/store.h",
            "backend/service/a.cc": "backend/http/server.h",
        }
        for path, include in wrong.items():
            self.assertEqual(forbidden(path, f'#include "{include}"\n'), [include], path)

    def test_refuses_a_name_that_is_not_from_the_root(self):
        self.assertEqual(forbidden("cli/a.cc", '#include "table.h"\n'), ["table.h"])
        self.assertEqual(forbidden("cli/a.cc", '#include "../backend/a.h"\n'), ["../backend/a.h"])

    def test_refuses_a_folder_that_nobody_thought_of(self):
        self.assertNotEqual(forbidden("helpers/a.cc", ""), [])

    def test_lets_pass_what_points_down(self):
        for path, include in {
            "cli/a.cc": "common/base/result.h",
            "cli/b.cc": "cli/table.h",
            "backend/main.cc": "backend/http/server.h",
            "backend/main/a.cc": "backend/http/server.h",
            "common/base/a.cc": "assent/version.h",
        }.items():
            self.assertEqual(forbidden(path, f'#include "{include}"\n'), [], path)


class TheTree(unittest.TestCase):
    root = None

    def sources(self):
        for top in ("common", "sudo_plugin", "cli", "backend"):
            for file in sorted((self.root / top).rglob("*")):
                if file.suffix in (".h", ".cc"):
                    yield str(file.relative_to(self.root)), file.read_text(encoding="utf-8")

    def test_every_include_points_the_allowed_way(self):
        seen = 0
        for path, text in self.sources():
            with self.subTest(path=path):
                self.assertEqual(forbidden(path, text), [])
            seen += 1
        self.assertGreater(seen, 20)

    def test_the_daemons_libraries_stay_out_of_the_plugin(self):
        heavy = re.compile(r"#\s*include\s*<(curl/|openssl/|sqlite3\.h|boost/asio/|fmt/|re2/|thread>|iostream>)")
        for path, text in self.sources():
            if path.startswith("sudo_plugin/") or path.startswith("common/"):
                with self.subTest(path=path):
                    self.assertIsNone(heavy.search(text))


if __name__ == "__main__":
    TheTree.root = pathlib.Path(sys.argv.pop(1))
    unittest.main()
