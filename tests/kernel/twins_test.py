"""Two clients with one MAC address, behind two access interfaces."""

import time
import unittest

from case import LabCase
from dhcp_station import ACK, DISCOVER, Station
from settings import CLIENT_MAC, REALM
from system import ip_batch, wait_until

MOVES_AT_ONCE = 5
SECONDS_FOR_A_MOVE = 30


class Twins(LabCase):
    magd_changes = {"access": [{"interface": name, "realm": REALM} for name in ("wlan0", "wlan1")]}

    @classmethod
    def prepare(cls):
        cls.twin = cls.lab.add_namespace("twin")
        ip_batch([f"link add wlan0 netns {cls.twin.name} address {CLIENT_MAC} type veth peer name wlan1 netns "
                  + cls.lab.mag.name])
        for namespace, interface in ((cls.lab.mag, "wlan1"), (cls.twin, "wlan0")):
            ip_batch([f"link set {interface} up"], namespace.name)

    def test_they_cannot_have_it_moved_for_ever(self):
        stations = {"wlan0": Station(self.client), "wlan1": Station(self.twin, CLIENT_MAC)}
        for station in stations.values():
            self.addCleanup(station.close)
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
