"""Clients that another LMA of their realm takes over, and one that moves to another MAG."""

import unittest

from case import LabCase
from dhcp_clients import Udhcpc
from neighbours import LMA2_ADDRESS, LMA2_HOME_ADDRESS, LMA2_POOL, MAG2_ADDRESS, add_lma, add_mag, roam
from packets import BRI
from settings import HOME_ADDRESS, LMA_ADDRESS, MAG_ADDRESS, REALM, SERVER_ADDRESS
from system import wait_until


class TwoLmas(LabCase):
    magd_changes = {"lma": [{"name": "LMA1", "address": LMA_ADDRESS}, {"name": "LMA2", "address": LMA2_ADDRESS}],
                    "realm": [{"name": REALM, "lmas": ["LMA1", "LMA2"]}],
                    "binding": {"retransmit_initial": 500, "lma_attempts": 2, "lma_hold_down": 1}}

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


class Handover(LabCase):
    """The LMA keeps the home address, and tells the old MAG."""

    lma_changes = {"mag": [{"address": address} for address in (MAG_ADDRESS, MAG2_ADDRESS)],
                   "peer": {"revoke_old_mag": True}}

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
        indication, answer = wire.wait_for(lambda p: p.mobility and p.mobility.type == BRI,
                                           "the revocation and its answer", count=2)
        self.assertEqual((indication.ip.source, answer.ip.source, answer.payload[7]), (LMA_ADDRESS, MAG_ADDRESS, 0))
        session, = self.lab.anchor.sessions()
        self.assertEqual((session["mag"], session["handoffs"]), (MAG2_ADDRESS, 1))


if __name__ == "__main__":
    unittest.main()
