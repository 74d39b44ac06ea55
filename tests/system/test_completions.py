"""Completions of bash, zsh and fish know the codes that the daemon knows."""
import os
import subprocess

import pytest

from harness.people import code_in

COMPLETIONS = os.environ["SANDBOX_REPO"] + "/config/completions"


@pytest.fixture
def code(assentd, alice):
    return code_in(alice.run("sudo", "-n", "id", "-u").stderr)


def bash_offers(bob, *words):
    script = (f". {COMPLETIONS}/assent.bash; COMP_WORDS=(assent {' '.join(words)} ''); "
              f"COMP_CWORD={len(words) + 1}; _assent; printf '%s\\n' \"${{COMPREPLY[@]}}\"")
    return bob.run("bash", "-c", script).stdout.split()


def fish_offers(bob, line):
    script = f"source {COMPLETIONS}/assent.fish; complete -C '{line}'"
    done = bob.run("fish", "--no-config", "-c", script)
    return [offer.split("\t")[0] for offer in done.stdout.splitlines()]


def test_bash_offers_commands_codes_and_reasons(code, bob):
    assert {"approve", "watch", "help"} <= set(bash_offers(bob))
    assert code in bash_offers(bob, "approve")
    assert code in bash_offers(bob, "--socket", "/run/assent/assentd.sock", "show")
    assert "NO_RULE" in bash_offers(bob, "help")


def test_bash_offers_grants_to_revoke(code, bob):
    bob.approves(code)
    assert [offer for offer in bash_offers(bob, "revoke") if offer.startswith("G-")]


def test_fish_offers_commands_codes_and_reasons(code, bob):
    assert {"approve", "watch", "help"} <= set(fish_offers(bob, "assent "))
    assert code in fish_offers(bob, "assent approve ")
    assert "NO_RULE" in fish_offers(bob, "assent help ")


def test_zsh_offers_codes(code, bob):
    """A real zsh at a terminal: Tab after `assent approve `."""
    setup = (f"fpath=({COMPLETIONS} $fpath); autoload -Uz compinit; compinit -u -D; "
             "zstyle ':completion:*' menu no; PS1='zsh> '")
    zsh = bob.terminal("zsh", "-f", "-i", env={"TERM": "vt100"})
    zsh.sendline(setup + "; print rea''dy")
    zsh.sees("ready")
    zsh.send("assent approve " + code[:2] + "\t")
    zsh.sees(code[2:])
    zsh.close(force=True)


@pytest.mark.parametrize("shell", ["bash", "zsh"])
def test_the_scripts_are_sound(shell):
    name = {"bash": "assent.bash", "zsh": "_assent"}[shell]
    subprocess.run([shell, "-n", f"{COMPLETIONS}/{name}"], check=True)
