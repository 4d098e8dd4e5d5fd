"""The link-local address of an IPv6 client's default router, picked by its LMA and the same at every MAG."""

import unittest

from case import LabCase
from neighbours import LMA_OF_TWO_MAGS, MAG2_ADDRESS, add_mag, roam
from packets import PBU, option
from settings import HOME_PREFIXES6, REALM, SERVER_ADDRESS6
from settings import LMA as LMA_SETTINGS
from system import ip_batch, wait_until

FIXED = "fe80::200:5eff:fe00:5213"
LINK_LOCAL_ADDRESS = 26


class Setting:
    """A client of IPv6, and two MAGs."""

    magd_changes = {"binding": {"link_local_from_lma": True, "min_attempt_interval": 0},  # a handover is credible at once
                    "realm": [{"name": REALM, "lmas": ["LMA1"], "services": "ipv6"}]}
    lma_changes = LMA_OF_TWO_MAGS | {"pool": [LMA_SETTINGS["pool"][0] | {"prefix6": HOME_PREFIXES6}]}

    @classmethod
    def prepare(cls):
        cls.second = add_mag(cls.lab)
        cls.lab.client.speak_ipv6(False)

    def come(self):
        self.client.speak_ipv6(True)
        return wait_until(self.client.home_address6, "an IPv6 address of the client")

    def wait_for_router(self, router):
        wait_until(lambda: f"default via {router} " in self.client.output("ip", "-6", "route", "show", "default"),
                   f"{router} to be the default router")

    def neighbour(self, router):
        return self.client.output("ip", "-6", "neigh", "show", router, "dev", "wlan0")


class RouterAddressFromLma(Setting, LabCase):
    def test_client_knows_it_asks_for_it_and_keeps_it_at_the_next_mag(self):
        home = self.come()
        router = self.magd.binding(self.client)["default_router6"]
        self.assertNotEqual(router, FIXED)
        self.wait_for_router(router)
        self.assertTrue(self.client.ping(SERVER_ADDRESS6))

        ip_batch(["neigh flush dev wlan0"], self.client.name)
        self.assertTrue(self.client.ping(SERVER_ADDRESS6))
        self.assertIn(f"lladdr {self.lab.access_mac} router", self.neighbour(router))
        ip_batch([f"neigh change {router} dev wlan0 nud probe"], self.client.name)
        wait_until(lambda: "REACHABLE" in self.neighbour(router), "the router to answer a probe")

        self.second.start(mag={"address": MAG2_ADDRESS}, **self.magd_changes)
        roam(self.client)
        wait_until(lambda: self.client.home_address6() == home, "the client to have its address again")
        self.assertEqual(self.second.binding(self.client)["default_router6"], router)
        self.wait_for_router(router)
        self.assertTrue(self.client.ping(SERVER_ADDRESS6))
        self.magd.wait_for_state(self.client, None)
        self.assertEqual(self.lab.traces(), [])


class ClientWithTheRoutersAddress(Setting, LabCase):
    def test_gateway_takes_another_and_tells_the_lma(self):
        self.come()
        router = self.magd.binding(self.client)["default_router6"]
        wire = self.sniff(self.lab.mag, "uplink0")
        ip_batch(["link set wlan0 addrgenmode none", "link set wlan0 down", "link set wlan0 up",
                  f"address add {router}/64 dev wlan0 nodad"], self.client.name)
        self.wait_for_router(FIXED)
        update, *_ = wire.wait_for(lambda p: p.mobility and p.mobility.type == PBU, "an update")
        self.assertEqual(option(update.mobility.octets[12:], LINK_LOCAL_ADDRESS).hex(), "fe8000000000000002005efffe005213")
        self.assertEqual(self.magd.binding(self.client)["default_router6"], FIXED)


if __name__ == "__main__":
    unittest.main()
