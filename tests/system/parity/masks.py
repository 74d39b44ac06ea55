"""What two runs of the same thing can never have in common, each with its reason.

Identity is kept where there is one: the first pipe seen is "pipe a", the second "pipe b".
"""
import dataclasses
import re
import string


@dataclasses.dataclass(frozen=True)
class Mask:
    pattern: str  # one group: the text that varies
    name: str
    reason: str


MASKS = (
    Mask(r"(?m)^(\w{3} [ \d]\d \d\d:\d\d:\d\d)(?=( \d{4})? : )", "time", "sudo.log begins with the time"),
    Mask(r"(?m)^<\d+>(\w{3} [ \d]\d \d\d:\d\d:\d\d)", "time", "syslog begins with the time"),
    Mask(r"(?m)^<\d+>.*?\[(\d+)\]:", "pid", "syslog names the process"),
    Mask(r"/dev/pts/(\d+)", "terminal", "terminals get the next free number"),
    Mask(r"\bpts/(\d+)", "terminal", "terminals get the next free number"),
    Mask(r"pipe:\[(\d+)\]", "pipe", "the kernel counts pipes"),
    Mask(r"socket:\[(\d+)\]", "socket", "the kernel counts sockets"),
    Mask(r"/var/tmp/[\w.-]+?(X{6}|[A-Za-z0-9]{6,8})(?=[.\s']|$)", "copy",
         "sudoedit gives its copies random names"),
    Mask(r"\bSUDO_INTERCEPT_FD=(\d+)", "descriptor", "whichever descriptor is free"),
    Mask(r"\b(\d{10}):alice:", "time", "an I/O log begins with the time"),
    Mask(r'"(?:seconds|nanoseconds)": (\d+)', "time", "logs in JSON"),
    Mask(r'"(?:iso8601|localtime)": "([^"]+)"', "time", "logs in JSON"),
    Mask(r'"uuid": "([^"]+)"', "number", "logs in JSON have a random number for each event"),
    Mask(r"\bpid (\d+)\b", "pid", "process ids are the next free number"),
)


class Masker:
    """Masks the parts of one outcome, so that the same thing has the same name in all of them."""

    def __init__(self):
        self._names = {}

    def mask(self, text):
        for mask in MASKS:
            text = re.sub(mask.pattern, lambda match, mask=mask: self._replace(match, mask), text)
        return text

    def _replace(self, match, mask):
        seen = self._names.setdefault(mask.name, {})
        name = mask.name if mask.name in ("time", "pid", "number") else (
            f"{mask.name} {_letter(seen.setdefault(match.group(1), len(seen)))}")
        begin, end = (place - match.start() for place in match.span(1))
        return f"{match.group()[:begin]}<{name}>{match.group()[end:]}"


def _letter(index):
    return string.ascii_lowercase[index] if index < 26 else str(index)
