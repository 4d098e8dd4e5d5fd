"""Every way for clients' packets to travel between MAG and LMA: what is on the wire, and that it carries."""

import re
import unittest

from case import LabCase
from connections import segment_sizes
from dhcp_clients import Udhcpc
from packets import GRE, ICMP, ICMPV6, IPIP, IPV6, PBA, PBU, PORT, UDP
from settings import (HOME_ADDRESS, HOME_PREFIXES6, LMA_ADDRESS, LMA_ADDRESS6, MAG_ADDRESS, MAG_ADDRESS6, REALM,
                      ROUTER, SERVER_ADDRESS, SERVER_ADDRESS6)
from settings import LMA as LMA_SETTINGS
from system import ip_batch, wait_until

UPLINK_KEY, DOWNLINK_KEY = 100, 1


def is_echo(packet):
    return packet.inner and packet.inner.protocol in (ICMP, ICMPV6) and packet.inner.payload[0] in (0, 8, 128, 129)


class Path:
    """A client comes, its packets cross the tunnel, and it goes. Test cases say how.

    Its first router solicitation would attach it as its first DHCP message does, so it is silent before."""

    anchor = LMA_ADDRESS        # the LMA by this address
    mag = MAG_ADDRESS
    asked = agreed = ()         # encapsulations of the MAG's configuration and of the LMA's
    device = {}                 # the operator's own tunnel
    dual = False                # IPv6 for the client too
    outer = {"IPv4": UDP}       # protocol around the client's packets, by their version
    keys = (UPLINK_KEY, DOWNLINK_KEY)
    ports = None
    path_mtu = 1500
    mtu = 1500
    status = 0

    @classmethod
    def setUpClass(cls):
        pool = LMA_SETTINGS["pool"][0] | ({"prefix6": HOME_PREFIXES6} if cls.dual else {})
        cls.lma_changes = {
            "lma": {"address6": LMA_ADDRESS6, "encapsulation": list(cls.agreed or cls.asked)} | cls.device,
            "pool": [pool], "mag": [{"address": cls.mag}]}
        cls.magd_changes = {
            "mag": {"address6": MAG_ADDRESS6},
            "lma": [{"name": "LMA1", "address": cls.anchor, "encapsulation": list(cls.asked),
                     "path_mtu": cls.path_mtu} | cls.device],
            "realm": [{"name": REALM, "lmas": ["LMA1"], "services": "dual" if cls.dual else "ipv4"}]}
        super().setUpClass()

    @classmethod
    def prepare(cls):
        cls.lab.client.speak_ipv6(False)
        cls.lab.client.set_sysctl("net.ipv6.conf.wlan0.accept_ra_mtu", 0)

    def test_client_comes_is_carried_and_goes(self):
        wire = self.sniff(self.lab.mag, "uplink0")
        empty = self.lab.kernel_objects()
        self.client.speak_ipv6(self.dual)
        with Udhcpc(self.client, self.lab.folder) as dhcp:
            lease = dhcp.wait_for_lease()
            self.assertEqual((lease.address, lease.router, lease.mtu), (f"{HOME_ADDRESS}/24", ROUTER, self.mtu))
            self.assert_signalled(wire)
            self.assert_carried(wire, "IPv4", HOME_ADDRESS, SERVER_ADDRESS)
            if self.dual:
                self.assert_carried(wire, "IPv6", self.wait_for_home_address6(), SERVER_ADDRESS6)
            self.assert_clamped(SERVER_ADDRESS, 40)
            if self.dual:
                self.assert_clamped(SERVER_ADDRESS6, 60)
        self.client.forget()
        self.client.speak_ipv6(False)
        self.detach()
        self.assert_nothing_left(empty)

    def assert_signalled(self, wire):
        update, answer = (wire.packets(lambda packet: packet.mobility and packet.mobility.type == kind)[0]
                          for kind in (PBU, PBA))
        self.assertEqual((update.ip.source, update.ip.destination), (self.mag, self.anchor))
        self.assertEqual(update.ports, (PORT, PORT) if self.anchor == LMA_ADDRESS else None)
        self.assertEqual(answer.mobility.status, self.status)

    def assert_carried(self, wire, version, home, server):
        headers = 28 if version == "IPv4" else 48
        before = self.passed()
        self.assertTrue(self.client.ping(server))
        self.assertTrue(self.client.ping(server, self.mtu - headers))
        octets = 56 + headers + self.mtu
        self.assertEqual([now - then for now, then in zip(self.passed(), before)], [2, octets, 2, octets])
        up, down, long_up, long_down = [packet for packet in wire.packets(is_echo)
                                        if home in (packet.inner.source, packet.inner.destination)]
        for packet, outer, inner, key in ((up, (self.mag, self.anchor), (home, server), self.keys[0]),
                                          (down, (self.anchor, self.mag), (server, home), self.keys[1])):
            self.assertEqual((packet.ip.source, packet.ip.destination), outer)
            self.assertEqual((packet.ip.protocol, packet.ports, packet.key), (self.outer[version], self.ports, key))
            self.assertEqual((packet.inner.source, packet.inner.destination), inner)
        self.assertEqual({(p.ip.length, p.inner.length) for p in (long_up, long_down)}, {(1500, self.mtu)})

    def assert_clamped(self, server, headers):
        """Segments of TCP fit into the tunnel, though both ends have an MTU of 1500."""
        self.client.output("ip", "link", "set", "wlan0", "mtu", "1500")
        full, fits = 1500 - headers, self.mtu - headers
        self.assertEqual(segment_sizes(self.lab, server), ([fits, full], [full, fits]))

    def passed(self):
        """Packets and octets of the client, up and down: of one client and of all they are the same here."""
        one, = self.magd.call("traffic.show", mac=self.client.mac)
        self.assertEqual(self.magd.call("traffic.show"), [one])
        return [one[f"{way}link_{what}"] for way in ("up", "down") for what in ("packets", "octets")]

    def wait_for_home_address6(self):
        """What the client's kernel makes of the router advertisement."""
        address = wait_until(self.client.home_address6, "an IPv6 address of the client")
        prefix, = self.magd.binding(self.client)["home_prefixes"]
        self.assertEqual(prefix.split("::")[0], re.match("([0-9a-f]+:){3}[0-9a-f]+", address)[0])
        return address

    def assert_nothing_left(self, empty):
        self.assertEqual(self.lab.traces(), [])
        self.assertEqual(self.lab.kernel_objects(), empty)
        routes = self.lab.mag.output("ip", "-6", "route", "show", "table", "all")
        self.assertNotIn(HOME_PREFIXES6.partition("::")[0], routes)
        self.assertTrue(all(session["deregistered"] for session in self.lab.anchor.sessions()))


class GreInUdp(Path, LabCase):
    asked = ["gre-udp"]
    dual = True
    outer = {"IPv4": UDP, "IPv6": UDP}
    ports = (PORT, PORT)
    mtu = 1464


class GreOverIpv4(Path, LabCase):
    asked = ["gre"]
    outer = {"IPv4": GRE}
    mtu = 1472


class GreOverIpv6(Path, LabCase):
    """Signalling goes in Mobility Headers over IPv6, without UDP."""

    anchor, mag = LMA_ADDRESS6, MAG_ADDRESS6
    asked = ["gre"]
    dual = True
    outer = {"IPv4": GRE, "IPv6": GRE}
    mtu = 1452


class GreWithoutKeys(Path, LabCase):
    asked = ["gre-unkeyed"]
    outer = {"IPv4": GRE}
    keys = (None, None)
    mtu = 1476


class NoGreOverIpv4(Path, LabCase):
    asked = ["none"]
    dual = True
    outer = {"IPv4": IPIP, "IPv6": IPV6}
    keys = (None, None)
    mtu = 1480


class NoGreOverIpv6(Path, LabCase):
    anchor, mag = LMA_ADDRESS6, MAG_ADDRESS6
    asked = ["none"]
    outer = {"IPv4": IPIP}
    keys = (None, None)
    mtu = 1460


class OperatorsOwnTunnel(Path, LabCase):
    """A device that is there already; magd routes into it and leaves it as it is."""

    asked = ["device"]
    device = {"device": "own0"}
    path_mtu = 1480  # what passes the device
    outer = {"IPv4": IPIP}
    keys = (None, None)
    mtu = 1480

    @classmethod
    def prepare(cls):
        super().prepare()
        for namespace, local, remote in ((cls.lab.mag, MAG_ADDRESS, LMA_ADDRESS),
                                         (cls.lab.lma, LMA_ADDRESS, MAG_ADDRESS)):
            ip_batch([f"link add own0 type ipip local {local} remote {remote}", "link set own0 up"], namespace.name)


class LmaWithoutGre(Path, LabCase):
    """Status 2: GRE was asked for and is not used."""

    asked = ["gre-udp", "none"]
    agreed = ["none"]
    status = 2
    outer = {"IPv4": IPIP}
    keys = (None, None)
    mtu = 1480


class LmaWithoutUdp(Path, LabCase):
    """Status 3: GRE is used, and goes without UDP."""

    asked = ["gre-udp", "gre"]
    agreed = ["gre"]
    status = 3
    outer = {"IPv4": GRE}
    mtu = 1472

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lab.anchor.told(f"accept {cls.status} 1")


if __name__ == "__main__":
    unittest.main()
