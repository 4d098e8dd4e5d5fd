"""Access interfaces of which one is for a VLAN of another: whose clients are whose."""

import itertools
import unittest

import settings
from case import LabCase
from dhcp6_clients import ALL_SERVERS, ALL_SERVERS_MAC, CLIENT_PORT, SERVER_PORT, SOLICIT, ip6_udp, message6
from dhcp_clients import Udhcpc
from dhcp_station import DISCOVER, encode
from packets import ICMPV6, make_ip6, make_udp, mac_octets, send_ethernet
from settings import HOME_PREFIXES6, REALM, SERVER_ADDRESS
from system import ip_batch, wait_until

VLAN, UNKNOWN_VLAN = 20, 30
BROADCAST = "ff:ff:ff:ff:ff:ff"
TRIGGERS = ["dhcp", "arp", "layer2-update"]
_numbers = itertools.count(1)


def invented_mac():
    return f"02:00:00:00:20:{next(_numbers):02x}"


def discover(mac):
    message = encode(DISCOVER, mac, 0x5213, {})
    return BROADCAST, b"\x08\x00" + make_udp("0.0.0.0", "255.255.255.255", 68, 67, message)


def solicit_address(mac):
    return ALL_SERVERS_MAC, b"\x86\xdd" + ip6_udp(("fe80::1", ALL_SERVERS), (CLIENT_PORT, SERVER_PORT),
                                                  message6(SOLICIT, mac))


def solicit(_):
    """As a host without an address asks for routers."""
    return "33:33:00:00:00:02", b"\x86\xdd" + make_ip6("::", "ff02::2", ICMPV6, b"\x85" + bytes(7))


def ask_by_arp(mac):
    question = mac_octets(mac) + bytes([192, 168, 5, 200]) + bytes(6) + bytes([192, 168, 5, 1])
    return BROADCAST, bytes.fromhex("0806 0001 0800 06 04 0001") + question


def update(_):
    """What an access point says for a client."""
    return BROADCAST, bytes.fromhex("0006 0001 af81 0100")


SAID = (discover, solicit_address, solicit, ask_by_arp, update)


class Vlans(LabCase):
    """The wire carries frames of VLANs, and others. The client's are those of one VLAN."""

    magd_changes = {"access": [{"interface": name, "realm": REALM, "triggers": TRIGGERS, "silence_after": 0}
                               for name in ("wlan0", f"wlan0.{VLAN}")],
                    "realm": [{"name": REALM, "lmas": ["LMA1"], "services": "dual"}]}
    lma_changes = {"pool": [settings.LMA["pool"][0] | {"prefix6": HOME_PREFIXES6}]}

    @classmethod
    def prepare(cls):
        client, mag = cls.lab.client, cls.lab.mag
        client.speak_ipv6(False)
        ip_batch(["link set wlan0 down", "link set wlan0 name trunk0", "link set trunk0 up",
                  f"link add link trunk0 name wlan0 type vlan id {VLAN}"], client.name)
        client.speak_ipv6(False)
        ip_batch(["link set wlan0 up"], client.name)
        ip_batch([f"link add link wlan0 name wlan0.{VLAN} type vlan id {VLAN}", f"link set wlan0.{VLAN} up"], mag.name)

    def say(self, what, mac, vlan=None):
        """One frame of a host with this address, in a VLAN or in none."""
        destination, rest = what(mac)
        tag = b"\x81\x00" + vlan.to_bytes(2, "big") if vlan else b""
        send_ethernet(self.client, "trunk0", destination, mac, tag + rest)

    def binding_of(self, mac):
        return next((row for row in self.magd.call("binding.show") if row["mac"] == mac), None)

    def wait_for(self, mac):
        """Its binding; it goes at the end of the test."""
        self.addCleanup(self.magd.call, "detach", mac=mac)
        return wait_until(lambda: (row := self.binding_of(mac)) and row["state"] == "ACTIVE" and row,
                          lambda: f"{mac} to be online; it is {self.binding_of(mac)}")

    def say_in_none(self, what):
        """By the same socket, so all that came before has been read when this host is online."""
        mac = invented_mac()
        self.say(what, mac)
        self.assertEqual(self.wait_for(mac)["interface"], "wlan0")

    def test_who_speaks_in_a_vlan_is_behind_its_interface_alone(self):
        refused = self.magd.counters()["refused_move"]
        for what in SAID:
            with self.subTest(what.__name__):
                mac = invented_mac()
                self.say(what, mac, VLAN)
                self.wait_for(mac)
                for _ in range(3):
                    self.say(what, mac, VLAN)
                self.say_in_none(what)
                binding = self.binding_of(mac)
                self.assertEqual((binding["interface"], binding["handoffs"]), (f"wlan0.{VLAN}", 0))
        self.assertEqual(self.magd.counters()["refused_move"], refused)

    def test_who_speaks_in_a_vlan_without_an_interface_is_nobody(self):
        for what in SAID:
            with self.subTest(what.__name__):
                mac = invented_mac()
                self.say(what, mac, UNKNOWN_VLAN)
                self.say_in_none(what)
                self.assertIsNone(self.binding_of(mac))

    def test_a_real_client_of_the_vlan(self):
        with Udhcpc(self.client, self.lab.folder) as dhcp:
            dhcp.wait_for_lease()
            self.addCleanup(self.detach)
            self.assertTrue(self.client.ping(SERVER_ADDRESS))
        binding = self.magd.binding(self.client)
        self.assertEqual((binding["interface"], binding["handoffs"]), (f"wlan0.{VLAN}", 0))


if __name__ == "__main__":
    unittest.main()
