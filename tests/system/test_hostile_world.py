"""Everything about the caller is the attacker's: surroundings, descriptors, limits, arguments.

In each of these worlds nothing runs that was not granted; what is permitted runs exactly as the
plain sudo of this machine would run it there; and what is asked is shown harmlessly.
"""
import ast
import pathlib
import re

import pytest

from harness import api, machine, worlds
from harness.fake_backend import FakeBackend, http, permit

SOURCES = pathlib.Path(__file__).parents[2]
KIB = 1024
EVIL_SOCKET = "/tmp/evil.sock"
TRACES = ("/tmp/keys", "/tmp/trace", "/tmp/loader")


def env(*entries):
    return {"env": worlds.PLAIN_ENV + list(entries)}


def assents_own_names():
    """Every ASSENT_ word of the sources, and some that are invented."""
    words = set()
    for part in ("common", "sudo_plugin", "backend", "cli"):
        for file in (SOURCES / part).rglob("*.*"):
            words |= set(re.findall(r"\bASSENT_[A-Z_]+", file.read_text(errors="replace")))
    words -= {"ASSENT_REQUEST_ONLY"}  # its value 1 is the one that means something
    assert "ASSENT_REASON" in words
    return words | {"ASSENT_SOCK", "ASSENT_CLIENT_TOML", "ASSENT_DEBUG", "ASSENT_GRANT", "ASSENT_"}


ENVIRONMENTS = {
    "proxies and key logs": env(
        "http_proxy=http://127.0.0.1:9/", "https_proxy=http://127.0.0.1:9/", "ALL_PROXY=socks5://x",
        "SSLKEYLOGFILE=/tmp/keys", "CURL_CA_BUNDLE=/tmp/x", "OPENSSL_CONF=/tmp/x"),
    "the loader's": env(
        "LD_PRELOAD=/tmp/evil.so", "LD_AUDIT=/tmp/evil.so", "LD_LIBRARY_PATH=/tmp",
        "LD_DEBUG=all", "LD_DEBUG_OUTPUT=/tmp/loader", "LD_PROFILE=sudo_assent.so",
        "LD_BIND_NOW=1"),
    "malloc's": env(
        "MALLOC_CHECK_=3", "MALLOC_PERTURB_=165", "MALLOC_ARENA_MAX=1", "MALLOC_TRACE=/tmp/trace",
        "GLIBC_TUNABLES=glibc.malloc.check=3:glibc.malloc.perturb=7:glibc.malloc.tcache_count=0"),
    "odd locales": env(
        "LANG=zz_ZZ.UTF-16", "LC_ALL=../../../tmp/x", "LC_NUMERIC=de_DE", "LANGUAGE=xx:\x1b[2J",
        "LOCPATH=/tmp/x", "NLSPATH=/tmp/%N", "GCONV_PATH=/tmp", "OUTPUT_CHARSET=UTF-7"),
    "sudo's own names": env(
        "SUDO_USER=root", "SUDO_UID=0", "SUDO_GID=0", "SUDO_COMMAND=/bin/sh", "SUDO_TTY=/dev/x",
        "SUDO_ASKPASS=/tmp/x", "SUDO_EDITOR=/tmp/x", "SUDO_PROMPT=%u\x1b[2J",
        "SUDO_INTERCEPT_FD=3"),
    "odd terminals": env(
        "TERM=../../etc/passwd%\x1b]0;x\x07", "TERMINFO=/tmp", "TERMCAP=:x:", "COLUMNS=-1",
        "LINES=99999999999999999999", "DISPLAY=\x1b[2J:0", "COLORTERM=\n"),
    "odd time zones": env("TZ=:../../../etc/shadow", "TZDIR=/tmp"),
    "a shell's": env(
        "BASH_FUNC_ls%%=() { touch /tmp/trace; }", "BASH_ENV=/tmp/x", "ENV=/tmp/x", "IFS=/",
        "PS4=$(touch /tmp/trace)", "SHELLOPTS=xtrace", "PYTHONPATH=/tmp", "PERL5OPT=-d"),
    "100 KiB in one": env("BIG=" + "x" * 100 * KIB, "LANG=" + "y" * 20 * KIB),
    "10,000 of them": env(*[f"V{n}={n}" for n in range(10_000)]),
    "entries that are none": env(
        "NOVALUE", "", "=", "=x", "A=", "LANG", "ASSENT_REASON", "\xff\xfe"),
    "names twice": env("LANG=C", "LANG=C.UTF-8", "PATH=/tmp/evil", "HOME=/tmp", "TERM=a", "TERM=b",
                       "DISPLAY=:1", "DISPLAY=:2", "SUDO_USER=a", "SUDO_USER=b"),
    "none at all": {"env": []},
    "Assent's own names": env(*[f"{name}={EVIL_SOCKET}" for name in sorted(assents_own_names())]),
}
DESCRIPTORS = {
    "no standard input": {"close": [0]},
    "no standard output": {"close": [1]},
    "no standard error": {"close": [2]},
    "neither output nor error": {"close": [1, 2]},
    "none of the three": {"close": [0, 1, 2]},
    "a full disk to write to": {"redirect": {"1": "/dev/full", "2": "/dev/full"}},
    "pipes that nobody reads": {"broken_pipes": True},
    "1,000 open ones": {"open": 1000},
    "1,000 open ones and none of the three": {"open": 1000, "close": [0, 1, 2]},
    "open ones up to the limit": {"open": 64, "limits": {"NOFILE": 64}},
}
LIMITS = {f"{name} {value}": {"limits": {name: value}} for name, value in [
    ("NOFILE", 0), ("NOFILE", 3), ("NOFILE", 4), ("NOFILE", 6), ("NOFILE", 9), ("NOFILE", 16),
    ("AS", 0), ("AS", 16 * KIB * KIB), ("DATA", 0), ("FSIZE", 0), ("NPROC", 0), ("NPROC", 1),
    ("STACK", 0), ("STACK", 64 * KIB), ("CPU", 0), ("CPU", 1), ("CORE", 0), ("MEMLOCK", 0),
    ("RSS", 0), ("SIGPENDING", 0), ("MSGQUEUE", 0), ("NICE", 0)]}
PROCESSES = {
    "umask 0777": {"umask": 0o777},
    "a directory that is gone": {"deleted_cwd": True},
    "a directory that is closed": {"closed_cwd": True},
    "a parent with a name like fields": {"parent": "a) R 1 1 ("},
    "a parent with a name of lines": {"parent": "x\n) S 0\n0 0"},
    "ignored signals": {"ignore": True},
    "blocked signals": {"block": True},
    "ignored and blocked signals": {"ignore": True, "block": True},
    "a session whose leader is dead": {"orphan": True},
}
# Assent itself needs some descriptors; without them the answer is a no (DESIGN D13).
STARVED = {"NOFILE 6", "NOFILE 9", "AS 16777216"}
# Where plain sudo itself may run nothing: 1.9.16 finds no command without a PATH.
TOO_HOSTILE = {*LIMITS, "open ones up to the limit", "none at all"}
WORLDS = {**ENVIRONMENTS, **DESCRIPTORS, **LIMITS, **PROCESSES}


@pytest.fixture(autouse=True)
def witness(fresh_machine):
    worlds.install_witness()
    yield
    worlds.WITNESS.unlink()


def told_of(testimony):
    """Without what differs from one run to the next."""
    return testimony and {**ast.literal_eval(testimony), "argv": None}


@pytest.mark.parametrize("name", WORLDS)
def test_only_what_was_granted_runs_and_just_as_without_assent(assentd, mallory, bob, name):
    world = WORLDS[name]
    plain, _ = worlds.without_assent(lambda: worlds.testimony_of(mallory, world, "permitted"))
    assert plain or name in TOO_HOSTILE, "too hostile a world"
    permitted, said = worlds.testimony_of(mallory, world, "permitted")
    if name not in STARVED or permitted is not None:
        assert told_of(permitted) == told_of(plain), said
    unasked, said = worlds.testimony_of(mallory, world, "not granted")
    assert unasked is None, said
    assert not [trace for trace in TRACES if pathlib.Path(trace).exists()]
    for request in api.requests():
        shown = bob.run("assent", "show", request["code"])
        assert shown.returncode == 0 and "\x1b" not in shown.stdout and "\r" not in shown.stdout


ARGUMENTS = {
    "one of nearly MAX_ARG_STRLEN": ["x" * (128 * KIB - 1)],
    "2,000 of them": [f"{n:050}" for n in range(2000)],
    "10,000 empty ones": [""] * 10_000,
    "lines and escapes": ["\n", "a\nb", "\x1b[2J", "\r", "\\", "--", "-n", "\xff\xfe"],
}


@pytest.mark.parametrize("name", ARGUMENTS)
def test_arguments_arrive_as_they_were_asked_about(assentd, mallory, bob, name):
    words = ARGUMENTS[name]
    testimony, said = worlds.testimony_of(mallory, {}, "permitted", *words)
    assert testimony, said
    told = [word.encode("utf-8", "surrogateescape").decode("latin-1")
            for word in ast.literal_eval(testimony)["argv"][1:]]
    assert told == ["permitted", *words]
    unasked, said = worlds.testimony_of(mallory, {}, "not granted", *words)
    assert unasked is None, said
    shown = bob.run("assent", "show", api.requests()[0]["code"]).stdout
    assert "\x1b" not in shown and "\r" not in shown


OWN_NAMES = {"empty": "", "a path": "/tmp/sudo", "a login": "-sudo", "hostile": "su\x1b[2J\ndo"}


@pytest.mark.parametrize("name", OWN_NAMES)
def test_what_sudo_is_called_changes_nothing(assentd, mallory, name):
    words = [OWN_NAMES[name], "-n", str(worlds.WITNESS)]
    testimony, said = worlds.testimony_of(mallory, {"argv": [*words, "permitted"]})
    assert testimony and "\x1b" not in said.stderr
    unasked, said = worlds.testimony_of(mallory, {"argv": [*words, "not granted"]})
    assert unasked is None and "\x1b" not in said.stderr


def test_no_arguments_at_all_run_nothing(assentd, mallory):
    testimony, said = worlds.testimony_of(mallory, {"argv": []})
    assert testimony is None and api.requests("all") == [], said


def test_no_name_in_the_environment_leads_to_another_backend(mallory):
    with FakeBackend(lambda question: http(permit(question)), path=EVIL_SOCKET) as backend:
        testimony, _ = worlds.testimony_of(mallory, ENVIRONMENTS["Assent's own names"], "permitted")
    assert testimony is None and backend.questions == []
