"""Every status that an LMA may refuse a registration with: what the operator reads, what is done about it."""

import re
import unittest

from case import LabCase
from dhcp_clients import client_of, discover, is_from_server
from dhcp_station import NAK, REQUEST, REQUESTED, Station, address
from settings import HOME_ADDRESS, HOME_PREFIXES6, LMA_ADDRESS, REALM
from settings import LMA as LMA_SETTINGS
from system import wait_until

# The statuses of the sheet's section 5.8 for a client of IPv4 alone whose realm has one LMA; 146,
# which is about all clients of the LMA, is on its own below.
NEEDS_OPERATOR = {
    129: "administratively prohibited",
    151: "SERVICE_AUTHORIZATION_FAILED",
    152: "PROXY_REG_NOT_ENABLED",
    153: "NOT_LMA_FOR_THIS_MOBILE_NODE",
    154: "MAG_NOT_AUTHORIZED_FOR_PROXY_REG",
    158: "MISSING_HOME_NETWORK_PREFIX_OPTION",
    160: "MISSING_MN_IDENTIFIER_OPTION",
    161: "MISSING_HANDOFF_INDICATOR_OPTION",
    162: "MISSING_ACCESS_TECH_TYPE_OPTION",
    163: "GRE_KEY_OPTION_REQUIRED",
    170: "NOT_AUTHORIZED_FOR_IPV4_MOBILITY_SERVICE",
    172: "NOT_AUTHORIZED_FOR_IPV6_MOBILITY_SERVICE",
    173: "MULTIPLE_IPV4_HOME_ADDRESS_ASSIGNMENT_NOT_SUPPORTED",
}
IS_RETRIED = {
    128: "reason unspecified",
    130: "insufficient resources",
    131: "home registration not supported",
    132: "not home subnet",
    133: "not home agent for this mobile node",
    134: "duplicate address detection failed",
    135: "sequence number out of window",
    136: "expired home nonce index",
    137: "expired care-of nonce index",
    138: "expired nonces",
    139: "registration type change disallowed",
    144: "MIPV6-ID-MISMATCH",
    145: "MIPV6-MESG-ID-REQD",
    147: "unassigned, rejecting",
    148: "unassigned, rejecting",
    149: "permanent home keygen token exists",
    150: "non-null home nonce index expected",
    155: "NOT_AUTHORIZED_FOR_HOME_NETWORK_PREFIX",
    156: "TIMESTAMP_MISMATCH",
    157: "TIMESTAMP_LOWER_THAN_PREV_ACCEPTED",
    159: "BCE_PBU_PREFIX_SET_DO_NOT_MATCH",
    171: "NOT_AUTHORIZED_FOR_IPV4_HOME_ADDRESS",
    179: "CANNOT_MEET_QOS_SERVICE_REQUEST",
    180: "CANNOT_SUPPORT_MULTIPATH_BINDING",
    200: "unassigned, rejecting",
}
SENT_AGAIN_AT_ONCE = (135, 157)
PAUSE = 5  # long enough for a look at each refusal before the next attempt


def mac_for(status):
    return f"02:00:00:00:01:{status:02x}"


class Refusals(LabCase):
    """A client for each status, all behind the same interface."""

    magd_changes = {"binding": {"retry_initial": PAUSE, "retry_maximum": PAUSE}}

    def setUp(self):
        self.air = self.sniff(self.client, "wlan0")

    def binding_of(self, status):
        return next((b for b in self.magd.call("binding.show") if b["mac"] == mac_for(status)), None)

    def refused(self, status, name):
        """The binding of a new client that asks for an address while the LMA refuses with this status."""
        self.lab.anchor.told(f"refuse {status}")
        discover(self.client, mac_for(status))
        why = f"LMA1 refused: {status} {name};"

        def told():
            binding = self.binding_of(status)
            return binding and binding["state"] == "NULL" and why in (binding["reason"] or "") and binding
        return wait_until(told, f"a client to be without service because {why!r}")

    def times_refused(self, binding):
        """By the LMA's account."""
        return len(re.findall(rf"MN-ID {re.escape(binding['nai'])}\b.*: rejected with ", self.lab.anchor.log()))

    def test_every_status(self):
        for status, name in NEEDS_OPERATOR.items():
            with self.subTest(status=status):
                binding = self.refused(status, name)
                self.assertIn("no further attempt until an operator attaches the client", binding["reason"])
                self.assertIsNone(binding["retry_in"])
        for status, name in IS_RETRIED.items():
            with self.subTest(status=status):
                binding = self.refused(status, name)
                self.assertIn(f"next attempt in {PAUSE} s", binding["reason"])
                self.assertIsNotNone(binding["retry_in"])
                copies = 4 if status in SENT_AGAIN_AT_ONCE else 1
                self.assertGreaterEqual(self.times_refused(binding), copies)
        self.assertEqual(self.air.packets(is_from_server), [])
        self.assert_shown(NEEDS_OPERATOR)

        self.lab.anchor.told("behave")
        self.assert_served(IS_RETRIED)
        for status in NEEDS_OPERATOR:
            self.assertEqual(self.binding_of(status)["state"], "NULL", status)
            self.magd.call("attach", mac=mac_for(status))
        self.assert_served(NEEDS_OPERATOR)

    def assert_shown(self, statuses):
        """By magctl, for those whose last word it is."""
        shown = " ".join(self.magd.magctl("show", "binding").stdout.split())
        for status, name in statuses.items():
            self.assertIn(f"refused: {status} {name}; no further attempt", shown)

    def assert_served(self, statuses):
        """Each client has its session, and its next DHCP message is answered."""
        macs = {mac_for(status) for status in statuses}
        wait_until(lambda: all(self.binding_of(status)["state"] == "ACTIVE" for status in statuses),
                   "all these clients to be active")
        for mac in macs:
            discover(self.client, mac)
        wait_until(lambda: macs <= {client_of(packet) for packet in self.air.packets(is_from_server)},
                   "an offer for each client")


class RefusedAuthentication(LabCase):
    """Status 146 to one client: no update of any goes to this LMA until an operator acts (RFC 4285 section 5.3)."""

    magd_changes = {"binding": {"retry_initial": 1, "retry_maximum": 1}}

    def wait_for_reason(self, client, text):
        def told():
            binding = self.magd.binding(client)
            return binding and text in (binding["reason"] or "")
        wait_until(told, f"{client.mac} to be told {text!r}")

    def test_146_until_an_operator_attaches_a_client(self):
        first, second = self.client, self.lab.add_client("02:00:00:00:00:02")
        self.lab.anchor.told("refuse 146 1")  # from then on it would accept
        self.magd.call("attach", mac=first.mac)
        self.wait_for_reason(first, "LMA1 refuses the authentication (status 146): no update is sent to it")
        self.assertEqual(self.magd.counters()["pba_rejected"], 1)
        sent = self.magd.counters()["pbu_initial_sent"]
        discover(second, second.mac)
        self.wait_for_reason(second, "until an operator reloads the configuration, undrains it or attaches a client")
        self.assertEqual(self.magd.counters()["pbu_initial_sent"], sent)
        self.assertEqual({self.magd.binding(client)["state"] for client in (first, second)}, {"NULL"})

        self.magd.call("attach", mac=first.mac)
        for client in (first, second):
            self.magd.wait_for_state(client, "ACTIVE")


class Waivers(LabCase):
    """What a refused client goes on without, by an update that follows at once."""

    lma_changes = {"pool": [LMA_SETTINGS["pool"][0] | {"prefix6": HOME_PREFIXES6}]}
    magd_changes = {"realm": [{"name": REALM, "lmas": ["LMA1"], "services": "dual"}]}

    @classmethod
    def prepare(cls):
        cls.lab.client.speak_ipv6(False)  # it would ask for a router, and so attach itself

    def attached_with(self, status):
        self.lab.anchor.told(f"refuse {status} 1")
        self.addCleanup(self.detach)
        return self.attach()

    def test_170_without_ipv4(self):
        """And is told to give up an address that it had elsewhere."""
        binding = self.attached_with(170)
        self.assertIsNone(binding["home_address"])
        self.assertEqual(len(binding["home_prefixes"]), 1)
        station = Station(self.client)
        self.addCleanup(station.close)
        self.assertEqual(station.ask(REQUEST, {REQUESTED: address(HOME_ADDRESS)}).type, NAK)

    def test_172_without_ipv6(self):
        binding = self.attached_with(172)
        self.assertIsNotNone(binding["home_address"])
        self.assertEqual(binding["home_prefixes"], [])


class ForcedUdp(LabCase):
    """Status 129 to an update with the F flag: the next one is without it (RFC 5844 section 4.1.3.1)."""

    magd_changes = {"lma": [{"name": "LMA1", "address": LMA_ADDRESS, "force_udp": True}]}

    def test_129_without_the_flag(self):
        self.attach()
        self.lab.anchor.wait_for_line(r"flags 0x8300.* rejected with .*129")
        self.lab.anchor.wait_for_line(r"flags 0x8200.* accepted")


class WantedGre(LabCase):
    """Status 163 to an update without a GRE Key option: the next one has one (RFC 5845 section 4.2)."""

    lma_changes = {"lma": {"encapsulation": ["gre"]}}
    magd_changes = {"lma": [{"name": "LMA1", "address": LMA_ADDRESS, "encapsulation": ["none", "gre"]}]}

    def test_163_with_a_key(self):
        binding = self.attach()
        self.lab.anchor.wait_for_line(r"rejected with .*163")
        self.assertEqual((binding["encapsulation"], binding["uplink_key"]), ("gre", 100))


if __name__ == "__main__":
    unittest.main()
