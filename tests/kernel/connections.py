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
            return _of_each_end(packet.inner for packet in wire.packets()), \
                _of_each_end(packet.ip for packet in air.packets())


def _of_each_end(packets):
    """Who gets no answer in time says it again."""
    sizes = {ip.source: segment_size(ip) for ip in packets if segment_size(ip)}
    return list(sizes.values())
