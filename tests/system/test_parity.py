"""With Assent always permitting, nobody can tell sudo from sudo (docs/PARITY.md)."""
import dataclasses
import pathlib
import subprocess

import pytest

from harness import api, machine
from parity import comparison, masks
from parity.case import Case, On
from parity.room import Room
from parity.table import TABLE

ALL_EXCEPTIONS = comparison.read_exceptions(
    (pathlib.Path(__file__).parent / "parity_exceptions").read_text(encoding="utf-8"))
SUDO_VERSION = subprocess.run(["sudo", "-V"], capture_output=True, text=True,
                              check=True).stdout.split()[2]
EXCEPTIONS = [entry for entry in ALL_EXCEPTIONS if entry.is_for(SUDO_VERSION)]
PROBE = Case("probe", "sudo probe a")
# Each differs from PROBE in one thing that another part of the outcome shows.
OTHERS = {
    "an argument": dataclasses.replace(PROBE, command="sudo probe b"),
    "a variable": dataclasses.replace(PROBE, env={"LANG": "C"}),
    "the user": dataclasses.replace(PROBE, command="sudo -u bob probe a"),
    "the umask": dataclasses.replace(PROBE, command="umask 027; sudo probe a"),
    "a limit": dataclasses.replace(PROBE, command="ulimit -Sn 99; sudo probe a"),
    "the directory": dataclasses.replace(PROBE, command="cd /; sudo probe a"),
    "an ignored signal": dataclasses.replace(PROBE, command="trap '' HUP; sudo probe a"),
    "a descriptor": dataclasses.replace(PROBE, sudoers="Defaults closefrom = 4",
                                        command="sudo probe a 3</dev/zero"),
    "a process between": dataclasses.replace(PROBE, command="sudo env probe a"),
    "the terminal": dataclasses.replace(PROBE, on=On.PIPES),
    "the exit status": dataclasses.replace(PROBE, command="sudo probe a; exit 3"),
    "a word on standard error": dataclasses.replace(PROBE, command="sudo probe a; echo >&2"),
    "something left running": dataclasses.replace(
        PROBE, command="sudo probe a; sleep 30 >/dev/null 2>&1 &\n:"),
    "one log line more": dataclasses.replace(PROBE, command="sudo true; sudo probe a"),
}


@pytest.fixture(scope="module", autouse=True)
def fresh_machine():
    """One machine and one daemon for all cases: each case makes its own part of it afresh."""
    machine.stop_daemon()


@pytest.fixture(scope="module")
def room(fresh_machine):
    made = Room()
    yield made
    made.close()


@pytest.mark.parametrize("case", TABLE, ids=lambda case: case.name)
def test_nobody_can_tell_assent_from_sudoers(room, case):
    plain, status = room.under_sudoers(case)
    if not case.has_ended_as_meant(plain, status):
        pytest.fail(f"not what this case is about: under plain sudoers it ends with {status}\n"
                    + comparison.shown(plain), pytrace=False)
    assent, _ = room.under_assent(case)
    judgement = comparison.judge(case.name, plain, assent, EXCEPTIONS)
    if not judgement.is_parity():
        pytest.fail(f"{case.command}\n{judgement}", pytrace=False)


@pytest.mark.parametrize("other", OTHERS)
def test_one_difference_is_seen(room, other):
    plain, _ = room.under_sudoers(PROBE)
    different, _ = room.under_sudoers(OTHERS[other])
    assert not comparison.judge("probe", plain, different, EXCEPTIONS).is_parity()


def test_two_runs_of_the_same_are_the_same(room):
    first, second = room.under_sudoers(PROBE)[0], room.under_sudoers(PROBE)[0]
    assert comparison.differences(first, second) == []


def test_a_refusal_by_assent_is_seen(room):
    refused = Case("probe", "sudo -R / id -u", sudoers="Defaults runchroot = *")
    plain, status = room.under_sudoers(refused)
    assert status == 0
    assent, _ = room.under_assent(refused)
    assert {part for part, _ in comparison.differences(plain, assent)} >= {
        "status", "stdout", "stderr", "sudo.log"}


def test_it_is_assent_that_permits(room):
    def permits():
        return sum(record["unmapped"]["event"] == "permit" for record in api.log())
    before = permits()
    room.under_sudoers(PROBE)
    assert permits() == before
    room.under_assent(PROBE)
    assert permits() == before + 1


def meant(**changes):
    entry = {"case": "a*", "part": "stderr", "line": r"\+x\d", "reason": "because", **changes}
    return [comparison.MeantDifference(**entry)]


@pytest.mark.parametrize("exceptions, is_parity", [
    (meant(), True),
    (meant(case="b"), False),
    (meant(part="stdout"), False),
    (meant(line=r"\+x"), False),
    (meant(line=r"-x\d"), False),
    (meant() + meant(line=r"\+y"), False),
])
def test_an_exception_explains_its_own_difference_and_must_be_needed(exceptions, is_parity):
    judgement = comparison.judge("abc", {"stderr": ""}, {"stderr": "x1\n"}, exceptions)
    assert judgement.is_parity() == is_parity


def test_an_exception_without_its_difference_is_stale():
    assert not comparison.judge("abc", {"stderr": ""}, {"stderr": ""}, meant()).is_parity()


@pytest.mark.parametrize("text", [
    '[[exception]]\ncase = "a"\npart = "b"\nline = "c"\n',
    '[[exception]]\ncase = "a"\npart = "b"\nline = "c"\nreason = " "\n',
    '[[exception]]\ncase = "a"\npart = "b"\nline = "c"\nreason = "d"\nalso = "e"\n',
])
def test_an_exception_needs_a_reason_and_nothing_else(text):
    with pytest.raises(ValueError):
        comparison.read_exceptions(text)


def test_an_exception_of_a_later_sudo_is_not_for_an_earlier_one():
    later = meant(since="1.9.14")[0]
    assert [later.is_for(version) for version in ("1.9.9", "1.9.13p3", "1.9.14", "1.9.16p2")] == [
        False, False, True, True]


def test_masks_keep_what_is_the_same_apart():
    text = "/dev/pts/4 /dev/pts/7 /dev/pts/4"
    assert comparison.masked({"a": text, "b": "/dev/pts/7"}) == {
        "a": "/dev/pts/<terminal a> /dev/pts/<terminal b> /dev/pts/<terminal a>",
        "b": "/dev/pts/<terminal b>"}
    assert all(mask.reason for mask in masks.MASKS)


def test_each_case_has_a_name_of_its_own():
    names = [case.name for case in TABLE]
    assert len(names) >= 120 and sorted(set(names)) == sorted(names)


def test_each_exception_is_about_a_case():
    for entry in ALL_EXCEPTIONS:
        assert any(entry.is_about(case.name) for case in TABLE), entry
