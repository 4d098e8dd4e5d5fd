"""What attaches clients beside DHCP: their ARP, the frame that an access point sends for them, a bridge's table."""

import unittest
from ipaddress import IPv4Address

from case import LabCase
from packets import mac_octets, send_ethernet
from settings import CLIENT_MAC, REALM, ROUTER, SERVER_ADDRESS
from sniffer import Sniffer
from system import ip_batch, wait_until

BROADCAST = "ff:ff:ff:ff:ff:ff"
ARP_REQUEST = b"\x08\x06\x00\x01"  # type of the frame, and operation
ARP_OF_IPV4 = bytes.fromhex("0001 0800 06 04")  # on Ethernet
OTHER_MAC, GROUP_MAC = "02:00:00:00:00:0d", "03:00:00:00:00:0c"
# IEEE 802.2 XID of the null service access point, in a frame with a length in place of a type.
LAYER2_UPDATE = bytes.fromhex("0006 0001 af81 0100")


def access(interface, *triggers):
    return {"access": [{"interface": interface, "realm": REALM, "triggers": list(triggers)}]}


class Triggered(LabCase):
    """Nobody attaches the client by hand, and it does not speak DHCP."""

    @classmethod
    def prepare(cls):
        cls.lab.client.speak_ipv6(False)

    def check_online(self):
        binding = self.magd.wait_for_state(self.client, "ACTIVE")
        self.client.configure(f"{binding['home_address']}/24", binding["default_router"])
        self.assertTrue(self.client.ping(SERVER_ADDRESS))


class Arp(Triggered):
    magd_changes = access("wlan0", "arp")

    def test_it_is_told_where_its_router_is(self):
        air = Sniffer(self.client, "wlan0")
        self.addCleanup(air.close)
        self.client.configure("192.168.5.44/24", ROUTER)
        self.addCleanup(self.detach)
        self.addCleanup(self.client.forget)  # before: it speaks no more
        self.client.run("ping", "-n", "-c", "1", "-W", "1", "192.168.5.77")  # whom nobody knows
        self.check_online()
        router = IPv4Address(ROUTER).packed
        announced = [frame[:12] for _, frame in air.frames()
                     if frame[12:14] + frame[20:22] == ARP_REQUEST and frame[28:32] == frame[38:42] == router]
        self.assertIn(mac_octets(CLIENT_MAC) + mac_octets(self.lab.access_mac), announced)

    def test_what_tells_of_no_client_is_counted(self):
        for reason, source, sender, length in (("sender", CLIENT_MAC, OTHER_MAC, 28),
                                               ("hardware_address", GROUP_MAC, GROUP_MAC, 28),
                                               ("truncated", CLIENT_MAC, CLIENT_MAC, 20)):
            question = mac_octets(sender) + bytes(4) + bytes(6) + IPv4Address(ROUTER).packed
            packet = b"\x08\x06" + (ARP_OF_IPV4 + b"\x00\x01" + question)[:length]
            with self.subTest(reason):
                self.assert_counted(f"drop_trigger_{reason}",
                                    lambda: send_ethernet(self.client, "wlan0", BROADCAST, source, packet))
        self.assertIsNone(self.magd.binding(self.client))


class Layer2Update(Triggered):
    magd_changes = access("wlan0", "layer2-update")

    def test_a_client_that_says_nothing_is_online(self):
        send_ethernet(self.client, "wlan0", BROADCAST, CLIENT_MAC, LAYER2_UPDATE)
        self.addCleanup(self.detach)
        self.check_online()


class Bridge(Triggered):
    """An access interface with several ports, as of wired clients and of access points behind a switch."""

    magd_changes = access("br0", "bridge") | {"binding": {"departure_delay": 200}}

    @classmethod
    def prepare(cls):
        super().prepare()
        ip_batch(["link add br0 type bridge", "link set wlan0 master br0", "link set br0 up"], cls.lab.mag.name)

    def test_who_is_learnt_is_attached_and_who_is_forgotten_leaves(self):
        send_ethernet(self.client, "wlan0", BROADCAST, CLIENT_MAC, LAYER2_UPDATE)
        self.check_online()
        ip_batch(["link set wlan0 down"], self.client.name)
        wait_until(lambda: self.magd.binding(self.client) is None, "the client to have left")
        self.assertIn("left br0 (bridge)", self.magd.log())
        wait_until(lambda: not self.lab.traces(), "the kernel to carry nothing of it")


if __name__ == "__main__":
    unittest.main()
