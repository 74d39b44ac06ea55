"""python3 attack_table_test.py ROOT: each test that tests/CVE.md names is there."""
import pathlib
import re
import sys
import unittest

TESTS = pathlib.Path(sys.argv.pop()) / "tests"
NAMED = re.compile(r"`((?:system|unit|driver|fuzz)/[^`]*)`")


def definition(file, name):
    """What stands in `file` where the test called `name` is."""
    if file.endswith(".py"):
        return rf"def {re.escape(name)}\("
    suite, _, test = name.partition(".")
    return rf"TEST(_F|_P)?\({re.escape(suite)}, {re.escape(test)}\)"


class AttackTable(unittest.TestCase):
    def test_every_row_names_a_test_that_is_there(self):
        rows = [line for line in (TESTS / "CVE.md").read_text(encoding="utf-8").splitlines()
                if line.startswith("| ") and not line.endswith("| test |")]
        self.assertGreater(len(rows), 40)
        for row in rows:
            names = NAMED.findall(row.rpartition(" | ")[2])
            self.assertTrue(names, row)
            for file, _, name in (named.partition("::") for named in names):
                text = (TESTS / file).read_text(encoding="utf-8")
                if name:
                    self.assertRegex(text, definition(file, name))


if __name__ == "__main__":
    unittest.main()
