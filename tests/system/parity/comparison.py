"""Two outcomes side by side, and the differences that are meant."""
import dataclasses
import difflib
import fnmatch
import re
import tomllib

from .masks import Masker

KEYS = {"case", "part", "line", "reason"}
OPTIONAL_KEYS = {"since"}


def masked(outcome):
    masker = Masker()
    return {part: masker.mask(text) for part, text in outcome.items()}


def shown(outcome):
    return "\n".join(f"{part}: {text.strip()}" for part, text in outcome.items() if text.strip())


def differences(plain, assent):
    """(part, line) for each line that only one of the two has: "-" plain sudoers, "+" Assent."""
    plain, assent = masked(plain), masked(assent)
    found = []
    for part in sorted(plain.keys() | assent.keys()):
        sides = [side.get(part, "(no such part)") for side in (plain, assent)]
        if sides[0] != sides[1]:
            lines = difflib.ndiff(*[text.splitlines(keepends=True) for text in sides])
            found += [(part, line) for line in lines if line[0] in "+-"]
    return [(part, line[0] + line[2:].rstrip("\n") + ("" if line.endswith("\n") else " (no newline)"))
            for part, line in found]


def version_key(text):
    """1.9.9 before 1.9.13p3 before 1.9.14."""
    return [int(number) for number in re.findall(r"\d+", text)]


@dataclasses.dataclass(frozen=True)
class MeantDifference:
    case: str  # its name, or a pattern of names with *; each case it fits must show the difference
    part: str
    line: str  # a regular expression for the whole line, its + or - included
    reason: str
    since: str = "0"  # the first version of sudo that shows the difference

    def is_about(self, case_name):
        return fnmatch.fnmatchcase(case_name, self.case)

    def is_for(self, sudo_version):
        return version_key(sudo_version) >= version_key(self.since)

    def explains(self, difference):
        part, line = difference
        return part == self.part and re.fullmatch(self.line, line) is not None


def read_exceptions(text):
    entries = tomllib.loads(text).get("exception", [])
    for entry in entries:
        if entry.keys() - OPTIONAL_KEYS != KEYS or not all(
                isinstance(value, str) and value.strip() for value in entry.values()):
            raise ValueError(f"an exception has {sorted(KEYS)}, and none is empty: {entry}")
    return [MeantDifference(**entry) for entry in entries]


@dataclasses.dataclass(frozen=True)
class Judgement:
    unexplained: list  # differences that no exception explains
    stale: list  # exceptions that explain no difference

    def is_parity(self):
        return not self.unexplained and not self.stale

    def __str__(self):
        lines = [f"{part}: {line}" for part, line in self.unexplained]
        lines += [f"stale exception: {entry.part}: {entry.line}" for entry in self.stale]
        return "\n".join(lines)


def judge(case_name, plain, assent, exceptions):
    found = differences(plain, assent)
    mine = [entry for entry in exceptions if entry.is_about(case_name)]
    return Judgement(
        [difference for difference in found if not any(e.explains(difference) for e in mine)],
        [entry for entry in mine if not any(entry.explains(d) for d in found)])
