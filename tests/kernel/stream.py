"""Packets both ways while something happens, and how many of them were lost."""

import re
import signal
import subprocess

from settings import SERVER_ADDRESS
from system import PATIENCE


class Stream:
    """A thousand packets a second each way, or one in so many seconds, until it is told to end."""

    def __init__(self, client, interval=0.001):
        self.process = client.spawn(["ping", "-q", "-i", str(interval), SERVER_ADDRESS], stdout=subprocess.PIPE,
                                    stderr=subprocess.PIPE, text=True)

    def end(self):
        """Packets that were sent, and that were lost; the one under way at the end is not."""
        self.process.send_signal(signal.SIGINT)
        text, _ = self.process.communicate(timeout=PATIENCE)
        sent, received = map(int, re.search(r"(\d+) packets transmitted, (\d+) received", text).groups())
        return sent, max(0, sent - received - 1)
