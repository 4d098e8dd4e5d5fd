"""The clock is set while clients are online, only in the virtual machine: it is all programs' clock."""

import time
import unittest

from case import LabCase
from dhcp_clients import Udhcpc
from settings import LMA_ADDRESS, SERVER_ADDRESS
from system import PATIENCE, in_test_machine, wait_until

LIFETIME = 16  # seconds; three quarters of it pass until a refresh
LEASE_TIME = 12
GRACE = 10  # LeaseEnds::grace


def jump(seconds):
    time.clock_settime(time.CLOCK_REALTIME, time.time() + seconds)


class Jump:
    """Deadlines are of another clock, and the LMA's is this one: updates have its time."""

    magd_changes = {"binding": {"lifetime": LIFETIME, "refresh_before": LIFETIME // 4},
                    "dhcp": {"lease_time": LEASE_TIME}}

    def refreshed(self):
        return self.magd.counters()["pbu_refresh_sent"]

    def assert_served(self):
        before = self.refreshed()
        wait_until(lambda: self.refreshed() > before, "a refresh")
        shown = self.magd.wait_for_state(self.client, "ACTIVE")
        self.assertGreater(shown["lifetime_left"], LIFETIME / 2)
        for same in ("home_address", "handoffs", "uplink_key", "reason"):
            self.assertEqual(shown[same], self.binding[same], same)
        self.assertTrue(self.client.ping(SERVER_ADDRESS))

    def assert_others_come(self):
        other = self.lab.add_client("02:00:00:00:00:02")
        self.online(other)
        self.addCleanup(self.detach, other)
        self.assertTrue(other.ping(SERVER_ADDRESS))

    def assert_sessions_outlive_the_daemon(self):
        self.assert_served()  # so that a slow machine has the whole lifetime to start it again
        self.magd.kill()
        self.magd.start(**self.magd_changes)
        self.assert_served()


class Bearable(Jump):
    seconds = 0

    def test_clients_stay_and_others_come(self):
        self.addCleanup(self.client.forget)
        with Udhcpc(self.client, self.lab.folder) as dhcp:
            dhcp.wait_for_lease()
            self.binding = self.magd.binding(self.client)
            self.addCleanup(jump, -self.seconds)
            jump(self.seconds)
            self.assert_served()
            dhcp.wait_for_renewal(2 * LEASE_TIME)
            self.assertEqual(self.magd.counters()["dhcp_lease_ended"], 0)
            self.assert_others_come()
            self.assert_sessions_outlive_the_daemon()


@unittest.skipUnless(in_test_machine(), "only in the virtual machine")
class HalfAnHourBack(Bearable, LabCase):
    """Times in updates never decrease, so an LMA that allows for it goes on."""

    seconds = -1800
    lma_changes = {"lma": {"address": LMA_ADDRESS, "timestamp_window": 3600000}}

    def test_clients_stay_and_others_come(self):
        super().test_clients_stay_and_others_come()
        self.magd.wait_for_state(self.client, None, deadline=LEASE_TIME + GRACE + PATIENCE)  # it is not half an hour late
        self.magd.wait_for_line(f"{self.client.mac} .*its lease ended")


@unittest.skipUnless(in_test_machine(), "only in the virtual machine")
class TwoHoursBack(Jump, LabCase):
    """Nothing that a strict LMA would take can be sent: the operator is told why."""

    def test_the_operator_is_told(self):
        self.online()
        self.addCleanup(jump, 7200)
        jump(-7200)
        self.magd.wait_for_line("LMA1 refused: 156 TIMESTAMP_MISMATCH; this clock went back by 7")


@unittest.skipUnless(in_test_machine(), "only in the virtual machine")
class AMonthOn(Bearable, LabCase):
    seconds = 30 * 86400


if __name__ == "__main__":
    unittest.main()
