"""One invocation that is compared."""
import dataclasses
import enum


class On(enum.Enum):
    NOTHING = "no terminal, standard input from /dev/null, output into pipes"
    PIPES = "a controlling terminal as standard input, output into pipes"
    TERMINAL = "everything on the terminal"


@dataclasses.dataclass(frozen=True)
class Case:
    name: str
    command: str  # what alice's shell is told
    sudoers: str = ""  # besides the sandbox's, in which alice may run everything without a password
    on: On = On.NOTHING
    stdin: bytes | None = None
    answers: tuple[tuple[str, str], ...] = ()  # (regular expression to see first, keys to press)
    env: dict[str, str] = dataclasses.field(default_factory=dict)
    bare: bool = False  # nothing in the environment but `env`
    prepare: str = ""  # what root's shell does before
    look_at: str = ""  # what root's shell tells afterwards, to be compared too
    at_once: bool = False  # several sudo at the same time: their log lines come in any order
    asked: bool = False  # no permit rule can cover it: bob approves it beforehand
    # How it ends under plain sudoers, so that a case cannot rot into two equal failures: 0, "fails"
    # (any other), "dies" (by a signal), or None where versions of sudo differ.
    ends: int | str | None = 0

    def has_ended_as_meant(self, outcome, status):
        if "took too long" in outcome:
            return False
        if self.ends is None:
            return True
        if self.ends == "fails":
            return status > 0
        if self.ends == "dies":
            return status < 0
        return status == self.ends


def login(name, command, **more):
    """A login shell goes by another name than its program's (docs/RULES.md), so people are asked."""
    return Case(f"login: {name}", command, asked=True, **more)
