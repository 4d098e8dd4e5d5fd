"""TCP connections between a client and the server, and what their ends say of segment sizes."""

import socket

from packets import segment_size
from sniffer import Sniffer
from system import PATIENCE


class Connection:
    """An open connection, as a socket at each end; the client may want no larger segments than `segment`."""

    def __init__(self, client, server, address, segment=None):
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        with server.entered():
            listener = socket.create_server((address, 0), family=family)
        with client.entered():
            self.client = socket.socket(family)
        self.client.settimeout(PATIENCE)
        if segment:
            self.client.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, segment)
        with listener:
            listener.settimeout(PATIENCE)
            self.client.connect(listener.getsockname())
            self.server, _ = listener.accept()
        self.server.settimeout(PATIENCE)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.client.close()
        self.server.close()


def segment_sizes(lab, address, segment=None):
    """What the client and the server say when they open a connection: as it is in the tunnel, and at the client."""
    with Sniffer(lab.mag, "uplink0") as wire, Sniffer(lab.client, "wlan0") as air:
        with Connection(lab.client, lab.server, address, segment):
            inside = wire.wait_for(lambda packet: segment_size(packet.inner), "two SYN in the tunnel", count=2)
            outside = air.wait_for(lambda packet: segment_size(packet.ip), "two SYN at the client", count=2)
    return [segment_size(packet.inner) for packet in inside], [segment_size(packet.ip) for packet in outside]
