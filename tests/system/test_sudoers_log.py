"""sudoers' own log stays: a line for what ran, and one for what did not (DESIGN D4)."""
import re

from harness import machine
from harness.people import code_in


def sudo_log():
    """One entry a line: sudo folds long ones."""
    return machine.SUDO_LOG.read_text().replace("\n    ", " ").splitlines()


def test_what_ran_is_logged_as_ever(assentd, alice):
    alice.run("sudo", "-n", "date", "--utc")
    lines = [line for line in sudo_log() if "COMMAND=/usr/bin/date --utc" in line]
    assert len(lines) == 1 and "alice" in lines[0] and "USER=root" in lines[0]
    assert "not" not in lines[0].split("COMMAND")[0]


def test_what_was_refused_is_logged_with_the_command_and_why(assentd, alice):
    alice.run("sudo", "-n", "cat", "/etc/shadow")
    lines = [line for line in sudo_log() if "COMMAND=/usr/bin/cat /etc/shadow" in line]
    assert len(lines) == 1 and "RULE_DENIES" in lines[0]


def test_a_pending_request_is_logged_with_its_code(assentd, alice):
    code = code_in(alice.run("sudo", "-n", "id", "-u").stderr)
    lines = [line for line in sudo_log() if "COMMAND=/usr/bin/id -u" in line]
    assert len(lines) == 1 and "APPROVAL_NEEDED" in lines[0] and code in lines[0]


def test_the_source_names_the_grant(assentd, alice):
    machine.write(machine.SUDO_CONF, machine.SUDO_CONF.read_text() +
                  "Plugin audit_json audit_json.so logfile=/var/log/sudo.json\n")
    alice.run("sudo", "-n", "date", "--utc")
    text = open("/var/log/sudo.json", encoding="utf-8").read()
    assert re.search(r'"source": "assent grant G-[0-9a-f]+( \([^"]*\))?"', text), text


def test_foreign_bytes_forge_no_log_line(assentd, alice):
    alice.run("sudo", "-n", "id", "x\nalice : TTY=unknown ; COMMAND=/bin/forged")
    assert not any(line.startswith("alice : TTY=unknown ; COMMAND=/bin/forged")
                   for line in machine.SUDO_LOG.read_text().splitlines())
    daemon = machine.ASSENTD_LOG.read_text()
    assert not any(line.startswith("alice : TTY") for line in daemon.splitlines())
