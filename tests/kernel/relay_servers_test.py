"""Several DHCP servers behind the gateway, and who decides that they serve."""

import unittest

from dhcp_clients import Udhcpc
from relay_test import RelayCase
from settings import LMA_ADDRESS, SERVER_ADDRESS
from system import PATIENCE


class Failover(RelayCase):
    """Nobody listens at the preferred server."""

    magd_changes = {"dhcp": {"relay_to": [SERVER_ADDRESS, LMA_ADDRESS]}}

    @classmethod
    def prepare(cls):
        cls.lab.mag.output("ip", "route", "add", SERVER_ADDRESS, "via", LMA_ADDRESS, "dev", "uplink0")

    def test_the_next_server_is_asked_where_one_does_not_answer(self):
        with Udhcpc(self.client, self.lab.folder) as dhcp:
            self.assertEqual(dhcp.wait_for_lease(deadline=2 * PATIENCE).server, LMA_ADDRESS)
        self.magd.wait_for_line(f"DHCP server {SERVER_ADDRESS} does not answer")
        self.assertEqual(self.magd.counters()["dhcp_server_silent"], 1)


class GatewayServesAnyway(RelayCase):
    lma_changes = {"offer": {"dhcp_mode": "relay"}}
    magd_changes = {"dhcp": {"relay_to": [LMA_ADDRESS], "mode": "server"}}

    def test_where_the_operator_says_so(self):
        with Udhcpc(self.client, self.lab.folder) as dhcp:
            self.assertEqual(dhcp.wait_for_lease().server, "192.0.2.1")


class RelayedAnyway(RelayCase):
    lma_changes = {"offer": {"dhcp_mode": "server"}}
    magd_changes = {"dhcp": {"relay_to": [LMA_ADDRESS], "mode": "relay"}}

    def test_where_the_operator_says_so(self):
        with Udhcpc(self.client, self.lab.folder) as dhcp:
            self.assertEqual(dhcp.wait_for_lease().server, LMA_ADDRESS)


# RelayCase's own tests are in relay_test.
del RelayCase

if __name__ == "__main__":
    unittest.main()
