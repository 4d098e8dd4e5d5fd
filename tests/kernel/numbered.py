"""Numbered datagrams one way, at a steady pace, and which of them were lost."""

import socket
import struct
import threading
import time

from system import wait_until

_RECEIVE_BUFFER_FORCE = 33  # SO_RCVBUFFORCE
_TIMESTAMP_NS = 35  # SO_TIMESTAMPNS
_END = 0xFFFFFFFF


class Numbered:
    """From its making until its end, one each `interval` seconds; the receiver takes them by whichever interface
    they come."""

    def __init__(self, source, source_address, destination, destination_address, interval=0.001):
        with destination.entered():
            self._receiver = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._receiver.setsockopt(socket.SOL_SOCKET, _RECEIVE_BUFFER_FORCE, 8 << 20)
        self._receiver.setsockopt(socket.SOL_SOCKET, _TIMESTAMP_NS, 1)
        self._receiver.bind((destination_address, 0))
        self._receiver.setblocking(False)
        with source.entered():
            self._sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._sender.bind((source_address, 0))
        self._destination = self._receiver.getsockname()
        self._interval = interval
        self._received = []
        self._times = []  # of receiving
        self._ending = threading.Event()
        self.sent = 0  # so many so far: the number of the next
        self._thread = threading.Thread(target=self._send_all, daemon=True)
        self._thread.start()

    def _send(self, number):
        try:
            self._sender.sendto(struct.pack("!I", number), self._destination)
        except OSError:
            pass  # lost as well

    def _send_all(self):
        while not self._ending.is_set():
            self._send(self.sent)
            self.sent += 1
            time.sleep(self._interval)

    def _take(self):
        while True:
            try:
                octets, notes, _, _ = self._receiver.recvmsg(4, 64)
            except BlockingIOError:
                return
            self._received.append(struct.unpack("!I", octets)[0])
            seconds, nanoseconds = struct.unpack("@ll", notes[0][2][:16])
            self._times.append(seconds + nanoseconds / 1e9)

    def wait_for(self, count):
        """Until so many more were received."""
        self._take()
        goal = len(self._received) + count
        wait_until(lambda: self._take() or len(self._received) >= goal, f"{count} more datagrams")

    def _is_through(self):
        self._send(_END)
        self._take()
        return self._received.count(_END) > 10  # what the first has overtaken has come by then

    def end(self):
        """The numbers of those that were lost."""
        self._ending.set()
        self._thread.join()
        wait_until(self._is_through, "the last datagrams")
        self._receiver.close()
        self._sender.close()
        return sorted(set(range(self.sent)) - set(self._received))

    def first_after(self, time):
        """When the receiver had the next one, in seconds of the wall clock."""
        return min(each for each in self._times if each > time)

    def longest_silence(self):
        """Of the receiver between two datagrams that it has taken, in seconds."""
        return max(later - earlier for earlier, later in zip(self._times, self._times[1:]))
