"""Two realms, each with an access interface and an LMA of its own."""

import unittest

from dhcp_clients import discover
from dhcp_station import ACK, DISCOVER
from neighbours import LMA2_ADDRESS, LMA2_HOME_ADDRESS, LMA2_POOL, TWO_LMAS, add_lma
from settings import HOME_ADDRESS, REALM
from system import wait_until
from twins_test import TwoInterfaces

OTHER_REALM = "example.net"
WAITING = [f"02:00:00:00:01:{number:02x}" for number in range(8)]


class TwoRealms(TwoInterfaces):
    """The machine behind the second interface is the client, once it has gone there."""

    magd_changes = {"lma": TWO_LMAS,
                    "realm": [{"name": REALM, "lmas": ["LMA1"]}, {"name": OTHER_REALM, "lmas": ["LMA2"]}],
                    "access": [{"interface": "wlan0", "realm": REALM, "silence_after": 0},
                               {"interface": "wlan1", "realm": OTHER_REALM, "silence_after": 0}],
                    "binding": {"lma_attempts": 100, "min_attempt_interval": 0}}

    @classmethod
    def prepare(cls):
        super().prepare()
        cls.second = add_lma(cls.lab)
        cls.second.start(lma={"address": LMA2_ADDRESS}, pool=[LMA2_POOL | {"realm": OTHER_REALM}])

    def tearDown(self):
        self.lab.anchor.told("behave")
        for binding in self.magd.call("binding.show"):
            self.magd.call("detach", mac=binding["mac"])
        wait_until(lambda: not self.magd.call("binding.show"), "all clients to be gone")

    def test_what_a_client_asks_where_it_has_gone_is_answered_with_the_address_of_there(self):
        self.assertEqual(self.station(self.client).take().given, HOME_ADDRESS)
        self.assertEqual(self.station(self.twin).ask(DISCOVER).given, LMA2_HOME_ADDRESS)
        binding = self.magd.binding(self.client)
        self.assertEqual((binding["state"], binding["lma"], binding["interface"]), ("ACTIVE", "LMA2", "wlan1"))

    def test_no_client_waits_for_the_lma_of_others(self):
        self.lab.anchor.told("silent")
        for mac in WAITING:
            discover(self.client, mac)
        wait_until(lambda: len(self.magd.call("binding.show")) == len(WAITING), "clients to wait")
        answer = self.station(self.twin).take()
        self.assertEqual((answer.type, answer.given), (ACK, LMA2_HOME_ADDRESS))
        states = {binding["mac"]: binding["state"] for binding in self.magd.call("binding.show")}
        self.assertEqual(states, {mac: "INIT" for mac in WAITING} | {self.twin.mac: "ACTIVE"})


if __name__ == "__main__":
    unittest.main()
