"""A wrong line in sudo.conf, or a module that is gone, is never a way past Assent."""
import pytest

from harness import machine

WITH_AUDIT = "Plugin sudoers_audit sudoers.so\nPlugin sudoers_io sudoers.so\n"


@pytest.mark.parametrize("line", [
    "Plugin assent_policy /usr/libexec/sudo/gone.so",
    "Plugin assent_polcy sudo_assent.so",
    "Plugin assent_policy sudoers.so",
    "Plugin assent_policy sudo_assent.so\nPlugin sudoers_policy sudoers.so",
])
def test_a_plugin_that_cannot_be_loaded_lets_nothing_run(assentd, alice, mark, line):
    machine.write(machine.SUDO_CONF, line + "\n" + WITH_AUDIT)
    done = alice.run("sudo", "-n", "touch", str(mark))
    assert done.returncode == 1 and not mark.exists() and done.stderr
