"""Packets both ways while something happens, and how many of them were lost."""

import os
import re
import signal
import tempfile

from settings import SERVER_ADDRESS
from system import PATIENCE, wait_until

_NUMBERS = 1 << 16  # of ICMP; then they begin anew


class Stream:
    """A thousand packets a second each way, or one in so many seconds, from the first answer until it is told to
    end."""

    def __init__(self, client, interval=0.001):
        self._told = tempfile.TemporaryFile()
        self._process = client.spawn(["ping", "-n", "-i", str(interval), SERVER_ADDRESS], stdout=self._told)
        wait_until(self._answers, "the first answer")

    def _size(self):
        return os.fstat(self._told.fileno()).st_size

    def _text(self, since=0):
        return os.pread(self._told.fileno(), self._size() - since, since).decode()

    def _answers(self, since=0):
        """The numbers of those that it tells of after so many octets."""
        return [int(number) for number in re.findall(r"bytes from \S+ icmp_seq=(\d+)", self._text(since))]

    def end(self):
        """Packets that were sent, and that were lost of those before the last answer; a few come back first."""
        so_far = self._size()
        wait_until(lambda: len(self._answers(so_far)) > 2, "more answers")
        self._process.send_signal(signal.SIGINT)
        self._process.wait(PATIENCE)
        sent = int(re.search(r"(\d+) packets transmitted", self._text())[1])
        answered = in_all(self._answers())
        self._told.close()
        return sent, max(answered) - len(answered)


def in_all(numbers):
    """The numbers, counted on where those of ICMP begin anew; they may come in another order than they were sent."""
    counted, last = set(), 0
    for number in numbers:
        last += (number - last + _NUMBERS // 2) % _NUMBERS - _NUMBERS // 2
        counted.add(last)
    return counted
