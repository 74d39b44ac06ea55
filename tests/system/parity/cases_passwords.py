"""Who has to show who he is, and what becomes of the ticket."""
from .case import Case, On

ASKED = "alice ALL = (ALL:ALL) PASSWD: SETENV: ALL"
PROMPT = "password for alice: "
RIGHT, WRONG = (PROMPT, "alice\n"), (PROMPT, "wrong\n")
# No delay after a wrong password, which the machine's own PAM files may ask for.
QUICK = ("cp /etc/pam.d/common-auth /srv/parity/ 2>/dev/null; "
         "sed -i '/pam_unix/s/$/ nodelay/; /pam_faildelay/d' /etc/pam.d/common-auth")


def asked(name, command, *answers, on=On.TERMINAL, sudoers="", **more):
    return Case(name, command, sudoers=f"{ASKED}\n{sudoers}", on=on, answers=answers, **more)


CASES = [
    asked("a password on a terminal", "sudo probe", RIGHT),
    asked("a wrong password, then the right one", "sudo probe", WRONG, RIGHT, prepare=QUICK),
    asked("three wrong passwords", "sudo probe", WRONG, WRONG, WRONG, ends="fails", prepare=QUICK),
    asked("passwd_tries", "sudo probe", WRONG, ends="fails", prepare=QUICK,
          sudoers="Defaults passwd_tries = 1"),
    asked("an empty password", "sudo probe", (PROMPT, "\n"), (PROMPT, "\x04"), ends="fails",
          prepare=QUICK),
    asked("^C at the password", "sudo probe", (PROMPT, "\x03"), ends=None),
    asked("^D at the password", "sudo probe", (PROMPT, "\x04"), ends="fails", prepare=QUICK),
    asked("-n where a password is needed", "sudo -n probe", ends="fails"),
    asked("no terminal where a password is needed", "sudo probe", on=On.NOTHING, ends="fails"),
    asked("-S", "sudo -S probe", on=On.NOTHING, stdin=b"alice\n"),
    asked("-S and more input", "sudo -S cat", on=On.NOTHING, stdin=b"alice\nthe rest\n"),
    asked("-S and a wrong one", "sudo -S probe", on=On.NOTHING, stdin=b"wrong\nalice\n",
          prepare=QUICK),
    asked("-S and wrong ones", "sudo -S probe", on=On.NOTHING, stdin=b"a\nb\nc\nd\n", ends="fails",
          prepare=QUICK),
    asked("-S and nothing", "sudo -S probe", on=On.NOTHING, ends="fails", prepare=QUICK),
    asked("-S with -p", "sudo -S -p '%u %U %p %%: ' probe", on=On.NOTHING, stdin=b"alice\n"),
    asked("-S with an empty -p", "sudo -S -p '' probe", on=On.NOTHING, stdin=b"alice\n"),
    asked("-p on a terminal", "sudo -p 'word for %p: ' probe", ("word for alice: ", "alice\n")),
    asked("SUDO_PROMPT on a terminal", "sudo probe", (r"say it: ", "alice\n"),
          env={"SUDO_PROMPT": "say it: "}),
    asked("passprompt", "sudo probe", (r"for root: ", "alice\n"),
          sudoers='Defaults passprompt = "for %U: ", passprompt_override'),
    asked("-A", "sudo -A probe", on=On.NOTHING, env={"SUDO_ASKPASS": "/usr/local/bin/answer-password"}),
    asked("-A without a program", "sudo -A probe", on=On.NOTHING, ends="fails"),
    asked("askpass without a terminal", "sudo probe", on=On.NOTHING,
          env={"SUDO_ASKPASS": "/usr/local/bin/answer-password"}, ends=None),
    asked("-A and -S", "sudo -A -S probe", on=On.NOTHING, ends="fails"),
    asked("a ticket", "sudo probe && sudo -n probe", RIGHT),
    asked("a ticket is of its terminal", "sudo true; setsid -w sudo -n probe </dev/null", RIGHT,
          ends="fails"),
    asked("-v makes a ticket", "sudo -v && sudo -n probe", RIGHT),
    asked("-k ends a ticket", "sudo true; sudo -k; sudo -n probe", RIGHT, ends="fails"),
    asked("-K removes tickets", "sudo true; sudo -K; sudo -n probe", RIGHT, ends="fails"),
    asked("-k with a command ignores the ticket", "sudo true; sudo -k probe; sudo -n true", RIGHT,
          RIGHT),
    asked("-N leaves no ticket", "sudo -N probe; sudo -n true", RIGHT, ends="fails"),
    asked("-k -v", "sudo true; sudo -k -v; sudo -n probe", RIGHT, RIGHT),
    asked("-K with a command", "sudo -K probe", ends="fails"),
    asked("no ticket without timestamp_timeout", "sudo true; sudo -n probe", RIGHT, ends="fails",
          sudoers="Defaults timestamp_timeout = 0"),
    asked("a ticket that never ends", "sudo true; sudo -n probe", RIGHT,
          sudoers="Defaults timestamp_timeout = -1"),
    asked("a ticket that is over", "sudo true; sleep 0.2; sudo -n probe", RIGHT, ends="fails",
          sudoers="Defaults timestamp_timeout = 0.001"),
    asked("timestamp_type global", "sudo true; setsid -w sudo -n probe </dev/null", RIGHT,
          sudoers="Defaults timestamp_type = global"),
    asked("timestamp_type ppid", "sudo true; sudo -n probe; sh -c 'sudo -n true; exit $?'", RIGHT,
          sudoers="Defaults timestamp_type = ppid", ends="fails"),
    asked("-l asks too", "sudo -l", RIGHT, sudoers="Defaults listpw = always"),
    asked("rootpw", "sudo probe", (r"password for root: ", "hello\n"),
          sudoers="Defaults rootpw", prepare="echo root:hello | chpasswd"),
    asked("targetpw", "sudo -u bob probe", (r"password for bob: ", "bob\n"),
          sudoers="Defaults targetpw"),
    asked("runaspw", "sudo probe", (r"password for bob: ", "bob\n"),
          sudoers="Defaults runaspw, runas_default = bob"),
    asked("pwfeedback", "sudo probe", (PROMPT, "alice\n"), sudoers="Defaults pwfeedback"),
    asked("lecture", "sudo probe", RIGHT, sudoers="Defaults lecture = always"),
    asked("lecture once", "sudo true; sudo -k probe", RIGHT, RIGHT, sudoers="Defaults lecture = once",
          look_at="ls /var/lib/sudo/lectured"),
    asked("lecture of one's own", "sudo probe", RIGHT,
          sudoers="Defaults lecture = always, lecture_file = /etc/passwd"),
    asked("insults", "sudo probe", WRONG, RIGHT, sudoers="Defaults !insults\n"
          'Defaults badpass_message = "no, %p."', prepare=QUICK),
    asked("passwd_timeout", "sudo probe", sudoers="Defaults passwd_timeout = 0.02, passwd_tries = 1",
          ends="fails"),
    asked("the password when nobody may run it", "sudo -u bob probe", RIGHT, ends="fails",
          sudoers="alice ALL = (ALL) PASSWD: !ALL"),
    asked("no password for oneself", "sudo -u alice probe", on=On.NOTHING),
    asked("a pipe to the command and a password", "echo data | sudo cat", RIGHT),
    asked("the password with output into pipes", "sudo probe", RIGHT, on=On.PIPES),
    asked("visiblepw", "sudo probe", on=On.NOTHING, sudoers="Defaults visiblepw", ends="fails"),
    asked("noninteractive_auth", "sudo -n probe", on=On.NOTHING,
          sudoers="Defaults noninteractive_auth", ends="fails"),
]
