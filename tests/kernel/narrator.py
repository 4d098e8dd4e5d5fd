"""What a demonstration prints: headings, quoted text, and each claim with whether it held."""

import os
import sys

_COLOURS = {"heading": "1;36", "good": "32", "bad": "1;31", "quiet": "2", "who": "33"}


class Narrator:
    """Colours if MAGD_DEMO_COLOUR is set: the terminal may be behind a virtual machine."""

    def __init__(self):
        self._colour = bool(os.environ.get("MAGD_DEMO_COLOUR"))
        self.failed = []

    def paint(self, kind, text):
        return f"\x1b[{_COLOURS[kind]}m{text}\x1b[0m" if self._colour else text

    def say(self, text=""):
        print(text)
        sys.stdout.flush()

    def heading(self, text):
        self.say(f"\n{self.paint('heading', text)}")

    def command(self, command, output):
        """A command as if typed, and what it wrote."""
        self.say(self.paint("quiet", f"  # {command}"))
        for line in output.rstrip().splitlines():
            self.say(f"    {line}".replace("\t", "    "))

    def claim(self, held, text, detail=""):
        """Says a claim and remembers it if it did not hold."""
        if held:
            return self.say(f"  {self.paint('good', 'ok')}  {text}")
        self.failed.append(text)
        self.say(f"  {self.paint('bad', 'NOT SO')}  {text}")
        for line in str(detail).splitlines():
            self.say(f"      {line}")
