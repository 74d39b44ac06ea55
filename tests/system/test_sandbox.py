"""The throw-away root is what the other tests take it for."""
import os
import pathlib
import subprocess


def test_each_login_has_its_own_login_uid_and_session(alice, bob):
    for person in (alice, bob):
        done = person.run("sh", "-c", "cat /proc/self/loginuid; echo; id -un; echo $HOME; "
                          "ps -o sid= $$")
        login_uid, name, home, session = done.stdout.split()
        assert (int(login_uid), name, home) == (person.uid, person.name, person.home)
        assert int(session) != os.getsid(0)


def test_a_login_brings_nothing_of_roots_environment(alice):
    done = subprocess.run(["as", "alice", "env"], capture_output=True, text=True, check=True,
                          env={**os.environ, "LD_PRELOAD_X": "1", "SECRET": "x"})
    assert "SECRET" not in done.stdout and "LD_PRELOAD_X" not in done.stdout


def test_people_are_in_the_groups_they_should_be_in(alice, bob, carol, mallory):
    groups = {person.name: set(person.run("id", "-Gn").stdout.split())
              for person in (alice, bob, carol, mallory)}
    assert {name for name in groups if "ops" in groups[name]} == {"alice", "mallory"}
    assert {name for name in groups if "assent-approvers" in groups[name]} == {"bob", "carol"}


def test_the_sudo_inside_is_a_real_setuid_program():
    info = pathlib.Path("/usr/bin/sudo").stat()
    assert info.st_uid == 0 and info.st_mode & 0o4000


def test_nobody_changes_his_own_login_uid(alice, bob):
    done = alice.run("sh", "-c", f"echo {bob.uid} >/proc/self/loginuid; cat /proc/self/loginuid")
    assert done.stdout == str(alice.uid)
