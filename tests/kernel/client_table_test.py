"""What real DHCP clients send when, and what becomes of it: taking, renewing and releasing a lease."""

import unittest

from case import LabCase
from dhcp_clients import Dhclient, Dhcpcd, Udhcpc
from dhcp_station import DISCOVER, RELEASE, REQUEST, REQUESTED, SERVER, VIRTUAL_SERVER, decode
from settings import HOME_ADDRESS

LEASE_TIME = 20  # dhcpcd takes no shorter one
BROADCAST, NONE = "255.255.255.255", "0.0.0.0"


def said(packet):
    """What a client's message is: type, source and destination, whether it asks for an address and names a server."""
    message = decode(packet)
    return (message.type, packet.ip.source, packet.ip.destination, REQUESTED in message.options,
            SERVER in message.options)


def is_from_client(packet):
    return packet.ports is not None and packet.ports[1] == 67


class Table(LabCase):
    magd_changes = {"dhcp": {"lease_time": LEASE_TIME}}

    def tearDown(self):
        if self.magd.binding(self.client):
            self.detach()
        self.client.forget()

    def row(self, kind):
        wire = self.sniff(self.client, "wlan0")

        def hears(*message):
            wire.wait_for(lambda packet: is_from_client(packet) and said(packet) == message,
                          dhcp.telling(f"to say {message}"), deadline=2 * LEASE_TIME)

        with kind(self.client, self.lab.folder) as dhcp:
            dhcp.wait_for_lease(2 * LEASE_TIME)
            self.assertEqual(said(wire.packets(is_from_client)[0])[:3], (DISCOVER, NONE, BROADCAST))
            hears(REQUEST, NONE, BROADCAST, True, True)                           # SELECTING
            hears(REQUEST, HOME_ADDRESS, VIRTUAL_SERVER, False, False)            # RENEWING at T1
            dhcp.wait_for_renewal()
            dhcp.release()
            hears(RELEASE, HOME_ADDRESS, VIRTUAL_SERVER, False, True)
            self.magd.wait_for_state(self.client, None)

    def test_udhcpc(self):
        self.row(Udhcpc)

    def test_dhclient(self):
        self.row(Dhclient)

    def test_dhcpcd(self):
        self.row(Dhcpcd)


if __name__ == "__main__":
    unittest.main()
