"""MAC addresses that somebody invents: they take the place of none that is there, and in the end none at all."""

import contextlib
import unittest

import settings
from case import LabCase
from daemons import RpcError
from dhcp6_clients import SOLICIT, message6, send6
from dhcp_station import ACK, DISCOVER, Station
from packets import ICMPV6, mac_octets, make_ip6, send_ethernet
from settings import HOME_PREFIXES6, LMA_ADDRESS, REALM, SERVER_ADDRESS6
from system import wait_until

ROOM = 4
ATTACKERS = [f"02:00:00:00:01:{number:02x}" for number in range(3 * ROOM)]
ALL_ROUTERS, ALL_ROUTERS_MAC = "ff02::2", "33:33:00:00:00:02"
BROADCAST = "ff:ff:ff:ff:ff:ff"
SOLICITATION = b"\x85\x00"


class Flood(LabCase):
    """The access interface has room for few clients that have shown nothing."""

    services = "dual"
    triggers = ("dhcp", "arp")
    of_access = {"silence_after": 0}
    more = {}

    @classmethod
    def setUpClass(cls):
        cls.magd_changes = {
            "access": [{"interface": "wlan0", "realm": REALM, "triggers": list(cls.triggers), "waiting": ROOM}
                       | cls.of_access],
            "realm": [{"name": REALM, "lmas": ["LMA1"], "services": cls.services}],
            "binding": {"min_attempt_interval": 0}} | cls.more
        cls.lma_changes = {"pool": [settings.LMA["pool"][0] | {"prefix6": HOME_PREFIXES6}]}
        super().setUpClass()

    @classmethod
    def prepare(cls):
        cls.lab.client.speak_ipv6(False)

    def tearDown(self):
        self.client.speak_ipv6(False)
        for row in self.magd.call("binding.show"):
            with contextlib.suppress(RpcError):  # it has gone meanwhile
                self.magd.call("detach", mac=row["mac"])
        wait_until(lambda: not self.magd.call("binding.show"), "all to have gone")

    def solicit(self, mac):
        """As a host without an address asks for routers."""
        packet = make_ip6("::", ALL_ROUTERS, ICMPV6, SOLICITATION + bytes(6))
        send_ethernet(self.client, "wlan0", ALL_ROUTERS_MAC, mac, b"\x86\xdd" + packet)

    def solicit_address(self, mac):
        send6(self.client, message6(SOLICIT, mac), mac=mac)

    def station(self, mac):
        station = Station(self.client, mac)
        self.addCleanup(station.close)
        return station

    def discover(self, mac):
        self.station(mac).send(DISCOVER)

    def ask_by_arp(self, mac):
        question = mac_octets(mac) + bytes([192, 168, 5, 200]) + bytes(6) + bytes([192, 168, 5, 1])
        send_ethernet(self.client, "wlan0", BROADCAST, mac, bytes.fromhex("0806 0001 0800 06 04 0001") + question)

    def there(self):
        return sorted(row["mac"] for row in self.magd.call("binding.show") if row["state"] != "DISCONNECTING")

    def gave_way(self):
        return self.magd.counters()["refused_gave_way"]

    def flood(self, speak):
        """By all attackers, of which the last ones stay."""
        before = self.gave_way()
        for mac in ATTACKERS:
            speak(mac)
        wait_until(lambda: ATTACKERS[-1] in self.there(), "the last one to be heard")
        return self.gave_way() - before

    def one_by_one(self, speak):
        """Each is heard before the next: not at once, nor by several sockets in any order."""
        def spoken(mac):
            speak(mac)
            wait_until(lambda: mac in self.there(), f"{mac} to be heard")
        return spoken

    def check_bounded(self, speak):
        self.assertEqual(self.flood(speak), len(ATTACKERS) - ROOM)
        self.assertEqual(self.there(), ATTACKERS[-ROOM:])


class EachWord(Flood):
    """The LMA accepts everybody, and its sessions come to nothing."""

    def test_dhcp(self):
        self.check_bounded(self.discover)

    def test_dhcpv6(self):
        self.check_bounded(self.solicit_address)

    def test_router_solicitations(self):
        self.check_bounded(self.solicit)

    def test_arp(self):
        self.check_bounded(self.one_by_one(self.ask_by_arp))

    def test_all_of_them_share_the_room(self):
        words = [self.discover, self.solicit_address, self.solicit, self.ask_by_arp]
        self.check_bounded(self.one_by_one(lambda mac: words[ATTACKERS.index(mac) % len(words)](mac)))

    def test_while_the_lma_is_silent_or_refuses_all(self):
        for behaviour in ("silent", "refuse 130"):
            with self.subTest(behaviour):
                self.lab.anchor.told(behaviour)
                self.addCleanup(self.lab.anchor.told, "behave")
                self.check_bounded(self.discover)
                self.tearDown()

    def test_a_client_with_a_lease_stays_and_another_is_served(self):
        self.flood(self.solicit)
        self.assertEqual(self.station(self.client.mac).take().type, ACK)
        self.flood(self.solicit)
        self.assertEqual(self.magd.binding(self.client)["state"], "ACTIVE")

    def test_a_client_of_ipv6_stays_that_has_an_address(self):
        self.flood(self.solicit)
        self.client.speak_ipv6(True)
        wait_until(self.client.home_address6, "an IPv6 address of the client")
        self.magd.call("binding.show")  # it has read by then how the client probed its address
        self.flood(self.solicit)
        self.assertEqual(self.magd.binding(self.client)["state"], "ACTIVE")
        self.assertEqual(self.client.run("ping", "-n", "-q", "-c", "1", "-W", "5", SERVER_ADDRESS6).returncode, 0)


class Restarted(Flood):
    services = "ipv6"

    def test_whom_an_earlier_process_let_in_waits_still(self):
        self.client.speak_ipv6(True)
        wait_until(self.client.home_address6, "an IPv6 address of the client")
        wait_until(lambda: self.client.run("ping", "-n", "-q", "-c", "1", "-W", "1", SERVER_ADDRESS6).returncode == 0,
                   "the client to be online")
        self.flood(self.solicit)
        wait_until(lambda: {row["state"] for row in self.magd.call("binding.show")} == {"ACTIVE"}, "all to be online")
        waited = self.there()
        self.magd.kill()
        self.magd.start(**self.magd_changes)
        self.assertEqual(self.there(), waited)
        self.check_bounded_beside_the_client()

    def check_bounded_beside_the_client(self):
        """Whatever the order in which the earlier process's clients wait by now."""
        for mac in ATTACKERS[:ROOM]:
            self.solicit(mac)
        wait_until(lambda: ATTACKERS[ROOM - 1] in self.there(), "the last one to be heard")
        self.assertEqual(self.there(), sorted([*ATTACKERS[:ROOM], self.client.mac]))


class SlowLma(Flood):
    """Takes five updates a second; there is room for all clients but one."""

    services = "ipv4"
    of_access = {"silence_after": 0, "waiting": len(ATTACKERS) - 1}
    more = {"lma": [{"name": "LMA1", "address": LMA_ADDRESS, "update_rate": 5}]}

    def test_who_waits_for_its_turn_does_not_give_way(self):
        """Nobody has invented these clients, which come all at once and ask once."""
        stations = [self.station(mac) for mac in ATTACKERS]
        asked = [station.send(DISCOVER) for station in stations]
        for station, xid in zip(stations, asked):
            wait_until(lambda station=station, xid=xid: station.answers(xid), f"the OFFER for {station.mac}")
        self.assertEqual(self.gave_way(), 0)


class FullTable(Flood):
    """Of bindings, by clients that nobody has heard of again and that the LMA was not asked for yet."""

    services = "ipv4"
    more = {"lma": [{"name": "LMA1", "address": LMA_ADDRESS, "update_rate": 20}],
            "binding": {"min_attempt_interval": 0, "maximum": 2 * ROOM}}

    def test_another_client_is_served(self):
        online = self.station(ATTACKERS[0])
        online.take()
        for mac in ATTACKERS[1:]:
            self.discover(mac)
        wait_until(lambda: ATTACKERS[-1] in self.there(), "the last one to be heard")
        self.assertEqual(self.station(self.client.mac).take().type, ACK)
        self.assertEqual(self.magd.binding(online)["state"], "ACTIVE")
        self.assertEqual(self.magd.counters()["attach_refused_maximum"], 0)


class NobodyThere(Flood):
    """Who was never heard of again, and has sent nothing, is asked and has left."""

    services = "ipv6"
    of_access = {"silence_after": 1, "silence_interval": 1}

    def test_they_leave(self):
        for mac in ATTACKERS[:ROOM]:
            self.solicit(mac)
        wait_until(lambda: self.magd.counters()["silence_gone"] == ROOM, "all to be missed", 60)
        self.assertEqual(self.gave_way(), 0)


if __name__ == "__main__":
    unittest.main()
