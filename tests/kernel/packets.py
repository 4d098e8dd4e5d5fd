"""Packets as values: what a frame holds, and frames to send."""

import socket
import struct
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address
from typing import Optional

PORT = 5436
PBU, PBA, HEARTBEAT, BRI, UPN, UPA = 5, 6, 13, 16, 19, 20
TIMESTAMP = 27
ICMP, IPIP, TCP, UDP, IPV6, GRE, ICMPV6, MOBILITY = 1, 4, 6, 17, 41, 47, 58, 135
_GRE_WITH_KEY = b"\x20\x00\x08\x00"
_GRE_KEY_FLAG = 0x2000
_IP_ETHERTYPES = (0x0800, 0x86DD)
_MH_START = 59


@dataclass(frozen=True)
class Ip:
    source: str
    destination: str
    protocol: int
    length: int
    payload: bytes
    dont_fragment: bool = False
    ttl: int = 0  # of IPv4


@dataclass(frozen=True)
class Mobility:
    """What there is to know of a Mobility Header; status, sequence and timestamp of a PBU or PBA."""
    type: int
    sequence: int
    status: Optional[int]
    timestamp: Optional[int]
    octets: bytes


@dataclass(frozen=True)
class Packet:
    """A captured IP packet with what it carries; time in seconds of the wall clock."""
    time: float
    ip: Ip
    ports: Optional[tuple] = None
    payload: bytes = b""
    key: Optional[int] = None
    inner: Optional[Ip] = None
    mobility: Optional[Mobility] = None


def decode_ip(octets):
    """The packet of either version, or None if it is neither."""
    version = octets[0] >> 4 if octets else 0
    if version == 6 and len(octets) >= 40:
        return decode_ip6(octets)
    if version != 4 or len(octets) < 20:
        return None
    header = 4 * (octets[0] & 15)
    length, _, fragment, ttl, protocol = struct.unpack("!HHHBB", octets[2:10])
    return Ip(str(IPv4Address(octets[12:16])), str(IPv4Address(octets[16:20])), protocol, length,
              octets[header:length], bool(fragment & 0x4000), ttl)


def decode_ip6(octets):
    length = 40 + int.from_bytes(octets[4:6], "big")
    return Ip(str(IPv6Address(octets[8:24])), str(IPv6Address(octets[24:40])), octets[6], length, octets[40:length])


def decode_frame(time, frame):
    """The packet in an Ethernet frame, or None if it is no IP."""
    ip = decode_ip(frame[14:]) if int.from_bytes(frame[12:14], "big") in _IP_ETHERTYPES else None
    if ip is None:
        return None
    return Packet(time=time, ip=ip, **decode_payload(ip))


def decode_payload(ip):
    """Fields of Packet: what is inside, by the protocol."""
    if ip.protocol == UDP and len(ip.payload) >= 8:
        ports = struct.unpack("!HH", ip.payload[:4])
        payload = ip.payload[8:]
        return {"ports": ports, "payload": payload} | (decode_datagram(payload) if PORT in ports else {})
    if ip.protocol == GRE:
        return {"payload": ip.payload} | decode_gre(ip.payload)
    if ip.protocol in (IPIP, IPV6):
        return {"payload": ip.payload, "inner": decode_ip(ip.payload)}
    if ip.protocol == MOBILITY:
        return {"payload": ip.payload, "mobility": decode_mobility(ip.payload)}
    return {}


def decode_datagram(payload):
    """Of the port that signalling and data share: a Mobility Header, or GRE."""
    if payload[:1] == bytes([_MH_START]):
        return {"mobility": decode_mobility(payload)}
    return decode_gre(payload)


def decode_gre(octets):
    if len(octets) < 8:
        return {}
    flags, ethertype = struct.unpack("!HH", octets[:4])
    if flags & ~_GRE_KEY_FLAG:
        return {}
    keyed = bool(flags)
    return {"key": int.from_bytes(octets[4:8], "big") if keyed else None,
            "inner": decode_ip(octets[8 if keyed else 4:]) if ethertype in _IP_ETHERTYPES else None}


def decode_mobility(octets):
    kind = octets[2]
    at = 6 if kind == PBU else 8
    timestamp = option(octets[12:], TIMESTAMP)
    return Mobility(kind, int.from_bytes(octets[at:at + 2], "big"), octets[6] if kind == PBA else None,
                    int.from_bytes(timestamp, "big") if timestamp else None, octets)


def segment_size(ip):
    """The maximum segment size that a TCP SYN says; None for all other packets."""
    if ip is None or ip.protocol != TCP or not ip.payload[13:14] or not ip.payload[13] & 2:
        return None
    options, at = ip.payload[20:4 * (ip.payload[12] >> 4)], 0
    while at < len(options) and options[at] != 2:
        at += 1 if options[at] == 1 else options[at + 1]
    return int.from_bytes(options[at + 2:at + 4], "big")


def option(octets, wanted):
    """The data of the first mobility option of this type, or None."""
    at = 0
    while at < len(octets):
        if octets[at] == 0:  # Pad1
            at += 1
            continue
        length = octets[at + 1]
        if octets[at] == wanted:
            return octets[at + 2:at + 2 + length]
        at += 2 + length
    return None


def checksum(octets):
    octets += b"\x00" * (len(octets) % 2)
    total = sum(struct.unpack(f"!{len(octets) // 2}H", octets))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def make_ip(source, destination, protocol, payload):
    ends = IPv4Address(source).packed + IPv4Address(destination).packed
    header = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(payload), 0, 0, 64, protocol, 0) + ends
    return header[:10] + struct.pack("!H", checksum(header)) + header[12:] + payload


def make_ip6(source, destination, protocol, payload):
    """An IPv6 packet whose payload is UDP or ICMPv6 with a checksum of zero, which is filled in."""
    at = 6 if protocol == UDP else 2
    ends = IPv6Address(source).packed + IPv6Address(destination).packed
    value = checksum(ends + struct.pack("!II", len(payload), protocol) + payload) or 0xFFFF
    payload = payload[:at] + struct.pack("!H", value) + payload[at + 2:]
    return struct.pack("!IHBB", 0x60000000, len(payload), protocol, 255) + ends + payload


def make_udp(source, destination, source_port, destination_port, payload, checksummed=True):
    """An IPv4 packet with a UDP datagram, with or without a checksum."""
    length = 8 + len(payload)
    pseudo = IPv4Address(source).packed + IPv4Address(destination).packed + struct.pack("!HH", UDP, length)
    ports = struct.pack("!HHH", source_port, destination_port, length)
    value = checksum(pseudo + ports + b"\x00\x00" + payload) or 0xFFFF if checksummed else 0
    return make_ip(source, destination, UDP, ports + struct.pack("!H", value) + payload)


def make_gre(key, inner):
    """A UDP payload: a GRE header with a key, and the inner packet."""
    return _GRE_WITH_KEY + struct.pack("!I", key) + inner


def mac_octets(text):
    return bytes.fromhex(text.replace(":", ""))


def send_ethernet(namespace, interface, destination_mac, source_mac, rest):
    """Sends an Ethernet frame as it is, whatever it claims."""
    with namespace.entered():
        sender = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
    with sender:
        sender.bind((interface, 0))
        sender.send(mac_octets(destination_mac) + mac_octets(source_mac) + rest)


def send_frame(namespace, interface, destination_mac, source_mac, ip_packet):
    send_ethernet(namespace, interface, destination_mac, source_mac, b"\x08\x00" + ip_packet)


def raw_sender(namespace):
    """A socket for IPv4 packets as they are, whatever source they claim; the kernel routes them."""
    with namespace.entered():
        return socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW)


def send_through(sender, ip_packet):
    sender.sendto(ip_packet, (str(IPv4Address(ip_packet[16:20])), 0))


def send_ip(namespace, ip_packet):
    """Sends one such packet."""
    with raw_sender(namespace) as sender:
        send_through(sender, ip_packet)
