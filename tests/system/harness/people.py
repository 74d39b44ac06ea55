"""alice asks, bob and carol approve, mallory attacks: each in logins of their own."""
import pwd
import re
import subprocess

import pexpect

CODE = r"\b([BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4})\b"
LONGEST_WAIT_S = 20


class Terminal(pexpect.spawn):
    """A command on a terminal of its own."""

    def __init__(self, *command):
        super().__init__(command[0], list(command[1:]), encoding="utf-8", codec_errors="replace",
                         timeout=LONGEST_WAIT_S, dimensions=(50, 200), echo=False)
        self.delaybeforesend = None
        self.delayafterclose = self.delayafterterminate = 0.02

    def sees(self, pattern):
        """Waits until `pattern` (a regular expression) is printed; returns the match."""
        self.expect(pattern)
        return self.match

    def sees_code(self):
        return self.sees(r"request " + CODE).group(1)

    def ends(self):
        """Waits for the end. Returns the exit status (128 + N for signal N) and what was said."""
        self.expect(pexpect.EOF)
        text = self.before
        self.close()
        status = self.exitstatus if self.exitstatus is not None else 128 + self.signalstatus
        return status, text.replace("\r\n", "\n")

    def is_silent_for(self, seconds):
        try:
            self.expect(r".", timeout=seconds)
        except pexpect.TIMEOUT:
            return True
        except pexpect.EOF:
            return False
        return False


class Person:
    def __init__(self, name):
        self.name = name

    @property
    def uid(self):
        return pwd.getpwnam(self.name).pw_uid

    @property
    def home(self):
        return pwd.getpwnam(self.name).pw_dir

    def _command(self, command, env, cwd):
        words = ["as", self.name]
        if env or cwd:
            words += ["env"] + (["-C", cwd] if cwd else [])
            words += [f"{name}={value}" for name, value in (env or {}).items()]
        return words + list(command)

    def terminal(self, *command, env=None, cwd=None):
        return Terminal(*self._command(command, env, cwd))

    def shell(self):
        shell = self.terminal("bash", "--noediting", "-i")
        shell.sees(re.escape(f"{self.name}$ "))
        return shell

    def run(self, *command, env=None, cwd=None, stdin=subprocess.DEVNULL, timeout=LONGEST_WAIT_S,
            **options):
        """Without any terminal."""
        done = subprocess.run(self._command(command, env, cwd), stdin=stdin, capture_output=True,
                              timeout=timeout, check=False, **options)
        # Not by text=True: that turns a carriage return into a newline.
        done.stdout, done.stderr = (text.decode(errors="replace")
                                    for text in (done.stdout, done.stderr))
        return done

    def start(self, *command, env=None, cwd=None, **options):
        """Without any terminal, and without waiting for it."""
        return subprocess.Popen(self._command(command, env, cwd), stdin=subprocess.DEVNULL,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                **options)

    def approves(self, code, *options):
        done = self.run("assent", "approve", "--yes", code, *options)
        assert done.returncode == 0, f"{self.name} could not approve {code}: {done}"

    def denies(self, code, *options):
        done = self.run("assent", "deny", code, *options)
        assert done.returncode == 0, f"{self.name} could not deny {code}: {done}"


def code_in(text):
    match = re.search(r"request " + CODE, text)
    assert match, f"no request code in: {text!r}"
    return match.group(1)
