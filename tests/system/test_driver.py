"""The plugin as it is shipped, in sudo's front-end of tests/driver: as it is, and under valgrind."""
import os
import pathlib
import re
import subprocess

import pytest

DRIVER = pathlib.Path(os.environ.get("SANDBOX_BUILD", "")) / "tests" / "driver" / "sudo_driver"
# A command, sub-commands, a wait, and calls that ask nothing. Not the sealed copy, whose descriptor
# sudo is to have.
UNDER_VALGRIND = ("Calls.OfOneCommandReachSudoersOnceEach:Calls.AfterARefusedSubcommand*:"
                  "Calls.LeaveNothingOfTheWaitBehind:Calls.ThatRunNothing*:"
                  "From15To22/ApiVersion.ReturnsWhatSudoersSaidOnlyTightened/7")
OURS = re.compile(r"\bassent::(Policy|ConnectToBackend|ReadTrustedFile|Program)\b")
pytestmark = pytest.mark.skipif(not DRIVER.exists(),
                                reason="not built: packaging/build release -DASSENT_DRIVER=ON")


def run(*command, **environment):
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120,
                          env={**os.environ, **environment})


def test_nothing_that_fails_in_the_shipped_plugin_opens_sudo():
    done = run(str(DRIVER), "--gtest_brief=1")
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-1000:]
    assert re.search(r"\[  PASSED  \] 1\d\d tests", done.stdout), done.stdout[-1000:]


def under_valgrind(logs, tests, *options):
    done = run("valgrind", "--quiet", *options, f"--log-file={logs}/%p.log", str(DRIVER),
               f"--gtest_filter={tests}", ASSENT_DRIVER_ANSWER_TIMEOUT="30s")
    log = "\n".join(file.read_text() for file in logs.glob("*.log"))
    assert done.returncode == 0, done.stdout[-3000:] + log[-6000:]
    return done, log


def test_valgrind_finds_no_wrong_access_and_no_leak(tmp_path):
    done, _ = under_valgrind(tmp_path, UNDER_VALGRIND, "--error-exitcode=99", "--leak-check=full")
    assert "[  PASSED  ] 5 tests" in done.stdout


def test_valgrind_finds_no_descriptor_that_we_left_open(tmp_path):
    """By itself: valgrind 3.21 and newer count each open descriptor, the driver's too, as an error."""
    _, log = under_valgrind(tmp_path, "Calls.LeaveNothingOfTheWaitBehind", "--track-fds=yes")
    assert "FILE DESCRIPTORS" in log
    assert [block for block in log.split("Open file descriptor")[1:] if OURS.search(block)] == []
