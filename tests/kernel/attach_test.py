"""A client comes online: PMIPv6 signalling, DHCP, and its traffic through the kernel's tunnel."""

import unittest
from ipaddress import IPv4Address

from case import LabCase
from dhcp_clients import Udhcpc
from packets import ICMP, PBA, PBU, PORT, mac_octets, send_ethernet
from settings import (CLIENT_MAC, CLIENT_MTU, CLIENT_NAI, HOME_ADDRESS, LMA_ADDRESS, MAG_ADDRESS, REALM, ROUTER,
                      SERVER_ADDRESS)
from system import wait_until
from timeline import dhcp_type

ARP = bytes.fromhex("0806 0001 0800 06 04")  # type of the frame, and of the addresses
ARP_REQUEST, ARP_REPLY = ARP + b"\x00\x01", ARP + b"\x00\x02"
EVERYBODY = "ff:ff:ff:ff:ff:ff"
ICMP_AND_IP_HEADERS = 28


def is_tunnelled(packet):
    return packet.inner is not None


class FirstDhcpMessage(LabCase):
    """The client's first DHCPDISCOVER attaches it, and waits until the kernel carries its packets."""

    starts = ("anchor",)

    def associate(self):
        """What a client does before it asks for an address, on an access interface where it must."""

    @staticmethod
    def registration(wire):
        """The answer and its update: a slow LMA is asked more than once."""
        answer, *_ = wire.packets(lambda packet: packet.mobility and packet.mobility.type == PBA)
        updates = wire.packets(lambda packet: packet.mobility and packet.mobility.type == PBU)
        return next(each for each in updates if each.mobility.sequence == answer.mobility.sequence), answer

    def check_trigger(self, discover, update):
        self.assertLess(discover.time, update.time)

    def test_reference_flow(self):
        air = self.sniff(self.client, "wlan0")
        wire = self.sniff(self.lab.mag, "uplink0")
        self.magd.start(**self.magd_changes)
        self.associate()
        with Udhcpc(self.client, self.lab.folder) as dhcp:
            lease = dhcp.wait_for_lease()
        self.assertEqual(lease.address, f"{HOME_ADDRESS}/24")
        self.assertEqual((lease.router, lease.server, lease.mtu), (ROUTER, "192.0.2.1", CLIENT_MTU))

        update, answer = self.registration(wire)
        self.assertEqual((update.ip.source, update.ip.destination), (MAG_ADDRESS, LMA_ADDRESS))
        self.assertEqual((update.ports, answer.ports), ((PORT, PORT), (PORT, PORT)))
        self.assertIn(CLIENT_NAI.encode(), update.payload)
        self.assertEqual(answer.mobility.status, 0)

        first = {}  # of each type: a client that waits may repeat itself
        for packet in air.packets(dhcp_type):
            first.setdefault(dhcp_type(packet), packet)
        self.assertEqual(list(first), ["DISCOVER", "OFFER", "REQUEST", "ACK"])
        discover, offer, *_ = first.values()
        self.check_trigger(discover, update)
        self.assertLess(answer.time, offer.time)
        self.assert_in_order(r"NULL -> INIT", r"PBU sent", r"PBA received", r"INIT -> ACTIVE", r"OFFER", r"ACK")

        binding = self.magd.binding(self.client)
        self.assertEqual((binding["state"], binding["nai"]), ("ACTIVE", CLIENT_NAI))
        self.assertEqual((binding["uplink_key"], binding["downlink_key"]), (100, 1))
        self.assertEqual(binding["dhcp"]["last"], "ACK")
        self.assertTrue(self.client.ping(SERVER_ADDRESS))

        keys = {packet.key for packet in wire.packets() if packet.ip.source == MAG_ADDRESS}
        self.assertEqual(keys - {None}, {100}, "no other key ever leaves, from the start of magd on")

    def assert_in_order(self, *patterns):
        starts = [self.magd.wait_for_line(rf"{self.client.mac} .*{pattern}").start() for pattern in patterns]
        self.assertEqual(starts, sorted(starts), f"order of {patterns}")


class Forwarding(LabCase):
    """Traffic of a client that is online."""

    def setUp(self):
        self.home = self.online()["home_address"]
        self.wire = self.sniff(self.lab.mag, "uplink0")

    def tearDown(self):
        self.detach()

    def test_outer_packets_have_the_keys_and_ports(self):
        binding = self.magd.binding(self.client)
        self.assertTrue(self.client.ping(SERVER_ADDRESS))
        up, down = self.wire.packets(is_tunnelled)
        self.assertEqual((up.ip.source, up.ip.destination), (MAG_ADDRESS, LMA_ADDRESS))
        self.assertEqual((down.ip.source, down.ip.destination), (LMA_ADDRESS, MAG_ADDRESS))
        self.assertEqual((up.ports, down.ports), ((PORT, PORT), (PORT, PORT)))
        self.assertEqual((up.key, down.key), (binding["uplink_key"], binding["downlink_key"]))
        self.assertEqual((up.inner.source, up.inner.destination), (self.home, SERVER_ADDRESS))
        self.assertEqual((down.inner.source, down.inner.destination), (SERVER_ADDRESS, self.home))
        self.assertEqual((up.inner.protocol, down.inner.protocol), (ICMP, ICMP))

    def test_server_reaches_client(self):
        self.assertTrue(self.lab.server.ping(self.home))
        self.assertEqual(len(self.wire.packets(is_tunnelled)), 2)

    def test_packet_of_the_whole_mtu_passes_unfragmented(self):
        for sender, receiver in ((self.client, SERVER_ADDRESS), (self.lab.server, self.home)):
            self.assertTrue(sender.ping(receiver, CLIENT_MTU - ICMP_AND_IP_HEADERS))
        for packet in self.wire.packets(is_tunnelled):
            self.assertEqual((packet.ip.length, packet.inner.length), (1500, CLIENT_MTU))

    def test_too_long_packet_is_told(self):
        """A client that does not heed the MTU of its lease."""
        self.client.output("ip", "link", "set", "wlan0", "mtu", "1500")
        done = self.client.run("ping", "-n", "-c", "1", "-W", "5", "-M", "do",
                               "-s", str(CLIENT_MTU - ICMP_AND_IP_HEADERS + 1), SERVER_ADDRESS)
        self.assertRegex(done.stdout, f"Frag needed.*mtu = {CLIENT_MTU}")

    def test_router_answers_arp_and_nobody_claims_the_clients_own_address(self):
        self.client.output("ip", "neigh", "flush", "dev", "wlan0")
        self.assertTrue(self.client.ping(SERVER_ADDRESS))
        neighbours = self.client.output("ip", "neigh", "show", "dev", "wlan0")
        self.assertIn(f"{ROUTER} lladdr {self.lab.access_mac}", neighbours)


class TwoClients(LabCase):
    """Two clients behind one access interface have their own addresses and keys."""

    def tearDown(self):
        if self.magd.binding(self.client):
            self.detach()

    def ask(self, sender, target):
        """By ARP."""
        addresses = [IPv4Address(address).packed for address in (sender, target)]
        question = mac_octets(CLIENT_MAC) + addresses[0] + bytes(6) + addresses[1]
        send_ethernet(self.client, "wlan0", EVERYBODY, CLIENT_MAC, ARP_REQUEST + question)

    def test_the_gateway_answers_for_the_other_addresses_of_the_subnet_alone(self):
        home = self.online()["home_address"]
        wire = self.sniff(self.client, "wlan0")
        nobody = "192.168.5.200"
        for sender, target in (("0.0.0.0", nobody), (home, home), (home, "192.168.6.1"), (nobody, "192.168.5.201")):
            self.ask(sender, target)
        self.ask(home, nobody)

        def answers():
            return [frame for _, frame in wire.frames() if frame[12:22] == ARP_REPLY]

        wait_until(answers, "an answer")
        gateway, client = mac_octets(self.lab.access_mac), mac_octets(CLIENT_MAC)
        self.assertEqual(answers(), [client + gateway + ARP_REPLY + gateway + IPv4Address(nobody).packed + client
                                     + IPv4Address(home).packed])

    def test_they_reach_each_other_as_hosts_of_one_subnet(self):
        other = self.lab.add_client("02:00:00:00:00:03")
        first, second = self.online(), self.online(other)
        self.assertIn("dev wlan0 src", self.client.output("ip", "route", "get", second["home_address"]))
        self.assertTrue(self.client.ping(second["home_address"]))
        self.assertTrue(other.ping(first["home_address"]))
        self.detach(other)

    def test_both_reach_the_server(self):
        other = self.lab.add_client("02:00:00:00:00:02")
        first, second = self.online(), self.online(other)
        self.assertEqual(second["nai"], f"0200.0000.0002@{REALM}")
        for what in ("home_address", "uplink_key", "downlink_key"):
            self.assertNotEqual(first[what], second[what], what)
        wire = self.sniff(self.lab.mag, "uplink0")
        for client, binding in ((self.client, first), (other, second)):
            self.assertTrue(client.ping(SERVER_ADDRESS))
            self.assertTrue(self.lab.server.ping(binding["home_address"]))
        keys = {(packet.inner.source, packet.key) for packet in wire.packets(is_tunnelled)
                if packet.ip.source == MAG_ADDRESS}
        self.assertEqual(keys, {(b["home_address"], b["uplink_key"]) for b in (first, second)})

        self.detach(other)
        self.assertTrue(self.client.ping(SERVER_ADDRESS))
        self.assertEqual(self.lab.traces(other, second["home_address"]), [])


if __name__ == "__main__":
    unittest.main()
