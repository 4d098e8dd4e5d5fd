"""A client or the daemon goes, and the kernel holds nothing of it any more."""

import subprocess
import unittest

from case import LabCase
from dhcp_clients import Udhcpc
from settings import SERVER_ADDRESS


class ClientLeaves(LabCase):
    def setUp(self):
        self.empty = self.lab.kernel_objects()

    def assert_nothing_left(self, binding):
        self.assertEqual(self.lab.traces(self.client, binding["home_address"], binding["default_router"]), [])
        self.assertEqual(self.lab.kernel_objects(), self.empty)
        self.lab.anchor.wait_for_line("0023.c2db.292d.*de-registered")

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

    def test_clean_stop(self):
        self.magd.start()
        self.attach()
        self.assertEqual(self.magd.stop(), 0)
        self.assertEqual(self.lab.kernel_objects(), self.untouched)
        self.lab.anchor.wait_for_line("0023.c2db.292d.*de-registered")

    def test_killed_and_started_again(self):
        self.magd.start()
        self.addCleanup(self.magd.stop)
        empty = self.lab.kernel_objects()
        binding = self.attach()
        self.magd.kill()
        self.assertNotEqual(self.lab.traces(self.client, binding["home_address"]), [])

        self.magd.start()
        self.assertEqual(self.lab.traces(self.client, binding["home_address"]), [])
        self.assertEqual(self.lab.kernel_objects(), empty)
        self.online()
        self.assertTrue(self.client.ping(SERVER_ADDRESS))


if __name__ == "__main__":
    unittest.main()
