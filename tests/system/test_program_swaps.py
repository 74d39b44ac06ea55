"""Between the question and the run the attacker changes what the words mean (DESIGN D6)."""
import os
import pathlib
import shutil
import subprocess

import pytest

from harness import api, machine
from harness.people import code_in

WHO = "#!/bin/sh\nid -u\n"
NAMED_TOOL = """[[rule]]
name = "the tool of root's"
effect = "permit"
who = { groups = ["ops"] }
action = ["sudo"]
command = "/opt/swaps/tool"
args = []
"""


def script(path, text=WHO, owner="root"):
    path.unlink(missing_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)
    shutil.chown(path, owner, owner)
    return path


@pytest.fixture
def place(fresh_machine):
    """A directory of root's with a program of root's."""
    shutil.rmtree("/opt/swaps", ignore_errors=True)
    directory = pathlib.Path("/opt/swaps")
    directory.mkdir(mode=0o755)
    script(directory / "tool", "#!/bin/sh\necho good\n")
    return directory


@pytest.fixture
def hers(mallory):
    """A directory of mallory's with a program of hers."""
    directory = pathlib.Path(mallory.home, "bin")
    shutil.rmtree(directory, ignore_errors=True)
    directory.mkdir(mode=0o755)
    shutil.chown(directory, mallory.name, mallory.name)
    for name in ("tool", "id"):
        script(directory / name, "#!/bin/sh\necho evil as $$\n", mallory.name)
    return directory


def assert_nothing_of_hers_ran(done):
    assert done.returncode != 0 and "evil" not in done.stdout, done


SWAPS = {
    "renamed over": lambda new, old: os.rename(new, old),
    "a hard link of another": lambda new, old: (old.unlink(), os.link(new, old)),
    "a symbolic link to another": lambda new, old: (old.unlink(), old.symlink_to(new)),
    "written in place": lambda new, old: old.write_text(new.read_text()),
    "another one mounted over it": lambda new, old: subprocess.run(
        ["mount", "--bind", str(new), str(old)], check=True),
    "its directory moved away": lambda new, old: (
        os.rename("/opt/swaps", "/opt/swapped"), os.mkdir("/opt/swaps"),
        shutil.copy("/opt/swapped/new", "/opt/swaps/tool")),
}


@pytest.mark.parametrize("name", SWAPS)
def test_what_was_put_in_its_place_during_the_wait_does_not_run(
        assentd, place, mallory, bob, mark, name):
    new = script(place / "new", f"#!/bin/sh\ntouch {mark}\n")
    shutil.rmtree("/opt/swapped", ignore_errors=True)
    sudo = mallory.terminal("sudo", str(place / "tool"))
    code = sudo.sees_code()
    try:
        SWAPS[name](new, place / "tool")
        bob.approves(code)
        status, said = sudo.ends()
    finally:
        subprocess.run(["umount", "-q", str(place / "tool")], check=False)
    assert status == 1 and "(EXECUTABLE_CHANGED)" in said and not mark.exists()


def test_a_program_replaced_between_two_sudos_is_what_the_name_means_by_then(
        assentd, place, mallory, bob):
    """A program that only root can change is asked about by its path."""
    bob.approves(code_in(mallory.run("sudo", "-n", str(place / "tool")).stderr))
    script(place / "tool", "#!/bin/sh\necho newer\n")
    assert mallory.run("sudo", "-n", str(place / "tool")).stdout == "newer\n"


INTERPRETERS = {
    "a program of hers": "#!{hers}/tool\n",
    "a link in her directory": "#!{hers}/link\n",
    "by env, from her PATH": "#!/usr/bin/env tool\n",
    "a relative path": "#!tool\n",
    "none": "#!\n",
    "a script whose interpreter is hers": "#!/opt/swaps/middle\n",
}


@pytest.mark.parametrize("name", INTERPRETERS)
def test_a_script_of_roots_runs_by_no_interpreter_of_hers(assentd, place, hers, mallory, name):
    (hers / "link").symlink_to("/bin/sh")
    script(place / "middle", f"#!{hers}/tool\n")
    script(place / "tool", INTERPRETERS[name].format(hers=hers))
    machine.set_rules(NAMED_TOOL)
    assert_nothing_of_hers_ran(mallory.run("sudo", "-n", str(place / "tool"), cwd=str(hers),
                                           env={"PATH": f"{hers}:/usr/bin:/bin"}))


@pytest.mark.parametrize("path", ["{hers}:/usr/bin:/bin", ".:/usr/bin:/bin", ":/usr/bin:/bin"])
@pytest.mark.parametrize("sudoers", ["", "Defaults !secure_path\n",
                                     "Defaults !secure_path, !ignore_dot\n"])
def test_a_name_is_never_found_among_programs_of_hers(assentd, hers, mallory, bob, path, sudoers):
    """bob is shown the path that will run, and what she can change cannot be asked about at all."""
    machine.add_sudoers(sudoers)
    where = {"cwd": str(hers), "env": {"PATH": path.format(hers=hers)}}
    asked = mallory.run("sudo", "-n", "id", **where)
    assert_nothing_of_hers_ran(asked)
    for request in api.requests():
        assert request["question"]["resource"]["properties"]["command"] == "/usr/bin/id"
        bob.approves(request["code"])
        assert "evil" not in mallory.run("sudo", "-n", "id", **where).stdout


@pytest.mark.parametrize("word", ["./tool", "../bin/tool", "{hers}/tool", "//{hers}//./tool"])
def test_a_relative_path_to_a_program_of_hers_is_refused(assentd, hers, mallory, word):
    done = mallory.run("sudo", "-n", word.format(hers=hers), cwd=str(hers))
    assert_nothing_of_hers_ran(done)
    assert "(EXECUTABLE_NOT_TRUSTED)" in done.stderr and api.requests() == []


def test_a_relative_path_is_no_way_round_the_directory_it_was_approved_in(
        assentd, place, hers, mallory, bob):
    bob.approves(code_in(mallory.run("sudo", "-n", "./tool", cwd=str(place)).stderr))
    assert_nothing_of_hers_ran(mallory.run("sudo", "-n", "./tool", cwd=str(hers)))


def test_a_link_of_hers_to_a_program_of_roots_is_not_run_by_her_name(
        assentd, place, hers, mallory, bob):
    """What the link leads to is up to her, at any moment."""
    (hers / "link").symlink_to(place / "tool")
    asked = mallory.run("sudo", "-n", str(hers / "link"))
    assert asked.stdout == ""
    for request in api.requests():
        bob.approves(request["code"])
    (hers / "link").unlink()
    (hers / "link").symlink_to(hers / "tool")
    assert_nothing_of_hers_ran(mallory.run("sudo", "-n", str(hers / "link")))


OPENED = """
import os, subprocess, sys
if sys.argv[1] == "memfd":
    fd = os.memfd_create("tool", 0)
    os.write(fd, b"#!/bin/sh\\necho evil $(id -u)\\n")
else:
    fd = os.open(sys.argv[1], os.O_RDONLY)
os.dup2(fd, 9)
sudo = ["sudo", "-n", sys.argv[2].format(pid=os.getpid())]
sys.exit(subprocess.run(sudo, pass_fds=[9]).returncode)
"""


@pytest.mark.parametrize("what", ["memfd", "/home/mallory/bin/tool", "/opt/swaps/tool"])
@pytest.mark.parametrize("name", ["/proc/self/fd/9", "/dev/fd/9", "/proc/{pid}/fd/9",
                                  "/proc/{pid}/root/home/mallory/bin/tool"])
def test_an_open_descriptor_is_no_name_for_a_program(assentd, place, hers, mallory, what, name):
    """Not even for one of root's: what the number means is hers to change."""
    done = mallory.run("/usr/bin/python3", "-c", OPENED, what, name)
    assert_nothing_of_hers_ran(done)
    assert "good" not in done.stdout and api.requests() == []


def test_a_program_of_roots_on_a_disk_of_hers_is_refused(assentd, place, mallory):
    """A desktop mounts the disk of whoever is at the seat, nosuid, with the owners she wrote."""
    disk = place / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "mode=0755,nosuid,nodev", "disk", str(disk)],
                   check=True)
    try:
        script(disk / "tool", "#!/bin/sh\necho evil\n")
        done = mallory.run("sudo", "-n", str(disk / "tool"))
    finally:
        subprocess.run(["umount", str(disk)], check=True)
    assert_nothing_of_hers_ran(done)
    assert "mounted nosuid" in done.stderr and "(EXECUTABLE_NOT_TRUSTED)" in done.stderr
    assert api.requests() == []


def test_a_setuid_copy_is_a_program_of_hers_like_any_other(assentd, hers, mallory):
    shutil.copy("/usr/bin/id", hers / "setuid")
    shutil.chown(hers / "setuid", mallory.name, mallory.name)
    (hers / "setuid").chmod(0o4755)
    assert_nothing_of_hers_ran(mallory.run("sudo", "-n", str(hers / "setuid")))
    assert api.requests() == []


IN_HER_NAMESPACE = """
mount --bind {hers}/tool /usr/bin/date && mount --bind {hers}/tool /usr/bin/id || exit 99
sudo -n date --utc; sudo -n id; /usr/bin/date
"""


def test_mounts_in_her_own_user_namespace_change_no_sudo(assentd, hers, mallory):
    """In it sudo gains nothing, and outside nobody sees her mounts."""
    done = mallory.run("unshare", "--user", "--mount", "--map-root-user", "sh", "-c",
                       IN_HER_NAMESPACE.format(hers=hers))
    if "unshare" in done.stderr or done.returncode == 99:
        pytest.skip(f"this kernel lets nobody make a user namespace: {done.stderr.strip()}")
    assert done.stdout.count("evil") == 1, "the last line, which is no sudo"
    assert api.requests("all") == []
    outside = mallory.run("sudo", "-n", "date", "--utc")
    assert outside.returncode == 0 and "evil" not in outside.stdout


def test_variables_turn_no_permitted_program_into_another(assentd, mallory, mark):
    """LD_PRELOAD=x.so date runs what x.so holds: a rule for date does not permit it."""
    library = pathlib.Path(mallory.home, "evil.so")
    source = ('#include <stdlib.h>\n__attribute__((constructor)) void f(void)'
              f'{{ unsetenv("LD_PRELOAD"); system("touch {mark}"); }}\n')
    subprocess.run(["g++", "-shared", "-fPIC", "-x", "c", "-", "-o", str(library)], check=True,
                   input=source, text=True, env={"PATH": "/usr/bin:/bin"})
    hostile = {"LD_PRELOAD": str(library), "BASH_ENV": "/tmp/x", "PERL5OPT": "-d"}
    for options in (["LD_PRELOAD=" + str(library)], ["--preserve-env=BASH_ENV"],
                    ["--preserve-env=HOME,PERL5OPT"], ["-E"]):
        done = mallory.run("sudo", "-n", *options, "date", "--utc", env=hostile)
        assert done.returncode != 0 and done.stdout == "" and not mark.exists(), options
    # This one sudo's own loader takes away before sudo sees it.
    mallory.run("sudo", "-n", "--preserve-env=LD_PRELOAD", "date", "--utc", env=hostile)
    assert not mark.exists()
