"""Two outcomes side by side, and the differences that are meant."""
import dataclasses
import difflib
import fnmatch
import re
import tomllib

from .masks import Masker

KEYS = {"case", "part", "line", "reason"}


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
        lines = [side.get(part, "(no such part)").splitlines(keepends=True)
                 for side in (plain, assent)]
        found += [(part, line) for line in difflib.ndiff(*lines) if line[0] in "+-"]
    return [(part, line[0] + line[2:].rstrip("\n") + ("" if line.endswith("\n") else " (no newline)"))
            for part, line in found]


@dataclasses.dataclass(frozen=True)
class MeantDifference:
    case: str  # its name, or a pattern of names with *; each case it fits must show the difference
    part: str
    line: str  # a regular expression for the whole line, its + or - included
    reason: str

    def is_about(self, case_name):
        return fnmatch.fnmatchcase(case_name, self.case)

    def explains(self, difference):
        part, line = difference
        return part == self.part and re.fullmatch(self.line, line) is not None


def read_exceptions(text):
    entries = tomllib.loads(text).get("exception", [])
    for entry in entries:
        if entry.keys() != KEYS or not all(isinstance(value, str) and value.strip()
                                           for value in entry.values()):
            raise ValueError(f"an exception has exactly {sorted(KEYS)}, and none is empty: {entry}")
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
