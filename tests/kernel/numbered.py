"""Numbered datagrams one way, a thousand a second, and which of them were lost."""

import socket
import struct
import threading
import time

from system import wait_until

_RECEIVE_BUFFER_FORCE = 33  # SO_RCVBUFFORCE
_END = 0xFFFFFFFF


class Numbered:
    """From its making until its end; the receiver takes them by whichever interface they come."""

    def __init__(self, source, source_address, destination, destination_address):
        with destination.entered():
            self._receiver = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._receiver.setsockopt(socket.SOL_SOCKET, _RECEIVE_BUFFER_FORCE, 8 << 20)
        self._receiver.bind((destination_address, 0))
        self._receiver.setblocking(False)
        with source.entered():
            self._sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._sender.bind((source_address, 0))
        self._destination = self._receiver.getsockname()
        self._received = []
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
            time.sleep(0.001)

    def _take(self):
        while True:
            try:
                self._received.append(struct.unpack("!I", self._receiver.recv(4))[0])
            except BlockingIOError:
                return

    def wait_for(self, count):
        """Until so many more were received."""
        self._take()
        goal = len(self._received) + count
        wait_until(lambda: self._take() or len(self._received) >= goal, f"{count} more datagrams")

    def _is_through(self):
        self._send(_END)
        self._take()
        return _END in self._received

    def end(self):
        """The numbers of those that were lost."""
        self._ending.set()
        self._thread.join()
        wait_until(self._is_through, "the last datagram")
        self._receiver.close()
        self._sender.close()
        return sorted(set(range(self.sent)) - set(self._received))
