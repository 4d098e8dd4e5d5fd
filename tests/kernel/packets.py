"""Packets as values: what a frame holds, and frames to send."""

import socket
import struct
from dataclasses import dataclass
from ipaddress import IPv4Address
from typing import Optional

PORT = 5436
PBU, PBA = 5, 6
TIMESTAMP = 27
ICMP, UDP = 1, 17
_GRE_WITH_KEY = b"\x20\x00\x08\x00"
_MH_START = 59


@dataclass(frozen=True)
class Ip:
    source: str
    destination: str
    protocol: int
    length: int
    payload: bytes
    dont_fragment: bool = False


@dataclass(frozen=True)
class Mobility:
    """A PBU or PBA in UDP."""
    type: int
    sequence: int
    status: Optional[int]
    timestamp: Optional[int]
    octets: bytes


@dataclass(frozen=True)
class Packet:
    """A captured IPv4 packet with what it carries; time in seconds of the wall clock."""
    time: float
    ip: Ip
    ports: Optional[tuple] = None
    payload: bytes = b""
    key: Optional[int] = None
    inner: Optional[Ip] = None
    mobility: Optional[Mobility] = None


def decode_ip(octets):
    if len(octets) < 20 or octets[0] >> 4 != 4:
        return None
    header = 4 * (octets[0] & 15)
    length, _, fragment, _, protocol = struct.unpack("!HHHBB", octets[2:10])
    return Ip(str(IPv4Address(octets[12:16])), str(IPv4Address(octets[16:20])), protocol, length,
              octets[header:length], bool(fragment & 0x4000))


def decode_frame(time, frame):
    """The packet in an Ethernet frame, or None if it is no IPv4."""
    ip = decode_ip(frame[14:]) if frame[12:14] == b"\x08\x00" else None
    if ip is None:
        return None
    if ip.protocol != UDP or len(ip.payload) < 8:
        return Packet(time, ip)
    ports = struct.unpack("!HH", ip.payload[:4])
    payload = ip.payload[8:]
    packet = {"time": time, "ip": ip, "ports": ports, "payload": payload}
    if PORT in ports and payload[:2] == _GRE_WITH_KEY[:2]:
        packet |= {"key": int.from_bytes(payload[4:8], "big")}
    if PORT in ports and payload[:4] == _GRE_WITH_KEY:
        packet |= {"inner": decode_ip(payload[8:])}
    if PORT in ports and payload[:1] == bytes([_MH_START]):
        packet |= {"mobility": decode_mobility(payload)}
    return Packet(**packet)


def decode_mobility(octets):
    kind = octets[2]
    at = 6 if kind == PBU else 8
    timestamp = option(octets[12:], TIMESTAMP)
    return Mobility(kind, int.from_bytes(octets[at:at + 2], "big"), octets[6] if kind == PBA else None,
                    int.from_bytes(timestamp, "big") if timestamp else None, octets)


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


def send_frame(namespace, interface, destination_mac, source_mac, ip_packet):
    """Sends an Ethernet frame as it is, whatever it claims."""
    with namespace.entered():
        sender = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
    with sender:
        sender.bind((interface, 0))
        sender.send(mac_octets(destination_mac) + mac_octets(source_mac) + b"\x08\x00" + ip_packet)


def send_ip(namespace, ip_packet):
    """Sends an IPv4 packet as it is, whatever source it claims; the kernel routes it."""
    with namespace.entered():
        sender = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW)
    with sender:
        sender.sendto(ip_packet, (str(IPv4Address(ip_packet[16:20])), 0))
