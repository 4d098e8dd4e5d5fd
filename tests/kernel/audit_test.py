"""What an operator sees of a kernel that somebody else has changed, and how it is mended."""

import json
import unittest

from case import LabCase
from settings import HOME_ADDRESS, ROUTER, SERVER_ADDRESS
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

    def test_deleted_objects_are_told_and_mended(self):
        self.online()
        self.addCleanup(self.detach)
        self.assertEqual(self.differences("check"), [])
        self.assertEqual(self.magd.magctl("check").stdout, "The kernel holds what it should.\n")
        table = self.route_of_the_client()
        ip_batch([f"route delete {HOME_ADDRESS} table {table}", f"neigh delete proxy {ROUTER} dev wlan0",
                  "rule delete iif mag-LMA1", "link delete mag-LMA1"], self.lab.mag.name)
        self.lab.mag.output("nft", "flush", "map", "inet", "magd", "uplink")
        found = self.differences("check")
        self.assertEqual({row["kind"] for row in found}, {"missing"})
        objects = "\n".join(row["object"] for row in found)
        for words in (f"route {HOME_ADDRESS}/32 dev wlan0 table {table}", f"proxy neighbour {ROUTER} dev wlan0",
                      "rule IPv4 priority", "tunnel mag-LMA1", f"map uplink: {self.client.mac} behind wlan0"):
            self.assertIn(words, objects)
        self.assertFalse(self.client.ping(SERVER_ADDRESS))
        self.assertEqual(self.differences("audit"), found)
        self.assertEqual(self.differences("check"), [])
        self.assertTrue(self.client.ping(SERVER_ADDRESS))

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
