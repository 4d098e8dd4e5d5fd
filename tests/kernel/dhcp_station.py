"""A DHCP client by hand: messages as a test wants them, and what comes back."""

import itertools
import struct
from dataclasses import dataclass
from ipaddress import IPv4Address

from dhcp_clients import is_from_server
from packets import mac_octets, make_udp, send_frame
from sniffer import Sniffer

DISCOVER, OFFER, REQUEST, DECLINE, ACK, NAK, RELEASE, INFORM = range(1, 9)
REQUESTED, TIME, TYPE, SERVER, WANTED, IDENTIFIER, AGENT = 50, 51, 53, 54, 55, 61, 82
VIRTUAL_SERVER = "192.0.2.1"
EVERYBODY = "ff:ff:ff:ff:ff:ff"

_COOKIE = bytes.fromhex("63825363")
_numbers = itertools.count(0x5213)


def address(text):
    return IPv4Address(text).packed


@dataclass(frozen=True)
class Answer:
    xid: int
    type: int
    given: str      # yiaddr
    to: str         # destination of the packet
    options: dict   # code: octets


def encode(kind, mac, xid, options, ciaddr="0.0.0.0", given="0.0.0.0", reply=False):
    fixed = struct.pack("!BBBBIHH", 2 if reply else 1, 1, 6, 0, xid, 0, 0) + address(ciaddr) + address(given)
    return (fixed + bytes(8) + mac_octets(mac)).ljust(236, b"\x00") + _COOKIE + listed({TYPE: bytes([kind])} | options)


def listed(options):
    return b"".join(bytes([code, len(data)]) + data for code, data in options.items()) + b"\xff"


def options_of(octets):
    at, options = 240, {}
    while octets[at] != 255:
        length = octets[at + 1] if octets[at] else -1
        options[octets[at]] = octets[at + 2:at + 2 + length]
        at += 2 + length
    return options


def answer_to(octets, given, options):
    """What a server gives a client that a relay speaks for: an OFFER or an ACK."""
    asked = options_of(octets)
    kind = OFFER if asked[TYPE][0] == DISCOVER else ACK
    return (b"\x02" + octets[1:16] + address(given) + octets[20:240]
            + listed({TYPE: bytes([kind])} | options | {AGENT: asked[AGENT]}))


def decode(packet):
    octets, options = packet.payload, options_of(packet.payload)
    return Answer(int.from_bytes(octets[4:8], "big"), options[TYPE][0], str(IPv4Address(octets[16:20])),
                  packet.ip.destination, options)


class Station:
    """Speaks from an interface of a client machine, with its MAC address or another."""

    def __init__(self, client, mac=None):
        self.client = client
        self.mac = mac or client.mac
        self._wire = Sniffer(client, "wlan0")

    def close(self):
        self._wire.close()

    def send(self, kind, options=None, ciaddr="0.0.0.0", about=None, to="255.255.255.255"):
        """Sends one message, about itself or another client; its transaction."""
        xid = next(_numbers)
        message = encode(kind, about or self.mac, xid, options or {}, ciaddr)
        gateway = EVERYBODY if to == "255.255.255.255" else self.gateway_mac()
        send_frame(self.client, "wlan0", gateway, self.mac, make_udp(ciaddr, to, 68, 67, message))
        return xid

    def gateway_mac(self):
        """As the last answer said."""
        return next(frame[6:12].hex(":") for _, frame in reversed(self._wire.frames())
                    if frame[23:24] == b"\x11" and frame[34:36] == b"\x00\x43")

    def answers(self, xid):
        return [answer for answer in map(decode, self._wire.packets(is_from_server)) if answer.xid == xid]

    def ask(self, kind, options=None, **how):
        """Sends one message; its answer."""
        xid = self.send(kind, options, **how)
        self._wire.wait_for(lambda packet: is_from_server(packet) and decode(packet).xid == xid,
                            f"the answer to DHCP message type {kind}")
        return self.answers(xid)[-1]

    def take(self):
        """DISCOVER to ACK; the ACK."""
        offer = self.ask(DISCOVER)
        return self.ask(REQUEST, {REQUESTED: address(offer.given), SERVER: offer.options[SERVER]})

    def offer_as_server(self, identifier, given, to_mac):
        """An OFFER, as one of a DHCP server at this station."""
        message = encode(OFFER, to_mac, next(_numbers), {SERVER: address(identifier)}, given=given, reply=True)
        send_frame(self.client, "wlan0", EVERYBODY, self.mac, make_udp(identifier, "255.255.255.255", 67, 68, message))
