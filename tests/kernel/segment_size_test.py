"""TCP segments fit into the tunnel, even if nobody hears that a packet is too large for it."""

import struct
import threading
import unittest

from case import LabCase
from connections import Connection, segment_sizes
from packets import TCP, checksum, make_ip, send_frame
from settings import HOME_PREFIXES6, REALM, SERVER_ADDRESS, SERVER_ADDRESS6
from settings import LMA as LMA_SETTINGS
from system import wait_until

DEAF = """add table inet deaf
add chain inet deaf input { type filter hook input priority 0; }
add rule inet deaf input icmp type destination-unreachable drop
add rule inet deaf input icmpv6 type packet-too-big drop"""
FULL_MTU, TUNNEL_MTU = 1500, 1464
AMOUNT = 200_000  # octets each way
# A SYN that says 1,460 octets, as a TCP header has it.
SYN = struct.pack("!HHIIBBHHH", 1, 2, 3, 0, 0x60, 2, 1000, 0, 0) + bytes((2, 4, 0x05, 0xB4))


def later_fragment(packet):
    """The same as a fragment that is not the first."""
    header = packet[:6] + struct.pack("!H", 0x2000 | 100) + packet[8:10] + b"\x00\x00" + packet[12:20]
    return header[:10] + struct.pack("!H", checksum(header)) + header[12:] + packet[20:]


class SegmentSize(LabCase):
    """The client has ignored the MTU that it was told."""

    lma_changes = {"pool": [LMA_SETTINGS["pool"][0] | {"prefix6": HOME_PREFIXES6}]}
    magd_changes = {"realm": [{"name": REALM, "lmas": ["LMA1"], "services": "dual"}],
                    "access": [{"interface": "wlan0", "triggers": []}]}  # it solicits at any time

    @classmethod
    def prepare(cls):
        cls.lab.client.set_sysctl("net.ipv6.conf.wlan0.accept_ra_mtu", 0)

    def setUp(self):
        binding = self.attach()
        self.addCleanup(self.detach)
        self.client.configure(f"{binding['home_address']}/24", binding["default_router"], FULL_MTU)
        self.addCleanup(self.client.forget)
        self.home = binding["home_address"]

    def wait_for_ipv6(self):
        wait_until(self.client.home_address6, "an IPv6 address of the client")

    def test_no_end_says_more_than_the_tunnel_carries(self):
        self.wait_for_ipv6()
        for server, headers in ((SERVER_ADDRESS, 40), (SERVER_ADDRESS6, 60)):
            full, fits = FULL_MTU - headers, TUNNEL_MTU - headers
            self.assertEqual(segment_sizes(self.lab, server), ([fits, full], [full, fits]))

    def test_who_wants_less_gets_less(self):
        self.wait_for_ipv6()
        for server, headers in ((SERVER_ADDRESS, 40), (SERVER_ADDRESS6, 60)):
            full, fits = FULL_MTU - headers, TUNNEL_MTU - headers
            self.assertEqual(segment_sizes(self.lab, server, 900), ([900, full], [900, fits]))

    def test_a_transfer_needs_nobody_to_hear_of_packets_too_large(self):
        for end in (self.client, self.lab.server):
            end.output("nft", DEAF)
            self.addCleanup(end.output, "nft", "delete", "table", "inet", "deaf")
        self.wait_for_ipv6()
        for server in (SERVER_ADDRESS, SERVER_ADDRESS6):
            with Connection(self.client, self.lab.server, server) as ends:
                for sender, receiver in ((ends.client, ends.server), (ends.server, ends.client)):
                    self.assert_transferred(sender, receiver)

    def assert_transferred(self, sender, receiver):
        sending = threading.Thread(target=sender.sendall, args=(bytes(AMOUNT),))
        sending.start()
        arrived = 0
        while arrived < AMOUNT:
            arrived += len(receiver.recv(65536))
        sending.join()

    def test_a_fragment_is_not_taken_for_what_it_looks_like(self):
        wire = self.sniff(self.lab.mag, "uplink0")
        for packet in (make_ip(self.home, SERVER_ADDRESS, TCP, SYN),
                       later_fragment(make_ip(self.home, SERVER_ADDRESS, TCP, SYN))):
            send_frame(self.client, "wlan0", self.lab.access_mac, self.client.mac, packet)
        first, fragment = wire.wait_for(lambda p: p.inner and p.inner.protocol == TCP
                                        and p.inner.payload[:8] == SYN[:8], "both in the tunnel", count=2)
        self.assertEqual(first.inner.payload[-2:], (TUNNEL_MTU - 40).to_bytes(2, "big"))
        self.assertEqual(fragment.inner.payload, SYN)


if __name__ == "__main__":
    unittest.main()
