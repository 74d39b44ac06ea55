"""sudoedit."""
from .case import Case, On

FILES = "cd /srv/parity; echo one >a; echo two >b; chmod 640 b; mkdir d; echo three >d/c"
LOOK = "cd /srv/parity; ls -lnR --time-style=+ .; for f in a b new d/c; do cat $f; done; "\
       "ls /var/tmp | sed 's/[^.]*$//'"  # copies that were left: the end of a name is random


def edit(name, command, env=None, prepare="", **more):
    return Case(name, command, env={"EDITOR": "edit"} if env is None else env,
                prepare=f"{FILES}; {prepare}", look_at=LOOK, **more)


CASES = [
    edit("sudoedit", "sudoedit /srv/parity/a"),
    edit("sudo -e", "sudo -e /srv/parity/a"),
    edit("sudo sudoedit", "sudo sudoedit /srv/parity/a", ends=None),
    edit("several files", "sudoedit /srv/parity/a /srv/parity/b /srv/parity/d/c"),
    edit("the same file twice", "sudoedit /srv/parity/a /srv/parity/a", ends=None),
    edit("a new file", "sudoedit /srv/parity/new"),
    edit("a new file that stays empty", "sudoedit /srv/parity/new", env={"EDITOR": "true"}, ends=None),
    edit("a relative file", "cd /srv/parity; sudoedit a"),
    edit("a file under ..", "cd /srv/parity; sudoedit d/../a"),
    edit("as bob", "sudoedit -u bob /srv/parity/a", prepare="chown bob a"),
    edit("as bob who may not write", "sudoedit -u bob /srv/parity/a", ends=None),
    edit("as bob who may not read", "sudoedit -u bob /srv/parity/b", ends=None),
    edit("a symbolic link", "sudoedit /srv/parity/link", prepare="ln -s a link", ends=None),
    edit("a symbolic link that may be followed", "sudoedit /srv/parity/link", prepare="ln -s a link",
         sudoers="Defaults sudoedit_follow"),
    edit("a linked directory", "sudoedit /srv/parity/e/c", prepare="ln -s d e", ends=None),
    edit("a file where alice can write", "echo 1 >mine; sudoedit /home/alice/work/mine; cat mine",
         ends=None),
    edit("that is not checked", "echo 1 >mine; sudoedit /home/alice/work/mine; cat mine",
         sudoers="Defaults !sudoedit_checkdir"),
    edit("a directory", "sudoedit /srv/parity/d", ends="fails"),
    edit("a device", "sudoedit /dev/null", ends="fails"),
    edit("no name of a file: a file in no directory", "sudoedit /no/such/file", ends="fails"),
    edit("no file", "sudoedit", ends="fails"),
    edit("no name of a file: a slash at the end", "sudoedit /srv/parity/a/", ends=None),
    edit("no name of a file: an empty name", "sudoedit ''", ends=None),
    edit("an editor of several words", "sudoedit /srv/parity/a",
         env={"EDITOR": "/usr/local/bin/edit -x -y"}),
    edit("an editor with a quoted word", "sudoedit /srv/parity/a",
         env={"EDITOR": "edit '-a b' -c\\ d"}),
    edit("an editor with --", "sudoedit /srv/parity/a", env={"EDITOR": "edit -- /srv/parity/b"},
         ends="fails"),
    edit("an editor with a quoted --", "sudoedit /srv/parity/a",
         env={"EDITOR": "edit '--' /srv/parity/b"}, ends="fails"),
    edit("an editor that is not there", "sudoedit /srv/parity/a", env={"EDITOR": "no-such-editor"},
         sudoers="Defaults editor = /usr/local/bin/edit", ends=None),
    edit("an editor that fails", "sudoedit /srv/parity/a", env={"EDITOR": "false"}, ends=None),
    edit("an editor that dies", "sudoedit /srv/parity/a",
         env={"EDITOR": "/bin/sh -c 'kill -TERM $$'"}, ends=None),
    edit("an editor of alice", "cp /usr/local/bin/edit ed; sudoedit /srv/parity/a",
         env={"EDITOR": "/home/alice/work/ed"}),
    edit("an editor by a relative path", "cp /usr/local/bin/edit ed; sudoedit /srv/parity/a",
         env={"EDITOR": "./ed"}),
    edit("SUDO_EDITOR before VISUAL before EDITOR", "sudoedit /srv/parity/a",
         env={"SUDO_EDITOR": "edit", "VISUAL": "false", "EDITOR": "false"}),
    edit("VISUAL before EDITOR", "sudoedit /srv/parity/a", env={"VISUAL": "edit", "EDITOR": "false"}),
    edit("the editor of sudoers", "sudoedit /srv/parity/a", env={},
         sudoers="Defaults editor = /usr/local/bin/edit"),
    edit("no env_editor", "sudoedit /srv/parity/a", sudoers="Defaults !env_editor\n"
         "Defaults editor = /usr/local/bin/edit", env={"EDITOR": "false"}, ends=None),
    edit("what the editor sees", "sudoedit /srv/parity/a", env={"EDITOR": "probe", "MINE": "1"},
         ends=None),
    edit("what the editor sees on a terminal", "sudoedit /srv/parity/a", env={"EDITOR": "probe"},
         on=On.TERMINAL),
    edit("-D", "sudoedit -D /srv/parity a", sudoers="Defaults runcwd = *", ends=None),
    edit("VAR=value", "sudoedit A=1 /srv/parity/a", ends=None),
    edit("-E", "sudoedit -E /srv/parity/a", ends="fails"),
    edit("-s", "sudoedit -s /srv/parity/a", ends="fails"),
    edit("-i", "sudoedit -i /srv/parity/a", ends="fails"),
    edit("a file that may not be edited", "sudoedit /etc/shadow", ends="fails",
         sudoers="alice ALL = (ALL) NOPASSWD: !sudoedit /etc/shadow"),
    edit("a rule for the file alone", "sudoedit /srv/parity/a",
         sudoers="alice ALL = (ALL) NOPASSWD: !ALL, sudoedit /srv/parity/a"),
    edit("-l of it", "sudo -l sudoedit /srv/parity/a"),
    edit("with -n and -u and several files", "sudoedit -n -u root /srv/parity/a /srv/parity/new"),
    edit("names with odd bytes", "sudoedit \"$(printf '/srv/parity/x\\ny \\377')\"", ends=None),
]
CASES = [Case(**{**vars(case), "name": "edit: " + case.name}) for case in CASES]
