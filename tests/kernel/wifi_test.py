"""Real associations: hostapd at the MAGs, wpa_supplicant at the client, on simulated radios."""

import re
import subprocess
import unittest
from pathlib import Path

import attach_test
from case import LabCase
from dhcp_clients import Udhcpc
from handover import Handover, Side
from neighbours import LMA_OF_TWO_MAGS, MAG2_ADDRESS
from packets import mac_octets
from settings import CLIENT_MAC, MAG_ADDRESS
from system import wait_until
from timeline import dhcp_type
from trigger_test import BROADCAST, LAYER2_UPDATE
from wifi_lab import WifiLab, triggered_by
from wifi_security import FT_PSK, OPEN, PSK, enterprise

EVERY_TRIGGER = ("dhcp", "hostapd", "nl80211", "layer2-update")


class OpenFlow(attach_test.FirstDhcpMessage):
    """The reference flow, whose first event is an association."""

    lab_type = WifiLab

    def security(self):
        return OPEN

    def associate(self):
        security = self.security()
        self.lab.access_point.start(security)
        self.lab.station.start(security)
        self.associated = self.lab.access_point.wait_for_association(self.client)
        self.assertEqual(self.lab.access_point.stations(), [self.client.mac])

    def check_trigger(self, discover, update):
        self.assertLess(self.associated, discover.time)
        super().check_trigger(discover, update)


class PskFlow(OpenFlow):
    def security(self):
        return PSK


class EnterpriseFlow(OpenFlow):
    def security(self):
        return enterprise(self.lab.folder)


class EveryTrigger(PskFlow):
    """Three sources tell of one association at once, and then the client asks by DHCP: it is attached once."""

    @classmethod
    def prepare(cls):
        cls.magd_changes = triggered_by(cls.lab.access_point, *EVERY_TRIGGER)

    def associate(self):
        air = self.sniff(self.lab.mag, "wlan0")
        super().associate()
        update = mac_octets(BROADCAST) + mac_octets(CLIENT_MAC) + LAYER2_UPDATE
        wait_until(lambda: any(frame == update for _, frame in air.frames()), "the layer-2 update")
        self.magd.wait_for_state(self.client, "ACTIVE")

    def check_trigger(self, discover, update):
        self.assertLess(update.time, discover.time)

    def test_reference_flow(self):
        super().test_reference_flow()
        self.assertEqual(self.magd.counters()["pbu_initial_sent"], 1)
        session, = self.lab.anchor.sessions()
        self.assertEqual((session["deregistered"], session["handoffs"]), (False, 0))


class Roaming(LabCase):
    """One client and two MAGs, whose access points have one SSID. It reassociates with the other one while packets flow both
    ways; neither the access point that it leaves nor its own IP stack hears of it."""

    lab_type = WifiLab
    trigger = "hostapd"
    lma_changes = LMA_OF_TWO_MAGS

    @classmethod
    def prepare(cls):
        cls.lab.client.set_sysctl("net.ipv4.conf.wlan0.arp_evict_nocarrier", 0)  # as where roaming keeps the carrier
        second, access_point = cls.lab.add_mag()
        cls.magd_changes = triggered_by(cls.lab.access_point, cls.trigger)
        second.start(**triggered_by(access_point, cls.trigger, address=MAG2_ADDRESS))
        cls.sides = [Side(cls.lab.magd, cls.lab.access_point), Side(second, access_point)]

    def wait_for_arrival(self, old, new):
        new.magd.wait_for_state(self.client, "ACTIVE")
        old.magd.wait_for_state(self.client, None)

    def test_open(self):
        self.go_there_and_back(OPEN)

    def test_psk(self):
        self.go_there_and_back(PSK)

    def test_fast_transition(self):
        self.go_there_and_back(FT_PSK)

    def go_there_and_back(self, security):
        self.associate(security)
        with Udhcpc(self.client, self.lab.folder) as dhcp:
            self.home = dhcp.wait_for_lease().address.partition("/")[0]
            handoffs = self.session()["handoffs"]  # of the tests before it
            air = self.sniff(self.client, "wlan0")
            for old, new in (self.sides, reversed(self.sides)):
                handshakes = new.access_point.handshakes()
                self.roam(security.name, old, new)
                self.assertEqual(new.access_point.handshakes() > handshakes, security.shakes_hands)
            self.assertEqual(air.packets(dhcp_type), [], "the client noticed nothing")
            session = self.session()
            self.assertEqual((session["mag"], session["handoffs"]), (MAG_ADDRESS, handoffs + 2))
        self.client.forget()
        self.detach()

    def session(self):
        """What the LMA has."""
        session, = (session for session in self.lab.anchor.sessions() if not session["deregistered"])
        return session

    def associate(self, security):
        """With the first access point."""
        first, second = self.sides
        here, there = first.access_point, second.access_point
        here.start(security)
        self.lab.station.start(security)
        there.start(security)
        for program in (self.lab.station, here, there):
            self.addCleanup(program.stop)
        self.lab.station.find(there)
        self.wait_for_arrival(second, first)
        for old, new in ((first, second), (second, first)):
            self.lab.station.roam(new.access_point)  # an emulated machine is slow the first time
            self.wait_for_arrival(old, new)

    def roam(self, what, old, new):
        """Prints what was lost of the traffic meanwhile, and what took how long."""
        revoked = old.revocations()
        handover = Handover(self.lab, self.home, old, new)
        print(f"{what}: {handover.silence()}; {handover.delay()}")
        self.assertEqual(new.magd.binding(self.client)["home_address"], self.home)
        self.assertGreater(old.revocations(), revoked)
        self.assertEqual(old.access_point.stations(), [self.client.mac], "it does not notice")


class StationRoaming(Roaming):
    """The same, told by the kernel's stations."""

    trigger = "nl80211"

    test_open = test_fast_transition = None


class Demonstration(unittest.TestCase):
    def test_all_that_it_says_holds(self):
        done = subprocess.run([Path(__file__).with_name("wifi_demo.py")], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertRegex(done.stdout, "\\nProven: ")
        for way in ("down: [0-9]+ of [0-9]+ lost, 0\\.[0-9]+ s without any", "magd [0-9.]+ \\(its update"):
            self.assertEqual(len(re.findall(way, done.stdout)), 2, f"{way}\n{done.stdout}")


if __name__ == "__main__":
    unittest.main()
