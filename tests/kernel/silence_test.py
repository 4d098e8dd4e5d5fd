"""Clients that leave without a word: nobody tells, they are asked, and do not answer."""

import subprocess
import unittest
from ipaddress import IPv4Address

import settings
from case import LabCase
from dhcp_clients import Dhcpcd, Udhcpc
from packets import mac_octets
from settings import CLIENT_MAC, HOME_ADDRESS, HOME_PREFIXES6, REALM, ROUTER, SERVER_ADDRESS
from system import ip_batch, wait_until

ASKED = {"access": [{"interface": "wlan0", "realm": REALM, "silence_after": 1, "silence_interval": 1}]}
ENOUGH = 7  # questions: more than a client may leave without an answer, twice
ARP_REQUEST = b"\x08\x06\x00\x01\x08\x00\x06\x04\x00\x01"


class Asked(LabCase):
    """Clients are asked soon."""

    magd_changes = ASKED

    @classmethod
    def prepare(cls):
        cls.lab.client.speak_ipv6(False)

    def counted(self, name):
        return self.magd.counters()[f"silence_{name}"]

    def wait_for_questions(self, number=ENOUGH):
        """So many more."""
        enough = self.counted("question") + number
        wait_until(lambda: self.counted("question") >= enough, f"{number} questions", 60)

    def link(self, state):
        ip_batch([f"link set wlan0 {state}"], self.client.name)

    def check_gone(self, before=0):
        """The client leaves, or has left, and everybody knows; so many had gone before."""
        self.link("down")
        self.addCleanup(self.link, "up")
        self.magd.wait_for_state(self.client, None)
        self.assertEqual(self.counted("gone"), before + 1)
        self.magd.wait_for_line(f"{CLIENT_MAC} .*left wlan0 \\(does not answer\\)")
        self.assertEqual(self.lab.traces(), [])
        wait_until(lambda: all(session["deregistered"] for session in self.lab.anchor.sessions()),
                   "the LMA to know that it has left")


class Ipv4(Asked):
    def tearDown(self):
        if self.magd.binding(self.client):
            self.detach()
        self.client.forget()

    def test_who_answers_stays_and_who_does_not_is_gone(self):
        air = self.sniff(self.client, "wlan0")
        with Udhcpc(self.client, self.lab.folder) as dhcp:
            dhcp.wait_for_lease()
            self.wait_for_questions()
            self.assertEqual(self.magd.binding(self.client)["state"], "ACTIVE")
            asked = {frame for _, frame in air.frames()
                     if frame[12:22] == ARP_REQUEST and frame[38:42] == IPv4Address(HOME_ADDRESS).packed
                     and frame[6:12] == mac_octets(self.lab.access_mac)}
            self.check_gone(self.counted("gone"))
        router = mac_octets(self.lab.access_mac) + IPv4Address(ROUTER).packed
        question = (mac_octets(CLIENT_MAC) + mac_octets(self.lab.access_mac) + ARP_REQUEST + router + bytes(6)
                    + IPv4Address(HOME_ADDRESS).packed)
        self.assertEqual(asked, {question})

    def test_who_sends_packets_is_not_asked(self):
        with Udhcpc(self.client, self.lab.folder) as dhcp:
            dhcp.wait_for_lease()
            stream = self.client.spawn(["ping", "-q", "-i", "0.02", SERVER_ADDRESS], stdout=subprocess.DEVNULL)
            self.addCleanup(stream.wait)
            self.addCleanup(stream.kill)
            wire = self.sniff(self.client, "wlan0")
            self.wait_for_packets(50)
            asked = self.counted("question")
            self.wait_for_packets(250)
            self.assertLessEqual(self.counted("question") - asked, self.pauses(wire))

    @staticmethod
    def pauses(wire):
        """How often a slow machine kept the client from sending for long."""
        times = [packet.time for packet in wire.packets(lambda packet: packet.ip.source == HOME_ADDRESS)]
        return sum(later - earlier > 0.5 for earlier, later in zip(times, times[1:]))

    def wait_for_packets(self, number):
        def sent():
            return self.magd.call("traffic.show", mac=CLIENT_MAC)[0]["uplink_packets"]
        enough = sent() + number
        wait_until(lambda: sent() >= enough, f"{number} packets of the client")

    def test_no_question_is_taken_for_a_conflict(self):
        """By a client that probes its address for longer than it may be silent, and defends it."""
        with Dhcpcd(self.client, self.lab.folder) as dhcp:
            lease = dhcp.wait_for_lease(60)
            self.wait_for_questions()
            self.assertEqual(dhcp.leases(dhcp.bound_event), [lease])
            self.assertEqual(self.magd.binding(self.client)["state"], "ACTIVE")
            self.assertIn(f"DAD completed for {HOME_ADDRESS}", dhcp.log())
            self.assertNotIn("DAD detected", dhcp.log())
            self.assertNotIn("claims", dhcp.log())
        self.assertEqual(self.magd.counters()["dhcp_declined"], 0)

    def test_who_is_heard_again_is_attached_again(self):
        self.online()
        back = self.counted("back")
        self.check_gone(self.counted("gone"))
        self.link("up")
        self.client.configure(f"{HOME_ADDRESS}/24", ROUTER)
        wait_until(lambda: self.client.ping(SERVER_ADDRESS), "the client to be online again")
        self.assertEqual(self.counted("back"), back + 1)

    def test_who_leaves_while_the_daemon_is_down_is_missed_afterwards(self):
        self.online()
        self.assertEqual(self.magd.stop(), 0)
        self.link("down")
        self.magd.start(**self.magd_changes)
        self.check_gone()


class Ipv6(Asked):
    magd_changes = ASKED | {"realm": [{"name": REALM, "lmas": ["LMA1"], "services": "ipv6"}]}
    lma_changes = {"pool": [settings.LMA["pool"][0] | {"prefix6": HOME_PREFIXES6}]}

    def test_who_answers_stays_and_who_does_not_is_gone(self):
        self.client.speak_ipv6(True)
        wait_until(self.client.home_address6, "an IPv6 address of the client")
        self.wait_for_questions()
        self.assertEqual(self.magd.binding(self.client)["state"], "ACTIVE")
        self.assertEqual(self.counted("gone"), 0)
        self.check_gone()


class Reload(Asked):
    magd_changes = {}

    def test_the_key_is_in_force_at_once(self):
        self.link("down")
        self.attach()
        self.magd.configure(settings.changed(settings.MAG, {"control": {"socket": self.magd.socket}} | ASKED))
        self.magd.call("reload")
        self.check_gone()


if __name__ == "__main__":
    unittest.main()
