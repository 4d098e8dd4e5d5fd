"""What an operator sees of a kernel that somebody else has changed, and how it is mended."""

import json
import unittest

from case import LabCase
from settings import HOME_ADDRESS, ROUTER
from system import ip_batch


class Audit(LabCase):
    """The table of a route or rule of ours is found by asking: the test knows none."""

    def differences(self, command):
        done = self.magd.magctl("--json", command)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return json.loads(done.stdout)

    def route_of_the_client(self):
        listed = self.lab.mag.output("ip", "route", "show", "table", "all", HOME_ADDRESS)
        return listed.split("table ")[1].split()[0]

    def test_what_the_kernel_does_not_tell_of_is_found_and_mended(self):
        """A proxy neighbour goes silently: nothing but a look at the kernel tells."""
        self.online()
        self.addCleanup(self.detach)
        self.assertEqual(self.differences("check"), [])
        self.assertEqual(self.magd.magctl("check").stdout, "The kernel holds what it should.\n")
        objects = self.lab.kernel_objects()
        ip_batch([f"neigh delete proxy {ROUTER} dev wlan0"], self.lab.mag.name)
        found = self.differences("check")
        self.assertEqual(found, [{"kind": "missing", "object": f"proxy neighbour {ROUTER} dev wlan0"}])
        self.assertEqual(self.differences("audit"), found)
        self.assertEqual(self.differences("check"), [])
        self.assertEqual(self.lab.kernel_objects(), objects)

    def test_what_is_left_over_goes_and_what_is_foreign_stays(self):
        self.online()
        self.addCleanup(self.detach)
        table = self.route_of_the_client()
        ip_batch([f"route add 192.0.2.77 dev wlan0 scope link protocol 213 table {table}",
                  f"route add 192.0.2.78 dev wlan0 scope link table {table}",
                  "rule add priority 100 fwmark 0x1000/0x1000 lookup 77"], self.lab.mag.name)
        self.assertEqual(self.differences("audit"),
                         [{"kind": "unexpected", "object": f"route 192.0.2.77/32 dev wlan0 table {table}"}])
        routes = self.lab.mag.output("ip", "route", "show", "table", table)
        self.assertNotIn("192.0.2.77", routes)
        self.assertIn("192.0.2.78", routes)
        self.assertIn("fwmark 0x1000", self.lab.mag.output("ip", "rule", "show"))


if __name__ == "__main__":
    unittest.main()
