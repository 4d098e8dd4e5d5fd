"""Real associations: hostapd at the MAGs, wpa_supplicant at the client, on simulated radios."""

import subprocess
import unittest
from pathlib import Path

import attach_test
from case import LabCase
from dhcp_clients import Udhcpc
from neighbours import LMA_OF_TWO_MAGS, MAG2_ADDRESS
from numbered import Numbered
from settings import MAG_ADDRESS, REALM, SERVER_ADDRESS
from timeline import dhcp_type
from wifi_lab import WifiLab
from wifi_security import FT_PSK, OPEN, PSK, enterprise

INTERVAL = 0.01  # seconds between two datagrams of a stream: what an emulated machine keeps up with


def triggered_by(trigger, access_point):
    """A gateway with this access point, that believes at once that a client has gone elsewhere."""
    return {"access": [{"interface": "wlan0", "realm": REALM, "triggers": [trigger]}],
            "mag": {"hostapd_directory": str(access_point.control)}, "binding": {"min_attempt_interval": 0}}


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
        cls.magd_changes = triggered_by(cls.trigger, cls.lab.access_point)
        settings = triggered_by(cls.trigger, access_point)
        second.start(**settings | {"mag": settings["mag"] | {"address": MAG2_ADDRESS}})
        cls.sides = [(cls.lab.magd, cls.lab.access_point), (second, access_point)]

    def wait_for_arrival(self, old, new):
        new.wait_for_state(self.client, "ACTIVE")
        old.wait_for_state(self.client, None)

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
                handshakes = new[1].handshakes()
                print(f"{security.name}: {self.roam(old, new)}")
                self.assertEqual(new[1].handshakes() > handshakes, security.shakes_hands)
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
        (first, here), (second, there) = self.sides
        here.start(security)
        self.lab.station.start(security)
        there.start(security)
        for program in (self.lab.station, here, there):
            self.addCleanup(program.stop)
        self.lab.station.find(there)
        self.wait_for_arrival(second, first)
        for point, old, new in ((there, first, second), (here, second, first)):
            self.lab.station.roam(point)  # an emulated machine is slow the first time
            self.wait_for_arrival(old, new)

    def roam(self, old, new):
        """What was lost of the traffic meanwhile, in words."""
        (old_magd, old_point), (new_magd, new_point) = old, new
        streams = (Numbered(self.client, self.home, self.lab.server, SERVER_ADDRESS, INTERVAL),
                   Numbered(self.lab.server, SERVER_ADDRESS, self.client, self.home, INTERVAL))
        self.flow_on(streams)
        revoked = old_magd.log().count("revoked by LMA1: trigger 4")
        self.lab.station.roam(new_point)
        self.wait_for_arrival(old_magd, new_magd)
        self.flow_on(streams)
        self.assertEqual(new_magd.binding(self.client)["home_address"], self.home)
        self.assertGreater(old_magd.log().count("revoked by LMA1: trigger 4"), revoked)
        self.assertEqual(old_point.stations(), [self.client.mac], "it does not notice")
        return ", ".join(f"{way}: {len(stream.end())} of {stream.sent} lost, {stream.longest_silence():.2f} s without any"
                         for way, stream in zip(("up", "down"), streams))

    def flow_on(self, streams):
        for stream in streams:
            stream.wait_for(20)


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


if __name__ == "__main__":
    unittest.main()
