"""A screen of 25 lines and 80 columns that understands what busybox's shell, vi and less write to a
terminal (ECMA-48), so that what a person would see can be compared.
"""
import re

ROWS, COLUMNS = 25, 80
SEQUENCE = re.compile(r"\x1b\[([?>]?)([0-9;]*)([@-~])|\x1b([78=>M])|\x1b\[?[?>0-9;]*$")


class Screen:
    def __init__(self, rows=ROWS):
        self.rows = rows
        self.lines = [[" "] * COLUMNS for _ in range(rows)]
        self.row = self.column = 0
        self.answer = ""  # to what was asked of the terminal; whoever sends it empties this
        self.rest = ""  # the beginning of a sequence whose end has not come yet

    def text(self):
        """What is to be seen, without the blanks at the ends of lines and of the screen."""
        return "\n".join("".join(line).rstrip() for line in self.lines).rstrip("\n")

    def feed(self, data):
        text = self.rest + data.decode("latin-1")
        self.rest = ""
        at = 0
        while at < len(text):
            found = SEQUENCE.match(text, at) if text[at] == "\x1b" else None
            if not found:
                self.put(text[at])
                at += 1
            elif found.group(3) or found.group(4):
                self.obey(found)
                at = found.end()
            else:
                self.rest = text[at:]
                break

    def put(self, character):
        if character == "\r":
            self.column = 0
        elif character == "\n":
            self.down()
        elif character == "\b":
            self.column = max(0, self.column - 1)
        elif character == "\t":
            self.column = min(COLUMNS - 1, self.column // 8 * 8 + 8)
        elif character >= " ":
            if self.column == COLUMNS:
                self.column = 0
                self.down()
            self.lines[self.row][self.column] = character
            self.column += 1

    def down(self):
        if self.row < self.rows - 1:
            self.row += 1
        else:
            self.lines = self.lines[1:] + [[" "] * COLUMNS]

    def obey(self, found):
        numbers = [int(number or 0) for number in (found.group(2) or "").split(";")]
        count = max(1, numbers[0])
        column = min(self.column, COLUMNS - 1)
        command = found.group(3) if not found.group(1) else ""
        if command == "H":
            self.row = min(self.rows, count) - 1
            self.column = min(COLUMNS, max(1, numbers[1] if len(numbers) > 1 else 1)) - 1
        elif command == "A":
            self.row = max(0, self.row - count)
        elif command == "B":
            self.row = min(self.rows - 1, self.row + count)
        elif command == "C":
            self.column = min(COLUMNS - 1, column + count)
        elif command == "D":
            self.column = max(0, column - count)
        elif command == "J":
            self.erase(numbers[0], self.row * COLUMNS + column, self.rows * COLUMNS)
        elif command == "K":
            start = self.row * COLUMNS
            self.erase(numbers[0], start + column, start + COLUMNS, start)
        elif command == "n" and numbers[0] == 6:
            self.answer += f"\x1b[{self.row + 1};{column + 1}R"

    def erase(self, how, here, end, start=0):
        """From here to the end, from the start to here, or all."""
        first, last = {0: (here, end), 1: (start, here + 1)}.get(how, (start, end))
        for place in range(first, last):
            self.lines[place // COLUMNS][place % COLUMNS] = " "
