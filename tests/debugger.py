"""gdb, with scripts/gdb/pagoda.py, shows what the chapter of scripts/ says: the lines of its walk that
begin with (gdb) are typed, and the others must come in this order."""
import os
import re
import shutil
import subprocess
import time

from boot import BUILD, ROOT, SCRATCH, copy_image, forget, machine_command

LIMIT = 600  # seconds; it takes ten
WALKS = {"gdb/walk": "### Watch a page arrive in gdb"}  # the heading in scripts/README.md


def what_lacks(_):
    return None if shutil.which("gdb") else "gdb"


def read_walk(heading):
    """What is typed, and what must come, line by line."""
    with open(f"{ROOT}/scripts/README.md", encoding="utf-8") as file:
        section = file.read().split(heading + "\n")[1].split("\n#")[0]
    lines = re.findall(r"^    (.*)$", section, re.MULTILINE)
    typed = [line[len("(gdb) "):].split("   (")[0] for line in lines if line.startswith("(gdb)")]
    return typed, [line for line in lines if not line.startswith("(gdb)") and line != "..."]


def first_missing(expected, text):
    """The first of these lines that is not there behind those before it. "..." is anything."""
    position = 0
    for line in expected:
        parts = [r"\s+".join(map(re.escape, part.split())) for part in line.split("...")]
        found = re.compile(r"\s*.*?\s*".join(parts)).search(text, position)
        if not found:
            return line
        position = found.end()
    return None


def play(name):
    """What is wrong with this walk."""
    typed, expected = read_walk(WALKS[name])
    file_name = name.replace("/", "-")
    socket = os.path.join(SCRATCH, "gdb")
    disk = copy_image("root-4096.img", file_name)
    command = machine_command(file_name, "root=hda -- lazy", disk)
    with open(os.path.join(SCRATCH, file_name + ".log"), "wb") as log:
        machine = subprocess.Popen(command + ["-serial", "stdio", "-monitor", "none", "-S", "-gdb",
                                              f"unix:{socket},server=on,wait=off"],
                                   stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        try:
            while not os.path.exists(socket) and machine.poll() is None:
                time.sleep(0.1)
            gdb = ["gdb", "-nx", "-q", "-batch", "-x", f"{ROOT}/scripts/gdb/pagoda.py"]
            for line in [f"connect {socket}", *typed, "kill"]:
                gdb += ["-ex", line]
            done = subprocess.run([*gdb, f"{BUILD}/pagoda.elf"], stdin=subprocess.DEVNULL,
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                                  timeout=LIMIT, check=False)
        finally:
            machine.kill()
            machine.wait()
            forget(file_name, ".iso", ".img")
    missing = first_missing(expected, done.stdout)
    return [f"gdb does not show: {missing}", *done.stdout.splitlines()] if missing else []
