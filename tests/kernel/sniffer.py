"""What passes an interface, read from a packet socket: listening from the first line on."""

import socket
import struct

from packets import decode_frame
from system import wait_until

_ALL = 3  # ETH_P_ALL
_TIMESTAMP_NS = 35  # SO_TIMESTAMPNS
_RECEIVE_BUFFER_FORCE = 33  # SO_RCVBUFFORCE


def as_sent(frame):
    """Undoes what the receiver does to a packet that it shares with the sniffer, where both are
    namespaces of one machine: FOU takes 8 off IP's total length. The links here never pad."""
    if frame[12:14] != b"\x08\x00":
        return frame
    return frame[:16] + (len(frame) - 14).to_bytes(2, "big") + frame[18:]


class Sniffer:
    """Keeps every frame that an interface sends or receives from now on."""

    def __init__(self, namespace, interface):
        with namespace.entered():
            self._socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
            self._socket.setsockopt(socket.SOL_SOCKET, _RECEIVE_BUFFER_FORCE, 8 << 20)
            self._socket.setsockopt(socket.SOL_SOCKET, _TIMESTAMP_NS, 1)
            self._socket.setblocking(False)
            self._socket.bind((interface, _ALL))
        self._frames = []

    def close(self):
        self._socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def frames(self):
        """All frames so far: (time, octets)."""
        while True:
            try:
                octets, notes, _, _ = self._socket.recvmsg(65536, 64)
            except BlockingIOError:
                return self._frames
            seconds, nanoseconds = struct.unpack("@ll", notes[0][2][:16])
            self._frames.append((seconds + nanoseconds / 1e9, as_sent(octets)))

    def packets(self, predicate=lambda packet: True):
        """All IP packets so far for which the predicate holds."""
        decoded = (decode_frame(time, octets) for time, octets in self.frames())
        return [packet for packet in decoded if packet and predicate(packet)]

    def wait_for(self, predicate, what, count=1, **options):
        """Waits for `count` packets; returns those seen."""
        return wait_until(lambda: (found := self.packets(predicate)) and len(found) >= count and found,
                          what, **options)

    def write_pcap(self, path):
        with open(path, "wb") as file:
            file.write(struct.pack("@IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1))
            for time, octets in self.frames():
                file.write(struct.pack("@IIII", int(time), int(time % 1 * 1e6), len(octets), len(octets)))
                file.write(octets)
