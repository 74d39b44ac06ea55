"""The plugin as it is shipped (the unit tests see one with sanitizers)."""
import pathlib
import subprocess

CHECK = pathlib.Path(__file__).parent.parent / "unit" / "architecture" / "plugin_binary_test.py"


def test_exports_and_needs_what_the_design_allows():
    done = subprocess.run(["/usr/bin/python3", str(CHECK), "/usr/libexec/sudo/sudo_assent.so"],
                          capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
