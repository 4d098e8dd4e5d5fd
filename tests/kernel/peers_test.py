"""What an LMA says of its own accord: heartbeats, restarts, revocations, notifications."""

import unittest

import settings
from case import LabCase
from packets import BRI, HEARTBEAT, UPA, UPN
from settings import CLIENT_MAC, LMA_ADDRESS, MAG_ADDRESS, REALM, SERVER_ADDRESS
from system import wait_until

OTHER_REALM = "other.example"
OTHER_MAC, FOREIGN_MAC = "02:00:00:00:00:02", "02:00:00:00:00:03"
BRI_TYPE, BRA_TYPE = 1, 2


def of_type(*types):
    return lambda packet: packet.mobility and packet.mobility.type in types


def first_of_each(wire, *types):
    """What the LMA says of these types, and the gateway's answer; a slow one is told again."""
    found = wire.wait_for(lambda packet: of_type(*types)(packet) and packet.ip.source == MAG_ADDRESS, "an answer")
    return wire.packets(lambda packet: of_type(*types)(packet) and packet.ip.source == LMA_ADDRESS)[0], found[0]


class Heartbeats(LabCase):
    """The LMA asks each second, and has the gateway do likewise (RFC 8127)."""

    lma_changes = {"offer": {"heartbeat_interval": 1}, "peer": {"heartbeat_interval": 1}}

    def setUp(self):
        self.online()
        self.addCleanup(self.detach)

    def anchor(self):
        row, = self.magd.call("lma.show")
        return row

    def test_both_ask_and_both_answer(self):
        wire = self.sniff(self.lab.mag, "uplink0")
        kinds = {(source, response) for source in (MAG_ADDRESS, LMA_ADDRESS) for response in (0, 1)}
        wait_until(lambda: kinds <= {(p.ip.source, p.payload[7] & 1) for p in wire.packets(of_type(HEARTBEAT))},
                   "a heartbeat and an answer each way")
        wait_until(lambda: self.anchor()["heartbeat"]["round_trip_ms"], "an answer in time")
        self.assertEqual(self.anchor()["path"], "up")
        self.assertIsNotNone(self.anchor()["restart_counter"])

    def test_clients_of_a_restarted_lma_are_registered_again(self):
        wait_until(lambda: self.anchor()["restart_counter"], "the first answer")
        for command in ("restart", "restart announce"):
            with self.subTest(command):
                before = self.magd.counters()["lma_restarted"]
                self.lab.anchor.told(command)
                wait_until(lambda: self.magd.counters()["lma_restarted"] == before + 1, "the restart to be noticed")
                wait_until(self.lab.anchor.sessions, "the client to be registered again")
                binding = self.magd.wait_for_state(self.client, "ACTIVE")
                self.assertEqual(binding["home_address"], settings.HOME_ADDRESS)
                self.assertTrue(self.client.ping(SERVER_ADDRESS))


class Revocation(LabCase):
    lma_changes = {"pool": [*settings.LMA["pool"],
                            {"realm": OTHER_REALM, "prefix": "192.168.7.0/24", "router": "192.168.7.1",
                             "first": "192.168.7.44"}]}
    magd_changes = {"realm": [{"name": realm, "lmas": ["LMA1"]} for realm in (REALM, OTHER_REALM)],
                    "client": [{"mac": FOREIGN_MAC, "realm": OTHER_REALM}]}
    everybody = {CLIENT_MAC, OTHER_MAC, FOREIGN_MAC}

    def setUp(self):
        for mac in self.everybody:
            self.magd.call("attach", mac=mac)
        self.wait_for_active(self.everybody)
        self.wire = self.sniff(self.lab.mag, "uplink0")

    def wait_for_active(self, macs):
        wait_until(lambda: {b["mac"] for b in self.magd.call("binding.show") if b["state"] == "ACTIVE"} == macs,
                   f"{macs} to be active, and no other; there are {self.magd.call('binding.show')}")

    def assert_revoked(self, command, trigger, *macs):
        self.lab.anchor.told(command)
        self.wait_for_active(self.everybody - set(macs))
        indication, answer = first_of_each(self.wire, BRI)
        self.assertEqual((indication.payload[6], indication.payload[7]), (BRI_TYPE, trigger))
        self.assertEqual((answer.payload[6], answer.payload[7]), (BRA_TYPE, 0))
        self.assertEqual(answer.payload[8:12], indication.payload[8:12], "sequence number and flags")
        for binding in self.magd.call("binding.show"):
            if binding["mac"] in macs:
                self.assertRegex(binding["reason"], f"revoked by LMA1: trigger {trigger} ")
        wait_until(lambda: not self.lab.lines_naming(*macs), "the kernel to carry nothing of them")
        wait_until(lambda: len([s for s in self.lab.anchor.sessions() if not s["deregistered"]]) == 3 - len(macs),
                   "the LMA to hold the other sessions alone")

    def test_one_client(self):
        self.assert_revoked(f"revoke {CLIENT_MAC}", 1, CLIENT_MAC)

    def test_all_clients_of_a_realm(self):
        self.assert_revoked(f"revoke-realm {REALM}", 129, CLIENT_MAC, OTHER_MAC)

    def test_all_clients_of_the_gateway(self):
        self.assert_revoked(f"revoke-mag {MAG_ADDRESS}", 128, *self.everybody)


class Notification(LabCase):
    def test_forced_registration(self):
        self.attach()
        wire = self.sniff(self.lab.mag, "uplink0")
        before = self.magd.counters()
        self.lab.anchor.told(f"notify {CLIENT_MAC} reregister")
        notification, answer = first_of_each(wire, UPN, UPA)
        self.assertEqual((answer.mobility.type, answer.payload[8]), (UPA, 0))
        self.assertEqual(answer.payload[6:8], notification.payload[6:8], "sequence number")
        wait_until(lambda: self.magd.counters()["pba_accepted"] > before["pba_accepted"], "the registration")
        refreshed = self.magd.counters()["pbu_refresh_sent"] - before["pbu_refresh_sent"]
        self.assertTrue(1 <= refreshed <= len(wire.packets(of_type(UPN))), "one for each time that it was told")
        self.magd.wait_for_state(self.client, "ACTIVE")


class Authentication(LabCase):
    """RFC 4285: a client waits while the LMA's key is another than the gateway's."""

    starts = ("magd",)
    spi, key = 4660, "a common secret"
    magd_changes = {"lma": [{"name": "LMA1", "address": LMA_ADDRESS, "spi": spi, "key": key}],
                    "binding": {"retransmit_maximum": 1000}}

    def start_lma(self, key):
        self.lab.anchor.start(authentication={"spi": self.spi, "key": key})
        self.addCleanup(self.lab.anchor.close)

    def test_wrong_and_right_key(self):
        self.start_lma("another secret")
        self.magd.call("attach", mac=self.client.mac)
        self.lab.anchor.wait_for_line("rejected with .*146")
        wait_until(lambda: self.magd.counters()["drop_pba_forged"], "the answer to be dropped")
        binding = self.magd.binding(self.client)
        self.assertEqual((binding["state"], binding["home_address"]), ("INIT", None))
        self.assertEqual(self.magd.counters()["pba_rejected"], 0)
        self.assertEqual(self.lab.traces(), [])

        self.lab.anchor.stop()
        self.start_lma(self.key)
        self.magd.wait_for_state(self.client, "ACTIVE")
        self.online()
        self.assertTrue(self.client.ping(SERVER_ADDRESS))


if __name__ == "__main__":
    unittest.main()
