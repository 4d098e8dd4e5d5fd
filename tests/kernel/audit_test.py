"""What an operator sees of a kernel that somebody else has changed, and how it is mended."""

import json
import unittest

from case import LabCase
from settings import HOME_ADDRESS, ROUTER
from system import ip_batch, wait_until


class Audit(LabCase):
    """The table of a route or rule of ours is found by asking: the test knows none."""

    def differences(self, command):
        done = self.magd.magctl("--json", command)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return json.loads(done.stdout)

    def route_of_the_client(self):
        listed = self.lab.mag.output("ip", "route", "show", "table", "all", HOME_ADDRESS)
        return listed.split("table ")[1].split()[0]

    def found_without_the_proxy(self, method):
        """What an operator is told who asks before the gateway itself has noticed."""
        def delete_and_ask():
            ip_batch([f"neigh delete proxy {ROUTER} dev wlan0"], self.lab.mag.name, "-force")
            return self.magd.call(method)
        return wait_until(delete_and_ask, f"{method} to be ahead of the gateway's own look")

    def test_what_the_kernel_does_not_tell_of_is_found_and_mended(self):
        """A proxy neighbour goes silently: nothing but a look at the kernel tells."""
        self.online()
        self.addCleanup(self.detach)
        self.assertEqual(self.differences("check"), [])
        self.assertEqual(self.magd.magctl("check").stdout, "The kernel holds what it should.\n")
        objects = self.lab.kernel_objects()
        missing = [{"kind": "missing", "object": f"proxy neighbour {ROUTER} dev wlan0"}]
        self.assertEqual(self.found_without_the_proxy("kernel.check"), missing)
        self.assertEqual(self.found_without_the_proxy("kernel.audit"), missing)
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


    def test_a_plan_tells_what_another_configuration_would_do(self):
        self.online()
        self.addCleanup(self.detach)
        plan = ["--json", "plan", "--config", str(self.magd.config)]
        self.assertEqual(json.loads(self.magd.magctl(*plan).stdout), [])
        text = self.magd.config.read_text(encoding="utf-8")
        self.addCleanup(self.magd.config.write_text, text, encoding="utf-8")
        self.magd.config.write_text(text + '[[client]]\nmac = "' + self.client.mac + '"\ndeny = true\n'
                                    + "[kernel]\ntable_base = 7000\n", encoding="utf-8")
        objects = self.lab.kernel_objects()
        rows = json.loads(self.magd.magctl(*plan).stdout)
        self.assertEqual({row["kind"] for row in rows}, {"create", "remove"})
        self.assertIn({"kind": "create", "object": "route 0.0.0.0/0 dev mag-LMA1 table 7001"}, rows)
        self.assertTrue(any(row["kind"] == "remove" and self.client.mac in row["object"] for row in rows))
        self.assertFalse(any(row["kind"] == "create" and HOME_ADDRESS in row["object"] for row in rows))
        self.assertEqual(self.lab.kernel_objects(), objects)
        self.magd.config.write_text("nonsense", encoding="utf-8")
        refused = self.magd.magctl(*plan)
        self.assertEqual(refused.returncode, 1)
        self.assertIn("the configuration:1:", refused.stderr)


if __name__ == "__main__":
    unittest.main()
