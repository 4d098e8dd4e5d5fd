"""Packets from client to client: through the LMA, or straight where the operator says so (RFC 5213 section 6.10.3)."""

import unittest

from case import LabCase
from packets import ICMP, ICMPV6
from settings import HOME_PREFIXES6, REALM, ROUTER
from settings import LMA as LMA_SETTINGS
from system import wait_until

FOREIGN = "192.168.5.99"  # no client's
ECHO_REQUEST = {ICMP: 8, ICMPV6: 128}
ECHO_REPLY = {ICMP: 0, ICMPV6: 129}
REDIRECT = {ICMP: 5, ICMPV6: 137}  # RFC 792, RFC 4861


def is_one_of(ip, *kinds):
    return any(ip.payload[:1] == bytes([kind[ip.protocol]]) for kind in kinds if ip.protocol in kind)


def is_tunnelled_echo(packet):
    return packet.inner is not None and is_one_of(packet.inner, ECHO_REQUEST, ECHO_REPLY)


def is_redirect(packet):
    return is_one_of(packet.ip, REDIRECT)


class ThroughTheLma(LabCase):
    """Two clients behind one access interface that reach each other by their router alone."""

    lma_changes = {"pool": [LMA_SETTINGS["pool"][0] | {"prefix6": HOME_PREFIXES6}]}
    magd_changes = {"realm": [{"name": REALM, "lmas": ["LMA1"], "services": "dual"}],
                    "access": [{"interface": "wlan0", "triggers": []}]}  # they solicit at any time
    in_tunnel = 4  # a request and a reply, each up and down
    localized = "status 128"

    @classmethod
    def prepare(cls):
        cls.other = cls.lab.add_client("02:00:00:00:00:02")
        # As wg-quick sets it: the kernel finds that clients are neighbours, and would tell them so.
        cls.lab.mag.set_sysctl("net.ipv4.conf.all.src_valid_mark", 1)

    def setUp(self):
        self.home, self.other_home = self.online(), self.online(self.other)
        for client, peer in ((self.client, self.other_home), (self.other, self.home)):
            client.output("ip", "route", "add", f"{peer['home_address']}/32", "via", ROUTER)
        self.wire = self.sniff(self.lab.mag, "uplink0")
        self.air = self.sniff(self.client, "wlan0")

    def tearDown(self):
        for client in (self.client, self.other):
            self.detach(client)

    def test_ipv4(self):
        self.assertTrue(self.client.ping(self.other_home["home_address"]))
        self.assert_carried()

    def test_ipv6(self):
        for client in (self.client, self.other):
            wait_until(client.home_address6, "an IPv6 address of the client")
        self.assertTrue(self.client.ping(self.other.home_address6()))
        self.assert_carried()

    def assert_carried(self):
        self.assertEqual(len(self.wire.packets(is_tunnelled_echo)), self.in_tunnel)
        self.assertEqual(self.air.packets(is_redirect), [])

    def test_the_lma_asks_for_it(self):
        self.lab.anchor.told(f"localize {self.home['nai']} {self.other_home['nai']} 60")
        self.lab.anchor.wait_for_line(f"LRA seq .* {self.localized}")


class Straight(ThroughTheLma):
    magd_changes = ThroughTheLma.magd_changes | {"mag": {"local_routing": True}}
    in_tunnel = 0
    localized = "status 0 lifetime 60 s"

    def test_another_source_than_the_clients_own_gets_nowhere(self):
        beyond = self.sniff(self.other, "wlan0")
        self.client.output("ip", "address", "add", f"{FOREIGN}/32", "dev", "wlan0")
        self.addCleanup(self.client.output, "ip", "address", "delete", f"{FOREIGN}/32", "dev", "wlan0")
        for source in (FOREIGN, self.home["home_address"]):
            self.client.run("ping", "-n", "-c", "1", "-W", "1", "-I", source, self.other_home["home_address"])
        beyond.wait_for(lambda packet: packet.ip.source == self.home["home_address"], "what is sent afterwards")
        requests = {packet.ip.source for packet in beyond.packets(lambda packet: is_one_of(packet.ip, ECHO_REQUEST))}
        self.assertEqual(requests, {self.home["home_address"]})


if __name__ == "__main__":
    unittest.main()
