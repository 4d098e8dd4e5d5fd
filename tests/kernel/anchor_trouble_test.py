"""An LMA that is silent or refuses: the client gets no service, and the operator the reason."""

import unittest

from case import LabCase
from dhcp_clients import Udhcpc
from packets import PBU

TIMESTAMP_UNITS = 2**16  # a second


class SilentLma(LabCase):
    lma_changes = {"test": {"silent": True}}

    def test_updates_are_repeated_and_the_client_hears_nothing(self):
        wire, air = self.sniff(self.lab.mag, "uplink0"), self.sniff(self.client, "wlan0")
        with Udhcpc(self.client, self.lab.folder):
            updates = wire.wait_for(lambda p: p.mobility and p.mobility.type == PBU, "four updates", count=4)
        steps = [[(getattr(later.mobility, what) - getattr(earlier.mobility, what))
                  for earlier, later in zip(updates, updates[1:])] for what in ("sequence", "timestamp")]
        self.assertEqual([step % 2**16 for step in steps[0]], [1, 1, 1])
        for units, planned in zip(steps[1], (1, 2, 4)):  # by the gateway's clock, which may come to it late
            self.assertTrue(0.9 < units / TIMESTAMP_UNITS / planned < 2, f"{steps[1]} instead of 1, 2, 4 s")

        binding = self.magd.binding(self.client)
        self.assertEqual((binding["state"], binding["home_address"]), ("INIT", None))
        self.assertEqual(binding["attempts"], 4)
        self.assertIn("no answer from LMA1 (10.106.37.40)", binding["reason"])
        self.assertIn("Reason", self.magd.magctl("show", "binding").stdout)
        self.assertEqual(air.packets(lambda p: p.ports and p.ports[0] == 67), [])


class RefusingLma(LabCase):
    lma_changes = {"test": {"refuse_status": 153}}

    def test_status_by_name(self):
        self.magd.call("attach", mac=self.client.mac)
        binding = self.magd.wait_for_state(self.client, "NULL")
        self.assertIn("153 NOT_LMA_FOR_THIS_MOBILE_NODE", binding["reason"])
        self.assertIn("NOT_LMA_FOR_THIS_MOBILE_NODE", self.magd.magctl("show", "binding", self.client.mac).stdout)
        self.assertEqual(self.magd.counters()["pba_rejected"], 1)
        self.assertEqual(self.lab.traces(), [])


if __name__ == "__main__":
    unittest.main()
