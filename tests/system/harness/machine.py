"""The files and the daemon of the throw-away root."""
import glob
import os
import pathlib
import shutil
import signal
import subprocess
import time

from . import api

ETC = pathlib.Path(__file__).parent.parent / "root" / "etc"
RULES = pathlib.Path("/etc/assent/rules.d/50-sandbox.toml")
CLIENT = pathlib.Path("/etc/assent/client.toml")
DAEMON = pathlib.Path("/etc/assent/assentd.toml")
SUDO_CONF = pathlib.Path("/etc/sudo.conf")
SUDOERS = pathlib.Path("/etc/sudoers")
SUDO_LOG = pathlib.Path("/var/log/sudo.log")
ASSENTD_LOG = pathlib.Path("/var/log/assentd.log")
STORE = pathlib.Path("/var/lib/assent")
SOCKET_DIRECTORY = pathlib.Path("/run/assent")
START_WITHIN_S = 10


def is_throw_away():
    with open("/proc/mounts", encoding="ascii") as mounts:
        return any(line.startswith("assent-sandbox / overlay ") for line in mounts)


def restore_files():
    """Everything as `sandbox` made it, the store empty."""
    for name, target, mode in (("sudoers", SUDOERS, 0o440), ("sudo.conf", SUDO_CONF, 0o644),
                               ("client.toml", CLIENT, 0o644), ("assentd.toml", DAEMON, 0o640),
                               ("rules.toml", RULES, 0o644)):
        write(target, (ETC / name).read_text(encoding="utf-8"), mode)
    shutil.chown(DAEMON, group="assent")
    for extra in glob.glob("/etc/sudoers.d/*") + glob.glob("/etc/assent/rules.d/*"):
        if extra != str(RULES):
            os.unlink(extra)
    for log in (SUDO_LOG, ASSENTD_LOG):
        log.write_bytes(b"")
    shutil.rmtree(STORE, ignore_errors=True)
    STORE.mkdir(mode=0o700)
    shutil.chown(STORE, "assent", "assent")
    shutil.rmtree(SOCKET_DIRECTORY, ignore_errors=True)
    SOCKET_DIRECTORY.mkdir(mode=0o755)
    shutil.chown(SOCKET_DIRECTORY, "assent", "assent")
    shutil.rmtree("/run/sudo/ts", ignore_errors=True)


def write(path, text, mode=0o644):
    new = pathlib.Path(f"{path}.new")
    new.unlink(missing_ok=True)
    new.write_text(text, encoding="utf-8")
    new.chmod(mode)
    new.rename(path)


def add_sudoers(text):
    write("/etc/sudoers.d/test", text, 0o440)


def start_daemon():
    subprocess.run(["start-assentd"], check=True, stdin=subprocess.DEVNULL)
    wait_until_it_answers()


def wait_until_it_answers():
    end = time.monotonic() + START_WITHIN_S
    while True:
        try:
            if api.call("GET", "/v1/status").status == 200:
                return
        except OSError:
            pass
        assert time.monotonic() < end, "assentd does not answer:\n" + ASSENTD_LOG.read_text()
        time.sleep(0.02)


def stop_daemon():
    if os.path.exists("/run/assent-holder.pid"):
        subprocess.run(["stop-assentd"], check=True)


def daemon_pid():
    with open("/run/assentd.pid", encoding="ascii") as file:
        return int(file.read())


def kill_daemon(how=signal.SIGKILL):
    try:
        os.kill(daemon_pid(), how)
    except ProcessLookupError:
        pass  # it is between two lives already


def reload_rules():
    """SIGHUP, and waits until the daemon has read them or said why not."""
    before = api.call("GET", "/v1/status").json["rules"]
    kill_daemon(signal.SIGHUP)
    end = time.monotonic() + START_WITHIN_S
    while api.call("GET", "/v1/status").json["rules"] == before:
        if time.monotonic() > end - START_WITHIN_S + 1.5:
            return  # nothing changed within the second that loaded_at can tell
        time.sleep(0.05)


def wait_until_rules_are_in_force():
    end = time.monotonic() + START_WITHIN_S
    while error := api.call("GET", "/v1/status").json["rules"]["error"]:
        assert time.monotonic() < end, error
        time.sleep(0.05)


def set_rules(*rules):
    """Puts these rules in force instead of the sandbox's."""
    write(RULES, "\n\n".join(rules) + "\n")
    stop_daemon()
    start_daemon()


def set_daemon_settings(text):
    write(DAEMON, text, 0o640)
    shutil.chown(DAEMON, group="assent")
    stop_daemon()
    start_daemon()


def set_client_settings(text):
    write(CLIENT, text)


def processes_of(user):
    found = subprocess.run(["pgrep", "-u", user, "-a"], capture_output=True, text=True, check=False)
    return found.stdout
