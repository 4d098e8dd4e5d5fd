"""Clients that leave without a word, and are not asked: they are gone when their lease has ended."""

import socket
import threading
import time
import unittest

import settings
from case import LabCase
from dhcp_station import ACK, REQUEST, SERVER, TIME, VIRTUAL_SERVER, Station, address, answer_to
from settings import HOME_ADDRESS, HOME_PREFIXES6, LMA_ADDRESS, REALM
from system import PATIENCE, wait_until

LEASE_TIME = 10  # the configuration takes no shorter one
GRACE = 10       # LeaseEnds::grace
OTHER_MAC = "02:00:00:00:00:66"


class LeaseCase(LabCase):
    magd_changes = {"dhcp": {"lease_time": LEASE_TIME}, "binding": {"min_attempt_interval": 0}}

    @classmethod
    def prepare(cls):
        cls.lab.client.speak_ipv6(False)

    def station(self, mac=None):
        station = Station(self.client, mac)
        self.addCleanup(self.let_go, station)
        return station

    def let_go(self, station):
        station.close()
        if self.magd.binding(station):
            self.detach(station)

    def wait_until_late(self, predicate, what):
        """Until long after the end of a lease."""
        return wait_until(predicate, what, LEASE_TIME + GRACE + PATIENCE, interval=1)

    def wait_until_gone(self, station):
        self.wait_until_late(lambda: self.magd.binding(station) is None, "the client's lease to end")


class Served(LeaseCase):
    def test_who_renews_its_lease_stays_and_who_does_not_is_gone(self):
        stays, leaves = self.station(), self.station(OTHER_MAC)
        kept, lost = stays.take().given, leaves.take().given
        ended = self.magd.counters()["dhcp_lease_ended"]

        def renewed_and_gone():
            self.assertEqual(stays.ask(REQUEST, ciaddr=kept, to=VIRTUAL_SERVER).type, ACK)
            return self.magd.binding(leaves) is None
        self.wait_until_late(renewed_and_gone, "the lease that is not renewed to end")
        self.assertEqual(self.magd.binding(stays)["state"], "ACTIVE")
        self.assertEqual(self.magd.counters()["dhcp_lease_ended"], ended + 1)
        self.assertIn("its lease ended", self.magd.magctl("trace", OTHER_MAC).stdout)
        self.assertEqual(self.lab.lines_naming(OTHER_MAC, lost), [])
        self.lab.anchor.wait_for_line("0200.0000.0066.*de-registered")
        self.assertEqual([session["home_address"] for session in self.lab.anchor.sessions()
                          if not session["deregistered"]], [f"{kept}/24"])

    def test_whoever_has_no_lease_has_no_end(self):
        """Attached by hand, it may have its address from elsewhere."""
        self.attach()
        self.addCleanup(self.detach)
        leaves = self.station(OTHER_MAC)
        leaves.take()
        self.wait_until_gone(leaves)
        self.assertEqual(self.magd.binding(self.client)["state"], "ACTIVE")

    def test_after_a_death_of_the_daemon_leases_are_whole_again(self):
        self.attach()
        self.addCleanup(self.detach)
        leaves = self.station(OTHER_MAC)
        leaves.take()
        self.assertTrue(self.magd.binding(leaves))  # it has done what came before
        self.magd.kill()
        began = time.monotonic()
        self.magd.start(**self.magd_changes)
        self.wait_until_gone(leaves)
        self.assertGreater(time.monotonic() - began, LEASE_TIME)
        self.magd.wait_for_line(f"{OTHER_MAC} .*its lease ended")
        self.assertEqual(self.magd.binding(self.client)["state"], "ACTIVE")


class BothServices(LeaseCase):
    magd_changes = LeaseCase.magd_changes | {"realm": [{"name": REALM, "lmas": ["LMA1"], "services": "dual"}]}
    lma_changes = {"pool": [settings.LMA["pool"][0] | {"prefix6": HOME_PREFIXES6}]}

    def test_the_prefix_stays(self):
        client = self.station()
        client.take()
        before = self.magd.binding(client)
        self.assertEqual(before["home_address"], HOME_ADDRESS)
        self.wait_until_late(lambda: not self.magd.binding(client)["home_address"], "the client's lease to end")
        after = self.magd.wait_for_state(client, "ACTIVE")
        self.assertEqual(after["home_prefixes"], before["home_prefixes"])
        self.assertEqual(after["reason"], "its lease ended")


class LeaseServer:
    """A DHCP server beside the LMA, which gives one address, for a second."""

    def __init__(self, lab):
        with lab.lma.entered():
            self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind((LMA_ADDRESS, 67))
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self):
        options = {SERVER: address(LMA_ADDRESS), TIME: (1).to_bytes(4, "big")}
        while True:
            octets, relay = self._socket.recvfrom(1500)
            if not octets:
                return
            self._socket.sendto(answer_to(octets, HOME_ADDRESS, options), relay)

    def close(self):
        """By an empty datagram to itself."""
        self._socket.sendto(b"", (LMA_ADDRESS, 67))
        self._thread.join()
        self._socket.close()


class Relayed(LeaseCase):
    magd_changes = {"dhcp": {"relay_to": [LMA_ADDRESS], "lease_time": 3600}}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lab.closing(LeaseServer(cls.lab))

    def test_the_time_that_the_server_gave_counts(self):
        client = self.station()
        client.take()
        self.wait_until_gone(client)
        self.magd.wait_for_line("its lease ended")


# LeaseCase has no tests of its own.
del LeaseCase

if __name__ == "__main__":
    unittest.main()
