"""build/pagoda.iso, as it is: with a BIOS and with UEFI, from a CD and from a USB stick, it boots to a
shell on the serial line that uses the disks."""
import os
import subprocess

from boot import BUILD, ROOT, START_LIMIT, make_swap
from terminals import SerialLine

ISO = os.path.join(BUILD, "pagoda.iso")
CD = ["-cdrom", ISO, "-boot", "d"]
USB = ["-drive", f"if=none,id=stick,format=raw,readonly=on,file={ISO}", "-device", "qemu-xhci",
       "-device", "usb-storage,drive=stick,bootindex=0"]
BOOTS = {"iso/bios-cd": CD, "iso/bios-usb": USB, "iso/uefi-cd": CD, "iso/uefi-usb": USB}
SWAP = 64  # MiB
UEFI_SAYS = "Pagoda's console is the first serial port"


def located(*what):
    """What scripts/locate finds; empty if this machine has none."""
    done = subprocess.run([f"{ROOT}/scripts/locate", *what], stdout=subprocess.PIPE, text=True)
    return done.stdout.strip()


def with_uefi(name):
    return name.startswith("iso/uefi")


def what_lacks(name):
    """The Debian packages without which this boot cannot be; None if it can."""
    if not with_uefi(name) or located("firmware") and located("grub", "x86_64-efi"):
        return None
    return "ovmf grub-efi-amd64-bin"


def command(name, swap_name):
    flash = f"if=pflash,format=raw,readonly=on,file={located('firmware')}"
    swap = f"file={make_swap(swap_name, SWAP)},format=raw,if=ide,index=1"
    return ["qemu-system-x86_64", "-accel", "tcg", "-cpu", "max", "-m", "256", "-no-reboot",
            "-nic", "none", "-display", "none", "-monitor", "none", "-drive", swap, *BOOTS[name],
            *(["-drive", flash] if with_uefi(name) else [])]


def has_prompt(text):
    return text.endswith("/root #")


def play(name):
    """What is wrong with the boot of this name."""
    file_name = name.replace("/", "-")
    terminal = SerialLine(file_name, command(name, file_name))
    try:
        if not terminal.wait_until(has_prompt, START_LIMIT):
            return ["no prompt:", terminal.screen.text()]
        if (UEFI_SAYS in terminal.screen.text()) != with_uefi(name):
            return ["started by the other firmware:", terminal.screen.text()]
        terminal.type("swapon /dev/hdb; sleep 1; free\r")
        swap = f"\n{SWAP * 1024 - 4:9} KiB  swap\n"  # without the first page
        if not terminal.wait_until(lambda text: swap in text and has_prompt(text)):
            return ["the swap disk does not come into use:", terminal.screen.text()]
        terminal.type("poweroff\r")
        terminal.wait_until(lambda text: False)  # until QEMU ends
        off = terminal.process.poll() is not None
        return [] if off else ["it does not power off:", terminal.screen.text()]
    finally:
        terminal.end()
