"""The shell's tests: small scripts, below tests/shell, whose output and statuses must be those of
dash, on Linux as in Pagoda. The program shell_scripts runs those of a subject.
"""
import glob
import os

from boot import BUILD, ROOT, SCRATCH

DASH = "/bin/dash"
OURS = os.path.join(BUILD, "user", "bin", "sh")
DRIVER = "shell_scripts:"  # what the names of these programs begin with
SUBJECTS = [os.path.basename(path)[:-3] for path in sorted(glob.glob(f"{ROOT}/tests/shell/*.sh"))]


def on_linux(program, shell):
    """Command and environment that run a subject's scripts in this shell; all other programs are
    ours in any case."""
    folder = os.path.join(SCRATCH, "shell-" + os.path.basename(shell))
    os.makedirs(folder, exist_ok=True)
    if not os.path.lexists(f"{folder}/sh"):
        os.symlink(shell, f"{folder}/sh")
    root = os.path.join(BUILD, "root")
    environment = {"DATA": f"{root}/tests/data", "PATH": f"{folder}:{root}/bin"}
    return [f"{root}/tests/shell_scripts", program[len(DRIVER):]], environment
