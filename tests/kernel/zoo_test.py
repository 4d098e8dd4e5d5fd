"""Five real DHCP clients at once, through what may happen to a lease."""

import unittest

from case import LabCase
from dhcp_clients import Dhclient, Dhcpcd, Udhcpc
from dhcp_station import ACK, NAK
from neighbours import LMA_OF_TWO_MAGS, MAG2_ADDRESS, add_mag
from network_managers import Networkd, NetworkManager
from settings import CLIENT_MTU, ROUTER, SERVER_ADDRESS
from stream import Stream
from zoo import Air, Machine

LEASE_TIME = 20  # dhcpcd takes no shorter one
KINDS = (NetworkManager, Networkd, Dhcpcd, Dhclient, Udhcpc)  # the slowest to start first
PROBING = (NetworkManager.program, Dhcpcd.program)
DEAF = (NetworkManager.program, Networkd.program, Dhcpcd.program)  # to broadcasts, from T1 to T2
LOOKING = (NetworkManager.program, Networkd.program, Dhcpcd.program)  # at their link
PATIENT = (NetworkManager.program, Networkd.program)  # for some seconds without a link
NOBODY = "0.0.0.0"
ARP_REQUEST, ARP_REPLY = 1, 2
USER_INITIATED, ADMINISTRATIVE = 5, 1  # revocation triggers, RFC 5846 section 5.1
HERE, THERE = "wlan0", "next0"


class Zoo(LabCase):
    """Each test begins with all clients online at the first MAG, in the midst of their leases. What is waited for
    happens to all of them at the same time."""

    magd_changes = {"dhcp": {"lease_time": LEASE_TIME}, "binding": {"min_attempt_interval": 0}}
    lma_changes = LMA_OF_TWO_MAGS

    @classmethod
    def prepare(cls):
        cls.second = add_mag(cls.lab)
        cls.air = Air(cls.lab, (HERE, THERE))

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second.start(**cls.magd_changes | {"mag": {"address": MAG2_ADDRESS}})
        cls.machines = [Machine(cls.lab, *cls.air.add_client(f"02:00:00:00:01:{number:02}", HERE), kind)
                        for number, kind in enumerate(KINDS)]

    def setUp(self):
        self.addresses = {}
        self.for_each(self.begin)

    def tearDown(self):
        self.for_each(self.check_claims)

    def for_each(self, act, *arguments):
        for machine in self.machines:
            with self.subTest(machine.name):
                act(machine, *arguments)

    def begin(self, machine):
        self.addresses[machine] = machine.wait_for_address()
        machine.listen()

    def check_claims(self, machine):
        """Nobody else has said by ARP to have an address that the client has or had."""
        own = machine.addresses()
        self.assertIn(self.addresses[machine], own)
        self.assertEqual([arp for arp in machine.arp() if arp.sender in own and arp.mac != machine.mac], [])

    def check_online(self, machine):
        """With the address that it had."""
        self.assertEqual(machine.address(), self.addresses[machine])
        self.assertTrue(machine.client.ping(SERVER_ADDRESS))
        self.assertTrue(self.lab.server.ping(self.addresses[machine]))

    def renews(self, machine):
        machine.wait_for_request(["renewing"], ACK)

    def test_a_lease_is_taken_and_renewed_at_t1(self):
        self.for_each(self.check_lease)
        self.for_each(self.check_t1)
        self.for_each(self.check_online)

    def check_lease(self, machine):
        self.check_online(machine)
        self.assertEqual(self.magd.binding(machine)["home_address"], machine.address())
        route = machine.client.output("ip", "route", "show", "default")
        self.assertIn(f" via {ROUTER} ", route)
        self.assertIn(f" mtu {CLIENT_MTU} ", machine.client.output("ip", "link", "show", "wlan0") + route)  # of either

    def check_t1(self, machine):
        """Half of the lease; dhclient takes up to a quarter of that off, and udhcpc waits for 16 s at least."""
        self.assertGreater(machine.wait_for_request(["renewing"], ACK), 0.35 * LEASE_TIME)

    def test_a_lease_is_rebound_at_t2_if_renewals_are_lost(self):
        for machine in self.machines:
            machine.lose_renewals()
            self.addCleanup(machine.lose_no_more)
        self.for_each(self.check_t2)
        self.for_each(self.check_online)

    def check_t2(self, machine):
        """Seven eighths of the lease."""
        self.assertGreater(machine.wait_for_request(["rebinding"], ACK), 0.8 * LEASE_TIME)
        self.assertGreater(machine.lost_renewals(), 0)

    def test_a_probe_of_the_own_address_is_not_answered(self):
        self.for_each(self.check_probe)

    def check_probe(self, machine):
        address = self.addresses[machine]
        probed = any(arp.sender == NOBODY and arp.target in machine.addresses() for arp in machine.arp())
        self.assertEqual(probed, machine.name in PROBING, "whether the program has probed")
        machine.send_arp(ARP_REQUEST, NOBODY, address)
        machine.send_arp(ARP_REQUEST, address, address)
        machine.send_arp(ARP_REPLY, address, address)
        self.assertTrue(machine.client.ping(SERVER_ADDRESS))  # what would answer has answered by now
        self.check_claims(machine)

    def test_a_restart_of_the_gateway_is_not_noticed(self):
        streams = [Stream(machine.client, interval=0.2) for machine in self.machines]
        self.magd.kill()
        self.magd.start(**self.magd_changes)
        self.for_each(Machine.listen)
        self.for_each(self.renews)
        for machine, stream in zip(self.machines, streams):
            self.assertEqual(stream.end()[1], 0, machine.name)
        self.for_each(self.check_online)

    def test_the_address_is_kept_at_another_gateway(self):
        """The clients do not notice that they get there, but that they are taken back."""
        self.for_each(self.go)
        self.for_each(self.check_arrival, self.magd, self.second)
        self.for_each(self.renews)
        self.for_each(self.lose_link)
        self.for_each(self.come_back)
        self.for_each(self.check_arrival, self.second, self.magd)
        self.for_each(self.check_return)

    def go(self, machine):
        self.air.move(machine.port, THERE)
        self.second.call("attach", mac=machine.mac)
        machine.listen()

    def lose_link(self, machine):
        if machine.name in PATIENT:
            self.air.drop(machine.port)

    def come_back(self, machine):
        if machine.name not in PATIENT:
            self.air.drop(machine.port)
        if machine.name in LOOKING:
            machine.wait_for_loss()
        machine.listen()
        self.air.move(machine.port, HERE)

    def check_return(self, machine):
        """Whoever does not look at its link asks at T1 or T2, as if it had never been lost. On a slow machine a lease may
        have ended by then, and its client begins anew."""
        state, age = machine.first_request()
        allowed = ["rebooting"] if machine.name in LOOKING else ["renewing", "rebinding"]
        self.assertIn(state, allowed if age < LEASE_TIME - 1 else [*allowed, "selecting"])

    def check_arrival(self, machine, old, new):
        new.wait_for_state(machine, "ACTIVE", deadline=2 * LEASE_TIME)
        old.wait_for_state(machine, None)
        machine.wait_for_address()
        self.check_online(machine)

    def test_the_address_is_lost_when_the_session_is_revoked(self):
        """The client is told when it asks to keep it, and gets another one."""
        self.for_each(self.revoke, USER_INITIATED)
        self.for_each(self.check_refusal)
        self.for_each(self.check_online)

    def revoke(self, machine, trigger):
        self.lab.anchor.told(f"revoke {machine.mac} {trigger}")

    def check_refusal(self, machine):
        machine.wait_for_request(["renewing", "rebinding"], NAK)
        self.addresses[machine] = machine.wait_for_address(other_than=self.addresses[machine])
        if machine.name in DEAF:
            self.assertEqual(machine.obstinacy(), set())

    def test_the_address_is_lost_when_the_lma_denies_the_client(self):
        """The client is told when it asks to keep it, and gets none until an operator attaches it."""
        self.for_each(self.revoke, ADMINISTRATIVE)
        self.for_each(Machine.wait_for_request, ["renewing", "rebinding"], NAK)
        self.for_each(Machine.wait_for_loss)
        for machine in self.machines:
            self.magd.call("attach", mac=machine.mac)


if __name__ == "__main__":
    unittest.main()
