"""root needs no sudo, so sudo never asks about root (DESIGN D14)."""
import subprocess

import pytest

from harness import api, machine


def root_sudo(*words):
    return subprocess.run(["sudo", *words], capture_output=True, text=True, check=False, timeout=10,
                          stdin=subprocess.DEVNULL)


def break_client_settings():
    machine.set_client_settings("socket = 7\n")


def remove_backend():
    machine.stop_daemon()


def take_the_socket_directory_away():
    machine.SOCKET_DIRECTORY.rmdir()


@pytest.mark.parametrize("damage", [lambda: None, break_client_settings,
                                    take_the_socket_directory_away])
def test_root_is_never_asked_about_whatever_is_broken(damage):
    damage()
    done = root_sudo("-n", "id", "-u")
    assert (done.returncode, done.stdout, done.stderr) == (0, "0\n", "")


def test_root_becomes_another_without_being_asked(assentd):
    done = root_sudo("-n", "-u", "alice", "id", "-un")
    assert (done.returncode, done.stdout) == (0, "alice\n")
    assert api.requests("all") == []


def test_a_login_of_alice_that_became_root_is_root(assentd, alice):
    """alice's login uid does not follow her into an exempt root shell; sudo knows uid 0 only."""
    done = subprocess.run(["as", "--login-uid", str(alice.uid), "root", "sudo", "-n", "id", "-u"],
                          capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    assert done.stdout == "0\n"
