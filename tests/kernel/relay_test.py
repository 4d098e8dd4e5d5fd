"""DHCP that the LMA leaves to a server: the gateway relays between it and the client (RFC 5844)."""

import subprocess
import unittest

from case import LabCase
from dhcp_clients import Udhcpc, is_from_server
from dhcp_station import NAK, REQUEST, REQUESTED, SERVER, Station, address
from settings import CLIENT_MAC, CLIENT_MTU, HOME_ADDRESS, LMA_ADDRESS, MAG_ADDRESS, ROUTER, SERVER_ADDRESS
from system import end_process, wait_until

LEASE_TIME = 120
OTHER_ADDRESS = "192.168.5.99"


class Dnsmasq:
    """A real DHCP server beside the LMA, which gives one client one address."""

    def __init__(self, lab, address):
        command = ["dnsmasq", "--keep-in-foreground", "--port=0", "--conf-file=/dev/null", "--user=root",
                   "--log-facility=-", "--log-dhcp", f"--listen-address={LMA_ADDRESS}", "--bind-interfaces",
                   f"--pid-file={lab.folder}/dnsmasq.pid", f"--dhcp-leasefile={lab.folder}/dnsmasq.leases",
                   f"--dhcp-range=192.168.5.0,static,255.255.255.0,{LEASE_TIME}",
                   f"--shared-network={MAG_ADDRESS},192.168.5.0", f"--dhcp-host={CLIENT_MAC},{address}",
                   f"--dhcp-option=option:router,{ROUTER}"]
        self._log = lab.folder / "dnsmasq.log"
        with open(self._log, "wb") as log:
            self._process = lab.lma.spawn(command, stdout=log, stderr=subprocess.STDOUT)
        wait_until(lambda: "started, version" in self.log(), lambda: f"dnsmasq to start; it wrote:\n{self.log()}")

    def log(self):
        return self._log.read_text(encoding="utf-8", errors="replace")

    def released(self):
        """How often its client has given the lease back."""
        return sum("DHCPRELEASE" in line and CLIENT_MAC in line for line in self.log().splitlines())

    def close(self):
        end_process(self._process)


class RelayCase(LabCase):
    magd_changes = {"dhcp": {"relay_to": [LMA_ADDRESS]}}
    address = HOME_ADDRESS

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server = cls.lab.closing(Dnsmasq(cls.lab, cls.address))

    def tearDown(self):
        if self.magd.binding(self.client):
            self.detach()
        self.client.forget()


class Relay(RelayCase):
    def test_the_client_takes_and_renews_the_servers_lease_with_the_tunnels_mtu(self):
        wire = self.sniff(self.client, "wlan0")
        with Udhcpc(self.client, self.lab.folder) as dhcp:
            for lease in (dhcp.wait_for_lease(), dhcp.renew() or dhcp.wait_for_renewal()):
                self.assertEqual((lease.address, lease.router, lease.mtu, lease.server, lease.seconds),
                                 (f"{HOME_ADDRESS}/24", ROUTER, CLIENT_MTU, LMA_ADDRESS, LEASE_TIME), self.server.log())
                self.assertTrue(self.client.ping(SERVER_ADDRESS))
        # A client may hear none but the server that it renews at.
        self.assertEqual({packet.ip.source for packet in wire.packets(is_from_server)}, {LMA_ADDRESS})

    def test_what_the_client_releases_is_free_at_the_server_and_the_lma(self):
        with Udhcpc(self.client, self.lab.folder) as dhcp:
            dhcp.wait_for_lease()
            before = self.server.released()
            dhcp.release()
            wait_until(lambda: self.server.released() > before,
                       lambda: f"the server to hear a DHCPRELEASE; it wrote:\n{self.server.log()}")
            self.magd.wait_for_state(self.client, None)
        self.assertIn("the client released its address", self.magd.log())
        self.assertTrue(all(session["deregistered"] for session in self.lab.anchor.sessions()))

    def test_a_client_that_asks_for_another_address_is_refused_in_the_servers_name(self):
        station = Station(self.client)
        self.addCleanup(station.close)
        self.assertEqual(station.take().given, HOME_ADDRESS)
        before = self.magd.counters()
        wanted = {REQUESTED: address(OTHER_ADDRESS)}
        for state, how in {"SELECTING": {"options": wanted | {SERVER: address(LMA_ADDRESS)}},
                           "INIT-REBOOT": {"options": wanted},
                           "RENEWING": {"ciaddr": OTHER_ADDRESS, "to": LMA_ADDRESS},
                           "REBINDING": {"ciaddr": OTHER_ADDRESS}}.items():
            with self.subTest(state=state):
                answer = station.ask(REQUEST, **how)
                self.assertEqual((answer.type, answer.given, answer.options[SERVER]),
                                 (NAK, "0.0.0.0", address(LMA_ADDRESS)), answer)
        self.assertEqual(station.take().given, HOME_ADDRESS)
        self.assertEqual(self.magd.log().count(f"asked for {OTHER_ADDRESS}, and has {HOME_ADDRESS}"), 1)
        after = self.magd.counters()
        for name in ("dhcp_forged", "drop_dhcp_wrong_address"):
            self.assertEqual(after[name], before[name], name)


class NewAddress(RelayCase):
    """The LMA gives another one than before, and the server does not know yet."""

    def test_a_renewal_of_the_old_one_is_refused(self):
        """By the name of its server: udhcpc heeds no other."""
        with Udhcpc(self.client, self.lab.folder) as dhcp:
            dhcp.wait_for_lease()
            self.lab.anchor.told(f"revoke {CLIENT_MAC} 5")
            self.magd.wait_for_state(self.client, None)
            dhcp.renew()
            dhcp.wait_for_refusal()
            self.assertNotIn(self.magd.wait_for_state(self.client, "ACTIVE")["home_address"], (None, HOME_ADDRESS))


class GatewayServes(RelayCase):
    lma_changes = {"offer": {"dhcp_mode": "server"}}

    def test_where_the_lma_says_so(self):
        with Udhcpc(self.client, self.lab.folder) as dhcp:
            self.assertEqual(dhcp.wait_for_lease().server, "192.0.2.1")


class AnotherAddress(RelayCase):
    address = OTHER_ADDRESS

    def test_of_the_server_never_reaches_the_client(self):
        with Udhcpc(self.client, self.lab.folder) as dhcp:
            self.magd.wait_for_line("answer of the DHCP server dropped.*192.168.5.99")
            self.assertEqual(dhcp.leases(dhcp.bound_event), [])


if __name__ == "__main__":
    unittest.main()
