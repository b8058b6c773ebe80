"""make profile knows where the instructions are: by which way `cow` calls what it is about."""
import os
import re
import subprocess
import sys

from boot import BUILD, ROOT, SCRATCH, log_of

LIMIT = 600  # seconds; it takes ten
COMMANDS = {"profile/cow": "cow"}
# What compilers make no part of another function; "…" may be any functions.
WAYS = ("syscall_entry;syscall_dispatch…;process_fork",
        "trap_common;trap_dispatch…;spt_fault_in")


def why_not():
    """Why it cannot be tried, if so."""
    done = subprocess.run(["qemu-system-x86_64", "-plugin", "none"], stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, check=False)
    return None if "load plugin" in done.stdout else "need a QEMU with plugins"


def play(name):
    """What is wrong with the profile of this command."""
    file_name = name.replace("/", "-")
    folder = os.path.join(SCRATCH, file_name)
    command = [sys.executable, f"{ROOT}/tools/profile/profile", folder, COMMANDS[name], "root=hda",
               f"{BUILD}/pagoda.elf", f"{BUILD}/boot/pagoda.elf", "cc", f"{ROOT}/scripts/run",
               f"disk={BUILD}/root-4096.img"]
    done = subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, timeout=LIMIT, check=False)
    with open(log_of(file_name), "w") as log:
        log.write(done.stdout)
    if done.returncode != 0:
        return ["make profile fails", *done.stdout.splitlines()[-9:]]
    with open(f"{folder}/ways") as file:
        ways = file.read()
    return [f"no way leads there: {way}" for way in WAYS
            if not re.search(f"^run;{way} ".replace("…", r"(;\w+)*"), ways, re.MULTILINE)]
