"""Whole-system tests. They change /etc, so they run in the throw-away root and nowhere else:
sudo tests/system/sandbox -- /usr/bin/python3 -m pytest tests/system
"""
import os
import pathlib

import pytest

from harness import machine
from harness.people import Person


def pytest_configure():
    if not machine.is_throw_away() or os.geteuid() != 0:
        pytest.exit("run these inside: sudo tests/system/sandbox -- pytest tests/system", 2)


@pytest.fixture(autouse=True)
def fresh_machine():
    machine.stop_daemon()
    machine.restore_files()
    yield
    machine.stop_daemon()


@pytest.fixture
def assentd(fresh_machine):
    """The real daemon, with nothing asked or granted yet."""
    machine.start_daemon()
    return machine


@pytest.fixture
def alice():
    return Person("alice")


@pytest.fixture
def bob():
    return Person("bob")


@pytest.fixture
def carol():
    return Person("carol")


@pytest.fixture
def mallory():
    return Person("mallory")


@pytest.fixture
def mark(request):
    """A file in a directory of root's that only a command run as root can make."""
    directory = pathlib.Path("/var/marks")
    directory.mkdir(mode=0o700, exist_ok=True)
    file = directory / request.node.name.replace("/", "_")[:100]
    file.unlink(missing_ok=True)
    return file
