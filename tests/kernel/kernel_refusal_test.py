"""The kernel refuses an object: what was made for the client is undone, and the reason told."""

import unittest

from case import LabCase
from settings import HOME_ADDRESS, SERVER_ADDRESS

DOWNLINK_TABLE = "5215"


class ForeignRoute(LabCase):
    def test_undone_and_reported(self):
        foreign = ("route", "{}", f"{HOME_ADDRESS}/32", "dev", "uplink0", "table", DOWNLINK_TABLE)
        self.change(foreign, "add")
        before = self.lab.kernel_objects()
        self.magd.call("attach", mac=self.client.mac)
        binding = self.magd.wait_for_state(self.client, "NULL")
        self.assertIn("File exists", binding["reason"])
        self.assertIn(f"route {HOME_ADDRESS}/32 dev wlan0 table {DOWNLINK_TABLE}", binding["reason"])
        self.assertEqual(self.magd.counters()["kernel_failed"], 1)
        self.assertEqual(self.lab.kernel_objects(), before)
        self.lab.anchor.wait_for_line("de-registered")

        self.change(foreign, "delete")
        self.online()
        self.assertTrue(self.client.ping(SERVER_ADDRESS))

    def change(self, command, verb):
        self.lab.mag.output("ip", *(word.format(verb) for word in command))


if __name__ == "__main__":
    unittest.main()
