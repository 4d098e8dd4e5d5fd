"""Signalling that the gateway sent in all labs of this run, kept for a reader other than ours."""

from dataclasses import dataclass

from packets import decode_frame, decode_ip
from settings import MAG_ADDRESS, MAG_ADDRESS6


@dataclass(frozen=True)
class Sent:
    lab: str  # the test case
    mobility: bytes
    ip: bytes  # the whole packet


_kept = []


def keep(lab, frames):
    """Keeps those of these frames that carry a Mobility Header from the gateway."""
    for time, octets in frames:
        ip = decode_ip(octets[14:])
        if ip is None or ip.source not in (MAG_ADDRESS, MAG_ADDRESS6):
            continue  # others may send what is not to be decoded
        packet = decode_frame(time, octets)
        if packet and packet.mobility:
            _kept.append(Sent(lab, packet.mobility.octets, octets[14:]))


def all_sent():
    return list(_kept)
