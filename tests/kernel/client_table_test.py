"""What real DHCP clients send when, and what becomes of it: taking, renewing and releasing a lease."""

import unittest

from case import LabCase
from dhcp_clients import Dhclient, Dhcpcd, Udhcpc
from dhcp_station import DISCOVER, IDENTIFIER, RELEASE, REQUEST, REQUESTED, SERVER, VIRTUAL_SERVER, decode
from network_managers import Networkd
from settings import HOME_ADDRESS

LEASE_TIME = 20  # dhcpcd takes no shorter one
BROADCAST, NONE = "255.255.255.255", "0.0.0.0"


def said(packet):
    """What a client's message is: type, source and destination, whether it asks for an address and names a server."""
    message = decode(packet)
    return (message.type, packet.ip.source, packet.ip.destination, REQUESTED in message.options,
            SERVER in message.options)


def wants_broadcast(packet):
    """Whether the client asks for answers to everybody, by the flag."""
    return bool(packet.payload[10] & 0x80)


def is_from_client(packet):
    return packet.ports is not None and packet.ports[1] == 67


class Table(LabCase):
    magd_changes = {"dhcp": {"lease_time": LEASE_TIME}}

    def tearDown(self):
        if self.magd.binding(self.client):
            self.detach()
        self.client.forget()

    def row(self, kind, release_names_server=True):
        """The client's first message, for what it alone has."""
        wire = self.sniff(self.client, "wlan0")

        def hears(*message):
            wire.wait_for(lambda packet: is_from_client(packet) and said(packet) == message,
                          dhcp.telling(f"to say {message}"), deadline=2 * LEASE_TIME)

        with kind(self.client, self.lab.folder) as dhcp:
            dhcp.wait_for_lease(2 * LEASE_TIME)
            discover = wire.packets(is_from_client)[0]
            self.assertEqual(said(discover)[:3], (DISCOVER, NONE, BROADCAST))
            hears(REQUEST, NONE, BROADCAST, True, True)                           # SELECTING
            hears(REQUEST, HOME_ADDRESS, VIRTUAL_SERVER, False, False)            # RENEWING at T1
            dhcp.wait_for_renewal()
            dhcp.release()
            hears(RELEASE, HOME_ADDRESS, VIRTUAL_SERVER, False, release_names_server)
            self.magd.wait_for_state(self.client, None)
        self.assertFalse(any(wants_broadcast(packet) for packet in wire.packets(is_from_client)))
        return discover

    def test_udhcpc(self):
        self.row(Udhcpc)

    def test_dhclient(self):
        discover = self.row(Dhclient)
        self.assertEqual((discover.ip.ttl, len(discover.payload)), (128, 300))

    def test_dhcpcd(self):
        self.assertEqual(decode(self.row(Dhcpcd)).options[IDENTIFIER][0], 255)

    def test_networkd(self):
        discover = self.row(Networkd, release_names_server=False)  # which RFC 2131 table 5 wants
        self.assertLess(len(discover.payload), 300)


if __name__ == "__main__":
    unittest.main()
