"""A panic outside of `make test`: the machine stands still, and the last line that it shows says how
to leave QEMU."""
from boot import START_LIMIT, forget, machine_command
from terminals import KeyboardAndScreen, PseudoTerminal

LAST_LINE = "The machine has stopped. In QEMU: Ctrl-A, then X leaves."
LEAVE = "\x01x"


class Monitored(PseudoTerminal):
    """The serial line as `make run` has it: with QEMU's monitor behind Ctrl-A."""

    def __init__(self, name, command):
        super().__init__(name, command + ["-serial", "mon:stdio"])


PLACES = {"terminal/panic": Monitored, "keyboard/panic": KeyboardAndScreen}


def play(name):
    """What is wrong at this place."""
    file_name = name.replace("/", "-")
    terminal = PLACES[name](file_name, machine_command(file_name, "root=ram", None))
    try:
        if not terminal.wait_until(lambda text: text.endswith("#"), START_LIMIT):
            return ["no prompt:", terminal.screen.text()]
        terminal.settle()
        terminal.type("echo c > /proc/sysrq-trigger\r")
        if not terminal.wait_until(lambda text: text.endswith("\n" + LAST_LINE)):
            return ["the last line is another:", terminal.screen.text()]
        terminal.settle()
        if terminal.process.poll() is not None:
            return ["the machine is gone"]
        if PLACES[name] is Monitored:
            terminal.type(LEAVE)
            terminal.wait_until(lambda text: False)  # until QEMU ends
            if terminal.process.poll() is None:
                return ["Ctrl-A, then X does not leave:", terminal.screen.text()]
    finally:
        terminal.end()
        forget(file_name, ".iso", ".vga")
    return []
