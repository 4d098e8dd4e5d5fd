"""A MAC address that is seen behind two access interfaces."""

import time
import unittest

from case import LabCase
from dhcp6_clients import SOLICIT, message6, send6
from dhcp_station import ACK, DISCOVER, Station
from lab import Client
from settings import CLIENT_MAC, REALM
from system import ip_batch, wait_until

MOVES_AT_ONCE = 5
SECONDS_FOR_A_MOVE = 30


class TwoInterfaces(LabCase):
    """Of which the gateway hears nothing but what a test sends."""

    magd_changes = {"access": [{"interface": name, "realm": REALM, "silence_after": 0} for name in ("wlan0", "wlan1")]}

    @classmethod
    def prepare(cls):
        cls.twin = cls.lab.closing(Client(cls.lab.add_namespace("twin").name, CLIENT_MAC))
        ip_batch([f"link add wlan0 netns {cls.twin.name} address {CLIENT_MAC} type veth peer name wlan1 netns "
                  + cls.lab.mag.name])
        for namespace, interface in ((cls.lab.mag, "wlan1"), (cls.twin, "wlan0")):
            ip_batch([f"link set {interface} up"], namespace.name)
        for client in (cls.lab.client, cls.twin):
            client.speak_ipv6(False)

    def station(self, client):
        station = Station(client)
        self.addCleanup(station.close)
        return station


class OneClient(TwoInterfaces):
    """It has no IPv6, but its realm has."""

    magd_changes = TwoInterfaces.magd_changes | {"realm": [{"name": REALM, "lmas": ["LMA1"], "services": "dual"}],
                                                 "client": [{"mac": CLIENT_MAC, "services": "ipv4"}]}

    def test_one_that_asks_for_ipv6_in_vain_may_still_move(self):
        self.station(self.client).take()
        self.addCleanup(self.detach)
        refused = self.magd.counters()["refused_move"]
        for _ in range(2 * MOVES_AT_ONCE):
            self.assert_counted("drop_dhcp6_no_ipv6", lambda: send6(self.twin, message6(SOLICIT, CLIENT_MAC)))
        self.assertEqual(self.station(self.twin).take().type, ACK)
        self.assertEqual(self.magd.binding(self.client)["interface"], "wlan1")
        self.assertEqual(self.magd.counters()["refused_move"], refused)


class Twins(TwoInterfaces):
    def test_they_cannot_have_it_moved_for_ever(self):
        stations = {"wlan0": self.station(self.client), "wlan1": self.station(self.twin)}
        began = time.monotonic()
        stations["wlan0"].take()
        self.addCleanup(self.detach)
        speakers = iter(list(stations) * 100)

        def one_speaks_up():
            interface = next(speakers)
            stations[interface].send(DISCOVER)
            return self.magd.counters()["refused_move"]

        wait_until(one_speaks_up, "a move to be refused", interval=0.1)
        binding = self.magd.wait_for_state(self.client, "ACTIVE")
        allowed = MOVES_AT_ONCE + (time.monotonic() - began) // SECONDS_FOR_A_MOVE + 1
        self.assertLessEqual(binding["handoffs"], allowed)
        self.assertIn("are these two clients with one MAC address?", self.magd.log())
        self.assertEqual(stations[binding["interface"]].take().type, ACK)


if __name__ == "__main__":
    unittest.main()
