"""What is dropped, and that each drop is counted."""

import unittest

from case import LabCase
from packets import PBA, PBU, PORT, make_gre, make_udp, send_frame, send_ip
from settings import CLIENT_MAC, LMA_ADDRESS, MAG_ADDRESS, SERVER_ADDRESS
from sniffer import Sniffer

DATA = (40000, 40000, b"probe")


def is_probe(packet):
    """The packet itself, or one with it inside."""
    return b"probe" in packet.payload


class Data(LabCase):
    """Packets with a source or a key that is not the client's own."""

    def setUp(self):
        self.binding = self.online()
        self.home = self.binding["home_address"]

    def send_up(self, source, mac=CLIENT_MAC):
        send_frame(self.client, "wlan0", self.lab.access_mac, mac, make_udp(source, SERVER_ADDRESS, *DATA))

    def send_down(self, key, source=LMA_ADDRESS, destination=None, checksummed=False):
        inner = make_udp(SERVER_ADDRESS, destination or self.home, *DATA)
        send_ip(self.lab.lma, make_udp(source, MAG_ADDRESS, PORT, PORT, make_gre(key, inner), checksummed))

    def test_own_packets_pass(self):
        wire = self.sniff(self.lab.mag, "uplink0")
        self.send_up(self.home)
        wire.wait_for(is_probe, "the client's packet in the tunnel")
        self.assert_arrives(checksummed=False)

    def test_own_packets_with_udp_checksum_pass(self):
        self.assert_arrives(checksummed=True)

    def assert_arrives(self, checksummed):
        air = self.sniff(self.client, "wlan0")
        self.send_down(self.binding["downlink_key"], checksummed=checksummed)
        air.wait_for(lambda p: is_probe(p) and p.ip.destination == self.home, "the server's packet", deadline=5)

    def test_spoofed_source_is_dropped_and_counted(self):
        wire = self.sniff(self.lab.mag, "uplink0")
        self.assert_counted("uplink_unknown", lambda: self.send_up("192.168.5.99"))
        self.assert_counted("uplink_unknown", lambda: self.send_up(self.home, mac="02:00:00:00:00:99"))
        self.assertEqual(wire.packets(is_probe), [])

    def test_wrong_key_is_dropped_and_counted(self):
        air = self.sniff(self.client, "wlan0")
        key = self.binding["downlink_key"]
        for wrong in (key + 1, 0, self.binding["uplink_key"], 0xFFFFFFFF):
            self.assert_counted("downlink_unknown", lambda: self.send_down(wrong))
        self.assert_counted("downlink_unknown", lambda: self.send_down(key, source="10.106.37.99"))
        self.assert_counted("downlink_unknown", lambda: self.send_down(key, destination="192.168.5.99"))
        self.assertEqual(air.packets(is_probe), [])

    def test_tunnel_packet_without_key_is_dropped_and_counted(self):
        inner = make_udp(SERVER_ADDRESS, self.home, *DATA)
        bare = make_udp(LMA_ADDRESS, MAG_ADDRESS, PORT, PORT, b"\x00\x00\x08\x00" + inner)
        self.assert_counted("downlink_unknown", lambda: send_ip(self.lab.lma, bare))

    def test_client_cannot_reach_the_gateway_itself(self):
        to_gateway = make_udp(self.home, MAG_ADDRESS, *DATA)
        self.assert_counted("local_refused", lambda: send_frame(
            self.client, "wlan0", self.lab.access_mac, CLIENT_MAC, to_gateway))


class Acknowledgements(LabCase):
    """PBAs that are truncated, wrong or replayed change nothing and are counted by reason."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with Sniffer(cls.lab.mag, "uplink0") as wire:
            cls.lab.magd.call("attach", mac=cls.client.mac)
            cls.lab.magd.wait_for_state(cls.client, "ACTIVE")
            cls.pba = wire.packets(lambda p: p.mobility and p.mobility.type == PBA)[0].payload

    def assert_dropped(self, counter, payload, source=LMA_ADDRESS):
        before = self.magd.binding(self.client)
        packet = make_udp(source, MAG_ADDRESS, PORT, PORT, payload)
        self.assert_counted(counter, lambda: send_ip(self.lab.lma, packet))
        self.assert_unchanged(before)

    def assert_unchanged(self, before):
        after = self.magd.binding(self.client)
        for changing in ("state_seconds", "lifetime_left", "refresh_in"):
            del before[changing], after[changing]
        self.assertEqual(after, before)

    def test_replayed(self):
        self.assert_dropped("drop_pba_unmatched_sequence", self.pba)

    def test_wrong_sequence(self):
        sequence = int.from_bytes(self.pba[8:10], "big") + 1000 & 0xFFFF
        self.assert_dropped("drop_pba_unmatched_sequence",
                            self.pba[:8] + sequence.to_bytes(2, "big") + self.pba[10:])

    def test_truncated(self):
        self.assert_dropped("drop_mh_truncated", self.pba[:-8])
        self.assert_dropped("drop_mh_truncated", self.pba[:5])

    def test_option_overrun(self):
        cut = self.pba[:1] + bytes([self.pba[1] - 1]) + self.pba[2:-8]
        overrun = cut[:12] + bytes([8, 250]) + cut[14:]
        self.assert_dropped("drop_mh_option_overrun", overrun)

    def test_bad_checksum(self):
        before = self.magd.binding(self.client)
        packet = make_udp(LMA_ADDRESS, MAG_ADDRESS, PORT, PORT, self.pba)
        wrong = packet[:26] + bytes(octet ^ 1 for octet in packet[26:28]) + packet[28:]
        self.assert_counted("drop_signalling_bad_checksum", lambda: send_ip(self.lab.lma, wrong))
        self.assert_unchanged(before)

    def test_from_another_address(self):
        self.assert_dropped("drop_pba_unknown_peer", self.pba, source="10.106.37.99")

    def test_a_pbu_is_no_message_for_a_gateway(self):
        self.assert_dropped("drop_unexpected",
                            bytes([59, 1, PBU, 0, 0, 0, 0, 1, 0x82, 0, 0, 1, 1, 2, 0, 0]))

    def test_unknown_message_type(self):
        self.assert_dropped("drop_mh_unknown_type", bytes([59, 0, 200, 0, 0, 0, 0, 0]))


if __name__ == "__main__":
    unittest.main()
