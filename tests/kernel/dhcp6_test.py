"""DHCPv6 with real clients, and what router advertisements say of it."""

import unittest
from ipaddress import IPv6Address, ip_network

from case import LabCase
from dhcp6_clients import (ADVERTISE, CLIENT_PORT, RECONFIGURE, RELAY_FORWARD, REPLY, SERVER, SERVER_PORT, SOLICIT,
                           Dhclient6, Dhcpcd6, StatelessDhclient6, link_local, message6, option6, send6, send_udp6)
from packets import ICMPV6, UDP, mac_octets
from settings import CLIENT_MAC, HOME_PREFIXES6, REALM, SERVER_ADDRESS6
from settings import LMA as LMA_SETTINGS
from system import ip_batch, wait_until

ROUTER6 = "fe80::200:5eff:fe00:5213"
DNS = "2001:db8:100::53"
DOMAINS = "example.com"
OUR_DUID = bytes.fromhex("0003000100005e005213")
ROGUE_MAC, ROGUE, ROGUE_DUID = "02:00:00:00:00:66", "fe80::66", bytes.fromhex("00030001020000000066")
OTHER_MAC = "02:00:00:00:00:77"
OTHER_PORT, FORWARDED_PORT = 5213, 5214
ADVERTISEMENT, RDNSS, DNSSL = 134, 25, 31


def is_advertisement(packet):
    return packet.ip.protocol == ICMPV6 and packet.ip.payload[0] == ADVERTISEMENT


def options_of(advertisement):
    """What is behind type and length of each, by its type."""
    octets, at, options = advertisement.ip.payload, 16, {}
    while at < len(octets):
        end = at + 8 * octets[at + 1]
        options[octets[at]] = octets[at + 2:end]
        at = end
    return options


class Setting(LabCase):
    """A client of IPv6, silent before a test begins."""

    more = {}
    more_of_lma = {}
    gives_address = False
    lease_time = 40

    @classmethod
    def setUpClass(cls):
        cls.magd_changes = {"realm": [{"name": REALM, "lmas": ["LMA1"], "services": "ipv6"}],
                            "dhcp": {"dns6": [DNS], "options": [f"domain-search = {DOMAINS}"],
                                     "lease_time": cls.lease_time}} | cls.more
        cls.lma_changes = {"pool": [LMA_SETTINGS["pool"][0] | {"prefix6": HOME_PREFIXES6,
                                                               "address6": cls.gives_address}]} | cls.more_of_lma
        super().setUpClass()

    @classmethod
    def prepare(cls):
        cls.lab.client.speak_ipv6(False)

    def tearDown(self):
        self.client.speak_ipv6(False)
        if self.magd.binding(self.client):
            self.detach()

    def come(self, by_router=True):
        """The client forms its link-local address, and asks for routers or does not."""
        ip_batch(["link set wlan0 addrgenmode eui64"], self.client.name)  # dhcpcd leaves none
        self.client.set_sysctl("net.ipv6.conf.wlan0.accept_ra", 1 if by_router else 0)
        self.client.speak_ipv6(True)
        return link_local(self.client)

    def home_address(self):
        prefix, = self.magd.binding(self.client)["home_prefixes"]
        return str(ip_network(prefix)[0x5213])

    def assert_told(self, told):
        self.assertEqual((told.servers, told.domains), (DNS, DOMAINS))

    def assert_leased(self, told):
        self.assertEqual((told.address, told.seconds), (self.home_address(), str(self.lease_time)))
        self.assert_told(told)

    def ping_from(self, address):
        """Once the address is probed, and there is a router."""
        shown = ("ip", "-6", "address", "show", "dev", "wlan0", "-tentative", "to", address)
        wait_until(lambda: self.client.output(*shown), f"{address} to be there, and probed")
        wait_until(lambda: f"via {ROUTER6} " in self.client.output("ip", "-6", "route", "show", "default"),
                   "a default router")
        return self.client.run("ping", "-n", "-q", "-c", "1", "-W", "5", "-I", address, SERVER_ADDRESS6).returncode == 0


class AddressFromLma(Setting):
    gives_address = True

    def test_dhclient_takes_the_address_renews_and_releases_it(self):
        self.come()
        with Dhclient6(self.client, self.lab.folder) as dhcp:
            self.assert_leased(dhcp.wait_for("BOUND6"))
            self.assertTrue(self.ping_from(self.home_address()))
            self.assert_leased(dhcp.wait_for("RENEW6"))
            dhcp.release()
            self.magd.wait_for_state(self.client, None)
        self.assertIn("the client released its address", self.magd.log())

    def test_dhcpcd_follows_the_flag_of_its_router(self):
        self.come(by_router=False)  # dhcpcd listens to routers itself
        with Dhcpcd6(self.client, self.lab.folder) as dhcp:
            told = dhcp.wait_for("BOUND6", "REBOOT6")
            self.assert_leased(told)
            self.assertTrue(self.ping_from(told.address))

    def test_a_client_without_dhcp_forms_its_address_all_the_same(self):
        self.come()
        formed = wait_until(self.client.home_address6, "an address of the client")
        self.assertNotEqual(formed, self.home_address())
        self.assertTrue(self.ping_from(formed))


class NoAddress(Setting):
    def test_dhclient_attaches_the_client_and_gets_what_it_asks_for(self):
        self.come(by_router=False)
        self.assertIsNone(self.magd.binding(self.client))
        with StatelessDhclient6(self.client, self.lab.folder) as dhcp:
            told = dhcp.wait_for("BOUND6", "RENEW6")
            self.assert_told(told)
            self.assertEqual(told.address, "")
        self.assertEqual(self.magd.binding(self.client)["state"], "ACTIVE")

    def test_dhcpcd_follows_the_flag_of_its_router(self):
        self.come(by_router=False)
        with Dhcpcd6(self.client, self.lab.folder) as dhcp:
            self.assert_told(dhcp.wait_for("INFORM6"))

    def test_the_router_advertises_the_resolver_and_the_domains(self):
        wire = self.sniff(self.client, "wlan0")
        self.come()
        options = options_of(wire.wait_for(is_advertisement, "a router advertisement")[0])
        domain = b"\x07example\x03com\x00".ljust(16, b"\x00")
        for kind, data in ((RDNSS, IPv6Address(DNS).packed), (DNSSL, domain)):
            self.assertEqual(options[kind][6:], data)
            self.assertGreater(int.from_bytes(options[kind][2:6], "big"), 0)  # seconds

    def test_the_router_answers_for_itself_and_nobody_for_the_clients_addresses(self):
        self.come()
        formed = wait_until(self.client.home_address6, "an address of the client")
        self.assertTrue(self.ping_from(formed))
        ip_batch([f"neigh change {ROUTER6} dev wlan0 nud probe"], self.client.name)
        router = ("ip", "-6", "neigh", "show", ROUTER6, "dev", "wlan0")
        wait_until(lambda: "REACHABLE" in self.client.output(*router), "the router to answer a probe")
        self.assertIn(f"lladdr {self.lab.access_mac} router", self.client.output(*router))

        other = str(IPv6Address(int(IPv6Address(formed)) ^ 1))
        ip_batch([f"address add {other}/64 dev wlan0"], self.client.name)
        self.assertTrue(self.ping_from(other))

    def test_what_is_none_of_ours_is_counted(self):
        for reason, message in (("relayed", bytes([RELAY_FORWARD]) + bytes(33)),
                                ("other_server", message6(3, self.client.mac, option6(SERVER, b"\x00\x03\x00\x01\x00"))),
                                ("not_a_request", message6(7, self.client.mac)),
                                ("no_lease", message6(8, self.client.mac, option6(SERVER, OUR_DUID))),
                                ("truncated", b"\x01")):
            self.assert_counted(f"drop_dhcp6_{reason}", lambda octets=message: send6(self.client, octets))
        self.assertIsNone(self.magd.binding(self.client))


class ClientOfIpv4(Setting):
    more = {"client": [{"mac": CLIENT_MAC, "services": "ipv4"}]}

    def test_is_not_attached_by_it(self):
        self.assert_counted("drop_dhcp6_no_ipv6", lambda: send6(self.client, message6(SOLICIT, self.client.mac)))
        self.assertIsNone(self.magd.binding(self.client))


class Rogue(Setting):
    """A DHCPv6 server among the clients."""

    gives_address = True

    def say(self, kind, duid=ROGUE_DUID, to_mac=OTHER_MAC):
        send_udp6(self.client, (ROGUE_MAC, to_mac), (ROGUE, "fe80::77"), (SERVER_PORT, CLIENT_PORT),
                  message6(kind, OTHER_MAC, option6(SERVER, duid)))

    def test_it_is_told_once_and_each_answer_counted(self):
        for kind in (ADVERTISE, REPLY, RECONFIGURE):
            for to_mac in (OTHER_MAC, self.lab.access_mac):
                self.assert_counted("drop_dhcp6_rogue_server", lambda how=(kind, ROGUE_DUID, to_mac): self.say(*how))
        told = f"{ROGUE_MAC} is a DHCPv6 server on wlan0 that is none of ours: {ROGUE}, which calls itself "
        told += ROGUE_DUID.hex(":")
        self.magd.wait_for_line(told)
        self.assertEqual(self.magd.log().count(told), 1)
        self.assertIsNone(self.magd.binding(self.client))

    def test_another_gateway_is_none(self):
        for how in ((ADVERTISE, OUR_DUID), (SOLICIT,)):
            self.assert_counted("drop_dhcp6_not_a_request", lambda how=how: self.say(*how))

    def arrived(self, wire, port):
        """How many datagrams for this port the gateway has sent to the client."""
        return sum(frame[6:12] == mac_octets(self.lab.access_mac) and frame[20] == UDP
                   and frame[56:58] == port.to_bytes(2, "big") for _, frame in wire.frames())

    def test_no_client_has_its_answers_from_the_gateway(self):
        """Neither by its routing, as nothing that is said on the link, nor through the LMA, as other packets."""
        victim = self.come()
        formed = wait_until(self.client.home_address6, "an address of the client")
        home = self.home_address()
        wire = self.sniff(self.client, "wlan0")

        def send(mac, source, destination, port=CLIENT_PORT):
            send_udp6(self.client, (mac, self.lab.access_mac), (source, destination), (SERVER_PORT, port),
                      message6(ADVERTISE, self.client.mac, option6(SERVER, ROGUE_DUID)))

        for ends in ((ROGUE_MAC, ROGUE, victim), (self.client.mac, home, victim), (self.client.mac, home, formed)):
            self.assert_counted("drop_dhcp6_rogue_server", lambda ends=ends: send(*ends))
            send(*ends, port=OTHER_PORT if ends[2] == victim else FORWARDED_PORT)
        wait_until(lambda: self.arrived(wire, FORWARDED_PORT), "what is no answer to come back")
        self.assertEqual([self.arrived(wire, port) for port in (CLIENT_PORT, OTHER_PORT)], [0, 0])


if __name__ == "__main__":
    unittest.main()
