"""Somebody else changes what is ours in the kernel, and it is as it was at once."""

import time
import unittest
from ipaddress import IPv4Address

import settings
from case import LabCase
from dhcp_clients import Udhcpc
from dhcp_station import Station
from packets import PORT, mac_octets
from settings import CLIENT_MAC, HOME_ADDRESS, HOME_PREFIXES6, REALM, ROUTER, SERVER_ADDRESS, SERVER_ADDRESS6
from system import PATIENCE, ip_batch, wait_until

ROUTER6 = "fe80::200:5eff:fe00:5213"
OTHER_ADDRESS, THIRD_ADDRESS = "02:00:00:00:52:01", "02:00:00:00:52:02"


class AccessInterface(LabCase):
    """It goes, as that of an access point's driver that is loaded again, and comes back with another number."""

    def test_it_goes_and_comes_back(self):
        self.online()
        self.addCleanup(self.detach)
        before = self.lab.kernel_objects()
        ip_batch(["link delete wlan0"], self.lab.mag.name)
        wait_until(lambda: {row["kind"] for row in self.magd.call("kernel.check")} <= {"unexpected"},
                   "the gateway to miss nothing")
        ip_batch([f"link add wlan0 address {self.lab.access_mac} type veth peer name wlan0 netns "
                  f"{self.client.name} address {self.client.mac}", "link set wlan0 up"], self.lab.mag.name)
        ip_batch(["link set wlan0 up"], self.client.name)
        wait_until(lambda: self.lab.kernel_objects() == before,
                   lambda: f"the kernel to be as it was:\n{before}\nIt is:\n{self.lab.kernel_objects()}")
        with Udhcpc(self.client, self.lab.folder) as dhcp:
            dhcp.wait_for_lease()
            self.assertTrue(self.client.ping(SERVER_ADDRESS))


class AccessAddress(LabCase):
    """The gateway's link-layer address there becomes another one, as that of a bridge that gets a port."""

    magd_changes = {"realm": [{"name": REALM, "lmas": ["LMA1"], "services": "dual"}]}
    lma_changes = {"pool": [settings.LMA["pool"][0] | {"prefix6": HOME_PREFIXES6}]}

    @classmethod
    def prepare(cls):
        cls.lab.client.speak_ipv6(False)

    def setUp(self):
        self.online()
        self.addCleanup(self.detach)
        self.client.speak_ipv6(True)
        self.addCleanup(self.client.speak_ipv6, False)
        self.assert_served()
        self.air = self.sniff(self.client, "wlan0")

    def assert_served(self):
        self.assertTrue(self.client.ping(SERVER_ADDRESS))
        wait_until(self.client.home_address6, "an IPv6 address of the client")
        self.assertTrue(self.client.ping(SERVER_ADDRESS6))

    def set_address(self, address):
        ip_batch([f"link set wlan0 address {address}"], self.lab.mag.name)

    def wait_until_told(self, address):
        """The client, by ARP and by an advertisement, and not asked."""
        router, mac = IPv4Address(ROUTER).packed, mac_octets(address)

        def told():
            frames = [frame for _, frame in self.air.frames() if frame[:12] == mac_octets(CLIENT_MAC) + mac]
            return (any(frame[12:14] == b"\x08\x06" and frame[22:32] == mac + router and frame[38:42] == router
                        for frame in frames)
                    and any(frame[54:55] == b"\x86" and b"\x01\x01" + mac in frame for frame in frames))
        wait_until(told, f"the client to hear of {address}")

    def assert_answers_come_from(self, address):
        station = Station(self.client)
        self.addCleanup(station.close)
        station.take()
        self.assertEqual(station.gateway_mac(), address)

    def test_clients_hear_of_it_and_are_served(self):
        self.set_address(OTHER_ADDRESS)
        self.wait_until_told(OTHER_ADDRESS)
        for router in (ROUTER, ROUTER6):
            self.assertIn(OTHER_ADDRESS, self.client.output("ip", "neigh", "show", router, "dev", "wlan0"))
        self.assert_served()
        self.assert_answers_come_from(OTHER_ADDRESS)

    def test_that_of_an_interface_that_is_down(self):
        ip_batch(["link set wlan0 down"], self.lab.mag.name)
        self.set_address(THIRD_ADDRESS)
        self.magd.wait_for_line("cannot be mended")  # since the interface is down: by now, all is known
        ip_batch(["link set wlan0 up"], self.lab.mag.name)
        self.wait_until_told(THIRD_ADDRESS)
        self.assert_served()
        self.assert_answers_come_from(THIRD_ADDRESS)
        self.assertNotIn("answer to a client on wlan0", self.magd.log())  # which nobody could have got


class Mend(LabCase):
    """How long it took is printed; a loaded machine may take longer."""

    def setUp(self):
        self.online()
        self.addCleanup(self.detach)
        self.objects = self.lab.kernel_objects()

    def assert_mended(self, what, change):
        counted = self.magd.counters()["kernel_restored"]
        began = time.monotonic()
        change()
        wait_until(lambda: self.magd.counters()["kernel_restored"] > counted, f"{what} to be restored",
                   deadline=3 * PATIENCE)  # mends are spaced where they take long
        print(f"{what}: counted as restored after {1000 * (time.monotonic() - began):.0f} ms")
        self.assertEqual(self.lab.kernel_objects(), self.objects)
        self.assertEqual(self.magd.call("kernel.check"), [])
        self.assertTrue(self.client.ping(SERVER_ADDRESS))

    def ip(self, *command):
        return lambda: ip_batch([" ".join(command)], self.lab.mag.name)

    def nft(self, *command):
        return lambda: self.lab.mag.output("nft", *command)

    def table_of_the_client(self):
        return self.lab.mag.output("ip", "route", "show", "table", "all", HOME_ADDRESS).split("table ")[1].split()[0]

    def test_route(self):
        self.assert_mended("a route", self.ip("route delete", HOME_ADDRESS, "table", self.table_of_the_client()))

    def test_rule(self):
        self.assert_mended("a rule", self.ip("rule delete iif mag-LMA1"))

    def test_neighbour(self):
        self.assert_mended("a neighbour", self.ip("neigh delete", HOME_ADDRESS, "dev wlan0"))

    def test_neighbour_that_is_answered_for(self):
        self.assert_mended("a proxy neighbour", self.ip("neigh delete proxy", ROUTER, "dev wlan0"))

    def test_port_that_tunnels_receive_on(self):
        self.assert_mended("a FOU port", self.ip("fou del port", str(PORT)))

    def test_tunnel(self):
        self.assert_mended("a tunnel device", self.ip("link delete mag-LMA1"))

    def test_map(self):
        self.assert_mended("a map's elements", self.nft("flush", "map", "netdev", "magd", "uplink"))

    def test_sets_that_are_not_of_clients(self):
        for kind, name in (("set", "access"), ("map", "stamp_udp4"), ("map", "unstamp_udp4")):
            self.assert_mended(f"{kind} {name}", self.nft("flush", kind, "inet", "magd", name))

    def test_chain(self):
        self.assert_mended("the rules of a chain", self.nft("flush", "chain", "netdev", "magd", "uplink"))

    def test_table(self):
        for family in ("netdev", "inet"):
            self.assert_mended(f"the table {family}", self.nft("delete", "table", family, "magd"))

    def test_everything_of_nftables(self):
        self.assert_mended("all of nftables", self.nft("flush", "ruleset"))

    def test_what_is_foreign_stays(self):
        foreign = ["nft", "list", "table", "inet", "other"]
        self.lab.mag.output("nft", "add", "table", "inet", "other")
        self.addCleanup(self.lab.mag.output, "nft", "delete", "table", "inet", "other")
        ip_batch(["route add 192.0.2.0/24 dev wlan0"], self.lab.mag.name)
        self.addCleanup(ip_batch, ["route delete 192.0.2.0/24"], self.lab.mag.name)
        before = self.lab.mag.output(*foreign), self.lab.mag.output("ip", "route", "show", "192.0.2.0/24")
        self.objects = self.lab.kernel_objects()
        self.assert_mended("a rule beside what is foreign", self.ip("rule delete iif mag-LMA1"))
        after = self.lab.mag.output(*foreign), self.lab.mag.output("ip", "route", "show", "192.0.2.0/24")
        self.assertEqual(after, before)
        self.assertTrue(all(after))


if __name__ == "__main__":
    unittest.main()
