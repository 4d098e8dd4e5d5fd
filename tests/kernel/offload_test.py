"""Flows that the LMA lets out locally (RFC 6909) leave the gateway beside the tunnel, under its address."""

import unittest

from case import LabCase
from packets import ICMP
from settings import CLIENT_MTU, HOME_ADDRESS, SERVER_ADDRESS
from system import ip_batch

BREAKOUT_ADDRESS = "203.0.113.2"  # the gateway's
LOCAL_SERVER = "203.0.113.1"      # the server's, on the same link
OFFLOADED = "203.0.113.0/24"


def is_echo(packet):
    return packet.ip.protocol == ICMP


def is_tunnelled(packet):
    return packet.inner is not None


class LocalBreakout(LabCase):
    starts = ("anchor",)
    lma_changes = {"offer": {"offload": OFFLOADED}}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        mag, server = cls.lab.mag, cls.lab.server
        ip_batch([f"link add break0 netns {mag.name} type veth peer name local0 netns {server.name}"])
        ip_batch([f"address add {BREAKOUT_ADDRESS}/24 dev break0", "link set break0 up"], mag.name)
        ip_batch([f"address add {LOCAL_SERVER}/24 dev local0", "link set local0 up"], server.name)
        mag.set_sysctl("net.ipv4.conf.break0.forwarding", 1)
        cls.magd.start(mag={"breakout": "break0"})

    def setUp(self):
        self.home = self.online()["home_address"]
        self.tunnel = self.sniff(self.lab.mag, "uplink0")
        self.local = self.sniff(self.lab.server, "local0")

    def tearDown(self):
        self.detach()

    def test_chosen_flows_leave_locally_under_the_gateways_address(self):
        self.assertTrue(self.client.ping(LOCAL_SERVER))
        request, reply = self.local.packets(is_echo)
        self.assertEqual((request.ip.source, request.ip.destination), (BREAKOUT_ADDRESS, LOCAL_SERVER))
        self.assertEqual((reply.ip.source, reply.ip.destination), (LOCAL_SERVER, BREAKOUT_ADDRESS))
        self.assertEqual(self.tunnel.packets(is_tunnelled), [])

    def test_all_other_flows_stay_in_the_tunnel(self):
        self.assertTrue(self.client.ping(SERVER_ADDRESS))
        self.assertEqual(len(self.tunnel.packets(is_tunnelled)), 2)
        self.assertEqual(self.local.packets(is_echo), [])

    def test_a_packet_of_the_whole_mtu_passes(self):
        self.assertTrue(self.client.ping(LOCAL_SERVER, CLIENT_MTU - 28))

    def test_it_shows_what_the_lma_said(self):
        told = self.magd.binding(self.client)["told"]
        self.assertTrue(any("IPv4 Traffic Offload Selector" in option for option in told), told)
        flows = self.lab.mag.output("nft", "list", "set", "netdev", "magd", "offload_flows")
        self.assertIn(f"{HOME_ADDRESS} . {OFFLOADED} . ", flows)

    def test_nothing_is_left_of_a_client_that_has_gone(self):
        self.detach()
        self.assertEqual(self.lab.traces(), [])
        self.attach()


class Restart(LocalBreakout):
    """The same after a crash: the next start finds its own objects and takes them over or away."""

    def setUp(self):
        self.magd.kill()
        self.magd.start(mag={"breakout": "break0"})
        super().setUp()


if __name__ == "__main__":
    unittest.main()
