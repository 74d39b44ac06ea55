"""python3 start_in_world.py WORLD.json: becomes sudo in the surroundings that the file describes.

Runs as the attacker, so it may do what she may do before she calls sudo and no more.
"""
import ctypes
import json
import os
import pty
import resource
import signal
import sys

LIBC = ctypes.CDLL(None, use_errno=True)
PR_SET_NAME = 15


def pointers(words):
    array = (ctypes.c_char_p * (len(words) + 1))()
    array[:len(words)] = [word.encode("latin-1") for word in words]
    return array


def set_limits(limits):
    for name, value in limits.items():
        resource.setrlimit(getattr(resource, "RLIMIT_" + name), (value, value))


def ignore_signals(_):
    for number in set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP}:
        signal.signal(number, signal.SIG_IGN)


def block_signals(_):
    signal.pthread_sigmask(signal.SIG_BLOCK, set(signal.Signals))


def open_many(count):
    """All of them stay open over execve, as do the two that lead to something."""
    secret = os.open(os.path.expanduser("~/secret"), os.O_RDWR | os.O_CREAT, 0o600)
    while os.dup(secret) < count:
        pass
    for number in range(3, count):
        os.set_inheritable(number, True)


def stand_in_a_new_directory():
    place = os.path.expanduser("~/here")
    if os.path.exists(place):
        os.rmdir(place)
    os.mkdir(place)
    os.chdir(place)
    return place


def stand_in_deleted_directory(_):
    os.rmdir(stand_in_a_new_directory())


def stand_in_closed_directory(_):
    os.chmod(stand_in_a_new_directory(), 0)


def live_under_a_parent_called(name):
    """The name shows in /proc/PID/stat of sudo's parent and, until execve, in its own."""
    LIBC.prctl(PR_SET_NAME, name.encode("latin-1"), 0, 0, 0)
    child = os.fork()
    if child:
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        os._exit(status if status >= 0 else 128 - status)


def outlive_the_session_leader(_):
    """A terminal whose session has lost its leader, and whose other end is closed."""
    signal.signal(signal.SIGHUP, signal.SIG_IGN)  # which is what such a session is told
    answer, told = os.pipe()
    os.set_inheritable(told, True)
    pid, master = pty.fork()
    if pid == 0:
        if os.fork():
            os._exit(0)  # the leader
        return
    os.close(told)
    os.waitpid(pid, 0)
    os.close(master)
    os.read(answer, 1)  # until sudo, which inherits the other end, has gone
    os._exit(0)


def close(numbers):
    for number in numbers:
        os.close(number)


def redirect(targets):
    for number, path in targets.items():
        os.dup2(os.open(path, os.O_RDWR), int(number))


def break_standard_output(_):
    reading, writing = os.pipe()
    os.close(reading)
    os.dup2(writing, 1)
    os.dup2(writing, 2)


STEPS = {
    "orphan": outlive_the_session_leader, "parent": live_under_a_parent_called,
    "umask": os.umask, "deleted_cwd": stand_in_deleted_directory,
    "closed_cwd": stand_in_closed_directory, "ignore": ignore_signals, "block": block_signals,
    "open": open_many, "redirect": redirect, "broken_pipes": break_standard_output,
    "close": close, "limits": set_limits,
}


def main():
    with open(sys.argv[1], encoding="ascii") as file:
        world = json.load(file)
    argv, env = pointers(world.pop("argv")), pointers(world.pop("env"))
    for step, act in STEPS.items():
        if step in world:
            act(world[step])
    LIBC.execve(b"/usr/bin/sudo", argv, env)
    os._exit(126)  # too large, or no memory for it


main()
