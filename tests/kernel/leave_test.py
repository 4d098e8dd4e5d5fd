"""A client or the daemon goes, and the kernel holds nothing of it any more."""

import subprocess
import unittest

from case import LabCase
from dhcp_clients import Udhcpc
from settings import SERVER_ADDRESS
from system import PATIENCE


class ClientLeaves(LabCase):
    def setUp(self):
        self.empty = self.lab.kernel_objects()

    def assert_nothing_left(self, binding):
        self.assertEqual(self.lab.traces(self.client, binding["home_address"], binding["default_router"]), [])
        self.assertEqual(self.lab.kernel_objects(), self.empty)
        self.assertTrue(all(session["deregistered"] for session in self.lab.anchor.sessions()))

    def test_detached_by_an_operator(self):
        binding = self.online()
        self.assertTrue(self.client.ping(SERVER_ADDRESS))
        self.assertNotEqual(self.lab.traces(self.client, binding["home_address"]), [])
        self.client.forget()
        self.detach()
        self.assert_nothing_left(binding)

    def test_lease_released_by_the_client(self):
        with Udhcpc(self.client, self.lab.folder) as dhcp:
            dhcp.wait_for_lease()
            binding = self.magd.wait_for_state(self.client, "ACTIVE")
            dhcp.release()
            self.magd.wait_for_state(self.client, None)
        self.assert_nothing_left(binding)

    def test_detached_while_traffic_flows(self):
        binding = self.online()
        flood = self.client.spawn(["ping", "-q", "-i", "0.02", SERVER_ADDRESS], stdout=subprocess.DEVNULL)
        self.addCleanup(flood.wait)
        self.addCleanup(flood.kill)
        self.detach()
        flood.kill()
        self.assertEqual(self.lab.traces(self.client, binding["home_address"]), [])


class DaemonLeaves(LabCase):
    starts = ("anchor",)

    def setUp(self):
        self.untouched = self.lab.kernel_objects()

    def test_flushed(self):
        self.magd.start()
        self.attach()
        done = self.magd.magctl("flush")
        self.assertEqual((done.stdout, done.stderr, done.returncode),
                         ("Flushed; clients de-registered: 1.\n", "", 0))
        self.assertEqual(self.magd.process.wait(PATIENCE), 0)
        self.assertEqual(self.lab.kernel_objects(), self.untouched)
        self.assertTrue(all(session["deregistered"] for session in self.lab.anchor.sessions()))

    def test_stopped_and_flushed_afterwards(self):
        self.magd.start()
        self.attach()
        flush = [*self.magd.command, "--flush"]
        refused = self.lab.mag.run(*flush)
        self.assertEqual(refused.returncode, 1)
        self.assertIn("another magd runs with this state directory; magctl flush tells it to go", refused.stderr)
        self.assertEqual(self.magd.stop(), 0)
        self.assertNotEqual(self.lab.kernel_objects(), self.untouched)
        self.assertEqual(self.lab.mag.run(*flush).returncode, 0)
        self.assertEqual(self.lab.kernel_objects(), self.untouched)
        self.magd.start()
        self.addCleanup(self.magd.flush)
        self.assertEqual(self.magd.call("binding.show"), [])


if __name__ == "__main__":
    unittest.main()
