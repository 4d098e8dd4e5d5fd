"""Three real DHCP clients take and renew the lease."""

import unittest

from case import LabCase
from dhcp_clients import Dhclient, Dhcpcd, Udhcpc
from settings import CLIENT_MTU, ROUTER, SERVER_ADDRESS

LEASE_TIME = 20  # dhcpcd takes no shorter one


class Clients(LabCase):
    magd_changes = {"dhcp": {"lease_time": LEASE_TIME}}

    def tearDown(self):
        self.detach()
        self.client.forget()

    def assert_lease(self, lease):
        home = self.magd.binding(self.client)["home_address"]
        self.assertEqual((lease.address, lease.router, lease.mtu), (f"{home}/24", ROUTER, CLIENT_MTU))
        self.assertEqual((lease.server, lease.seconds), ("192.0.2.1", LEASE_TIME))

    def take_and_renew(self, kind, renew=lambda dhcp: None):
        with kind(self.client, self.lab.folder) as dhcp:
            self.assert_lease(dhcp.wait_for_lease())
            self.assertTrue(self.client.ping(SERVER_ADDRESS))
            renew(dhcp)
            self.assert_lease(dhcp.wait_for_renewal(deadline=LEASE_TIME))
            self.assertTrue(self.client.ping(SERVER_ADDRESS))

    def test_udhcpc(self):
        self.take_and_renew(Udhcpc, Udhcpc.renew)

    def test_dhclient(self):
        self.take_and_renew(Dhclient)

    def test_dhcpcd(self):
        self.take_and_renew(Dhcpcd)


if __name__ == "__main__":
    unittest.main()
