"""Everything that runs nothing is sudoers' own, untouched (DESIGN D4)."""
import pytest

from harness import api, machine


@pytest.fixture(params=["assentd", "no assentd"])
def any_backend(request):
    if request.param == "assentd":
        machine.start_daemon()


def test_sudo_l_lists(any_backend, alice):
    done = alice.run("sudo", "-n", "-l")
    assert done.returncode == 0 and "NOPASSWD" in done.stdout


def test_sudo_l_command_resolves(any_backend, alice):
    done = alice.run("sudo", "-n", "-l", "id", "-u")
    assert (done.returncode, done.stdout) == (0, "/usr/bin/id -u\n")


def test_sudo_l_says_no_for_those_who_may_not(any_backend, bob):
    assert bob.run("sudo", "-n", "-l", "id").returncode == 1


def test_sudo_v_validates(any_backend, alice):
    assert alice.run("sudo", "-n", "-v").returncode == 0


@pytest.mark.parametrize("option", ["-k", "-K"])
def test_sudo_k_forgets(any_backend, alice, option):
    assert alice.run("sudo", option).returncode == 0


def test_sudo_version_is_told(any_backend, alice):
    done = alice.run("sudo", "-V")
    assert done.returncode == 0 and "Sudo version" in done.stdout and "Sudoers" in done.stdout


def test_none_of_these_files_a_request(assentd, alice):
    for option in (["-l"], ["-l", "id"], ["-v"], ["-k"], ["-V"]):
        alice.run("sudo", "-n", *option)
    assert api.requests("all") == []


def test_whom_sudoers_refuses_assent_is_not_asked_about(assentd, bob):
    done = bob.run("sudo", "-n", "id")
    assert done.returncode == 1 and "assent" not in done.stderr
    assert api.requests("all") == []


def test_the_password_comes_before_the_question(assentd, alice):
    machine.add_sudoers("alice ALL = (ALL:ALL) PASSWD: ALL\n")
    sudo = alice.terminal("sudo", "id", "-u")
    sudo.sees(r"\[sudo\] password for alice: ")
    assert api.requests() == []
    sudo.sendline("alice")
    sudo.sees_code()
    sudo.sendintr()
    sudo.ends()


def test_a_wrong_password_asks_nobody(assentd, alice):
    machine.add_sudoers("alice ALL = (ALL:ALL) PASSWD: ALL\nDefaults passwd_tries = 1\n")
    sudo = alice.terminal("sudo", "id", "-u")
    sudo.sees(r"password for alice: ")
    sudo.sendline("wrong")
    assert sudo.ends()[0] == 1
    assert api.requests() == []


def test_another_host_is_refused(assentd, alice):
    """CVE-2025-32462."""
    done = alice.run("sudo", "-n", "-h", "elsewhere", "id")
    assert done.returncode == 1 and done.stdout == "" and api.requests() == []


def test_a_changed_root_is_refused_or_part_of_the_question(assentd, alice):
    """CVE-2025-32463: nothing of a root that alice made is loaded."""
    done = alice.run("sudo", "-n", "-R", "/tmp", "id")
    assert done.returncode == 1 and done.stdout == ""
