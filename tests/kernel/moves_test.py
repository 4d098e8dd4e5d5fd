"""Clients that another LMA of their realm takes over, and one that moves to another MAG."""

import struct
import unittest
from ipaddress import IPv6Address

from case import LabCase
from dhcp6_clients import (ADDRESS, ASSOCIATION, CONFIRM, INFORMATION_REQUEST, REBIND, RENEW, REPLY, SERVER_PORT,
                           STATUS, Dhclient6, Dhcpcd6, message6, option6, send6)
from dhcp6_test import DNS, Setting
from dhcp_clients import Udhcpc
from dhcp_station import DISCOVER, Station
from neighbours import (LMA2_ADDRESS, LMA2_HOME_ADDRESS, LMA2_POOL, LMA_OF_TWO_MAGS, MAG2_ADDRESS, TWO_LMAS, add_lma,
                        add_mag, roam)
from packets import BRI
from settings import HOME_ADDRESS, LMA_ADDRESS, MAG_ADDRESS, REALM, SERVER_ADDRESS
from system import ip_batch, wait_until
from zoo import Air

MOVING_MAC = "02:00:00:00:00:77"
HERE, THERE = "wlan0", "next0"


class TwoLmas(LabCase):
    magd_changes = {"lma": TWO_LMAS,
                    "realm": [{"name": REALM, "lmas": ["LMA1", "LMA2"]}],
                    "binding": {"lma_attempts": 2, "lma_hold_down": 1}}

    @classmethod
    def prepare(cls):
        cls.second = add_lma(cls.lab)
        cls.second.start(lma={"address": LMA2_ADDRESS}, pool=[LMA2_POOL | {"realm": REALM}])

    def tearDown(self):
        self.detach()

    def lma(self, name):
        return next(row for row in self.magd.call("lma.show") if row["name"] == name)

    def test_the_second_is_asked_if_the_first_is_silent(self):
        self.lab.anchor.told("silent")
        binding = self.online()
        self.assertEqual((binding["lma"], binding["home_address"]), ("LMA2", LMA2_HOME_ADDRESS))
        self.assertTrue(self.client.ping(SERVER_ADDRESS))
        self.assertEqual(self.magd.counters()["lma_changed"], 1)

        self.detach()
        self.lab.anchor.told("behave")
        wait_until(lambda: self.lma("LMA1")["held_down"] is None, "LMA1 to be asked again")
        self.assertEqual(self.attach()["lma"], "LMA1")

    def test_what_a_client_has_asked_once_is_answered_with_the_address_of_the_second(self):
        station = Station(self.client)
        self.addCleanup(station.close)
        for trouble in ("refuse 130", "silent"):
            with self.subTest(trouble):
                self.lab.anchor.told(trouble)
                self.addCleanup(self.lab.anchor.told, "behave")
                self.assertEqual(station.ask(DISCOVER).given, LMA2_HOME_ADDRESS)
                self.detach()
        self.attach()

    def test_clients_of_a_draining_one_move(self):
        self.assertEqual(self.online()["lma"], "LMA1")
        self.magd.call("lma.drain", lma="LMA1")
        self.addCleanup(self.magd.call, "lma.undrain", lma="LMA1")
        wait_until(lambda: self.magd.binding(self.client)["lma"] == "LMA2", "the client to move")
        binding = self.magd.wait_for_state(self.client, "ACTIVE")
        self.client.configure(f"{binding['home_address']}/24", binding["default_router"])
        self.assertEqual(binding["home_address"], LMA2_HOME_ADDRESS)
        self.assertTrue(self.client.ping(SERVER_ADDRESS))
        self.assertTrue(all(session["deregistered"] for session in self.lab.anchor.sessions()))
        self.assertEqual(self.lab.traces(self.client, HOME_ADDRESS), self.lab.lines_naming(self.client.mac))


class TwoLmasOfDhcp6(Setting):
    more = {"lma": TWO_LMAS, "realm": [{"name": REALM, "lmas": ["LMA1", "LMA2"], "services": "ipv6"}]}

    @classmethod
    def prepare(cls):
        super().prepare()
        cls.second = add_lma(cls.lab)
        cls.second.start(lma={"address": LMA2_ADDRESS},
                         pool=[LMA2_POOL | {"realm": REALM, "prefix6": "2001:db8:6::/48"}])

    def test_what_a_client_has_asked_once_is_answered_when_the_second_has_taken_it(self):
        self.lab.anchor.told("refuse 130")
        wire = self.sniff(self.client, "wlan0")
        send6(self.client, message6(INFORMATION_REQUEST, self.client.mac))
        answer, = wire.wait_for(lambda p: p.ports and p.ports[0] == SERVER_PORT, "an answer")
        self.assertEqual((answer.payload[0], self.magd.binding(self.client)["lma"]), (REPLY, "LMA2"))
        self.assertIn(IPv6Address(DNS).packed, answer.payload)


class Handover(LabCase):
    """The LMA keeps the home address, and tells the old MAG."""

    lma_changes = LMA_OF_TWO_MAGS

    @classmethod
    def prepare(cls):
        cls.second = add_mag(cls.lab)

    def test_the_home_address_is_kept(self):
        self.second.start(mag={"address": MAG2_ADDRESS})
        wire = self.sniff(self.lab.mag, "uplink0")
        self.online()
        self.assertTrue(self.client.ping(SERVER_ADDRESS))
        wait_until(lambda: self.magd.binding(self.client)["state_seconds"] > 3,
                   "a handover to be credible: this client's packets came long ago")
        roam(self.client)
        with Udhcpc(self.client, self.lab.folder) as dhcp:
            self.assertEqual(dhcp.wait_for_lease().address, f"{HOME_ADDRESS}/24")
            self.assertTrue(self.client.ping(SERVER_ADDRESS))
            self.assertTrue(self.lab.server.ping(HOME_ADDRESS))
            self.assertEqual(self.second.binding(self.client)["state"], "ACTIVE")
            self.magd.wait_for_state(self.client, None)
            self.assertEqual(self.lab.traces(), [])
        answer, *_ = wire.wait_for(lambda p: p.mobility and p.mobility.type == BRI and p.ip.source == MAG_ADDRESS,
                                   "the answer to the revocation")
        self.assertEqual((answer.ip.destination, answer.payload[7]), (LMA_ADDRESS, 0))
        session, = self.lab.anchor.sessions()
        self.assertEqual((session["mag"], session["handoffs"]), (MAG2_ADDRESS, 1))


class HandoverOfDhcp6(Setting):
    """From one gateway to another with a lease of DHCPv6."""

    more = {"binding": {"min_attempt_interval": 0}}
    more_of_lma = LMA_OF_TWO_MAGS
    gives_address = True
    lease_time = 20

    @classmethod
    def prepare(cls):
        super().prepare()
        cls.second = add_mag(cls.lab)
        cls.air = Air(cls.lab, (HERE, THERE))

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second.start(**cls.magd_changes | {"mag": {"address": MAG2_ADDRESS}})
        cls.client, cls.port = cls.air.add_client(MOVING_MAC, HERE)

    def tearDown(self):
        self.client.speak_ipv6(False)
        self.second.call("detach", mac=self.client.mac)
        self.second.wait_for_state(self.client, None)
        self.air.move(self.port, HERE)
        super().tearDown()

    def go(self):
        self.air.move(self.port, THERE)

    def notice_and_go(self):
        self.air.drop(self.port)
        self.go()

    def go_and_rebind(self):
        self.go()
        asked = option6(ASSOCIATION, bytes(12) + option6(ADDRESS, IPv6Address(self.address).packed + bytes(8)))
        send6(self.client, message6(REBIND, self.client.mac, asked), self.local)

    def answers(self, wire, kind):
        """What is in those to messages of this type."""
        messages = [packet.payload for packet in wire.packets(lambda p: p.ports and SERVER_PORT in p.ports)]
        asked = {octets[1:4] for octets in messages if octets[0] == kind}
        return [octets for octets in messages if octets[0] == REPLY and octets[1:4] in asked]

    def check_address_is_kept(self, leave, kind):
        """Whoever leaves this gateway asks the next one by this type of message; the answer."""
        self.assertTrue(self.ping_from(self.address))
        wait_until(lambda: self.magd.binding(self.client)["state_seconds"] > 3, "a handover to be credible")
        before, = self.lab.anchor.sessions()
        wire = self.sniff(self.second.namespace, "wlan0")
        leave()
        *_, answer = wait_until(lambda: self.answers(wire, kind), f"an answer to DHCPv6 message type {kind}",
                                deadline=3 * self.lease_time)
        self.assertEqual(self.second.binding(self.client)["state"], "ACTIVE")
        self.magd.wait_for_state(self.client, None)
        self.assertTrue(self.ping_from(self.address))
        self.assertTrue(self.lab.server.ping(self.address))
        session, = self.lab.anchor.sessions()
        self.assertEqual((session["mag"], session["handoffs"]), (MAG2_ADDRESS, before["handoffs"] + 1))
        return answer

    def wait_for_lease(self, dhcp):
        told = dhcp.wait_for("BOUND6", "REBOOT6")
        self.assert_leased(told)
        self.address = told.address

    def assert_granted(self, answer):
        self.assertIn(IPv6Address(self.address).packed + struct.pack("!II", self.lease_time, self.lease_time), answer)

    def test_the_next_one_renews_the_lease_of_a_client_that_does_not_notice(self):
        self.come()
        with Dhclient6(self.client, self.lab.folder) as dhcp:
            self.wait_for_lease(dhcp)
            self.assert_granted(self.check_address_is_kept(self.go, RENEW))
            self.assertEqual(dhcp.wait_for("RENEW6").address, self.address)

    def test_the_next_one_rebinds_the_lease(self):
        """Which a client asks for that has asked for its renewal in vain."""
        self.local = self.come()
        wait_until(self.client.home_address6, "a home network prefix")
        self.address = self.home_address()
        ip_batch([f"address add {self.address}/128 dev wlan0"], self.client.name)
        self.assert_granted(self.check_address_is_kept(self.go_and_rebind, REBIND))

    def test_the_next_one_confirms_the_address_of_a_client_that_notices(self):
        self.come(by_router=False)
        with Dhcpcd6(self.client, self.lab.folder) as dhcp:
            self.wait_for_lease(dhcp)
            self.assertIn(option6(STATUS, b"\x00\x00done"), self.check_address_is_kept(self.notice_and_go, CONFIRM))


if __name__ == "__main__":
    unittest.main()
