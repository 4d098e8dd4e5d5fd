"""The rules of ours change while packets pass: none is lost, and clients' entries stay as they were."""

import re
import unittest

from case import LabCase
from settings import REALM, SERVER_ADDRESS
from stream import Stream
from system import ip_batch, wait_until

OTHERS = ("wlan1", "wlan2")


class Rules(LabCase):
    magd_changes = {"access": [{"interface": name, "realm": REALM, "silence_after": 0} for name in ("wlan0", *OTHERS)]}

    @classmethod
    def prepare(cls):
        cls.add_others()

    @classmethod
    def add_others(cls):
        ip_batch([f"link add {name} up type dummy" for name in OTHERS], cls.lab.mag.name)

    def setUp(self):
        self.online()
        self.addCleanup(self.detach)
        self.objects = self.lab.kernel_objects()
        self.stream = Stream(self.client)
        wait_until(lambda: self.packets() > 10, "packets to pass")

    def attach(self, client=None):
        self.magd.call("attach", mac=self.client.mac, interface="wlan0")
        return self.magd.wait_for_state(self.client, "ACTIVE")

    def nft(self, *command):
        return self.lab.mag.output("nft", *command)

    def packets(self):
        """What the client's entry has counted since it was made."""
        return int(re.search(r"counter packets (\d+)", self.nft("list", "map", "netdev", "magd", "uplink"))[1])

    def assert_nothing_lost(self, what):
        before = self.packets()
        wait_until(lambda: self.packets() > before, "packets to pass still")
        sent, lost = self.stream.end()
        print(f"{what}: {lost} of {sent} packets lost each way")
        self.assertEqual(lost, 0)
        self.assertGreaterEqual(self.packets(), sent)  # of an entry made anew, not all
        self.assertEqual(self.lab.kernel_objects(), self.objects)
        self.assertEqual(self.magd.call("kernel.check"), [])

    def mended(self, change):
        counted = self.magd.counters()["kernel_restored"]
        change()
        wait_until(lambda: self.magd.counters()["kernel_restored"] > counted, "the rules to be as they were")

    def test_one_too_many_is_taken_out(self):
        self.mended(lambda: self.nft("add", "rule", "inet", "magd", "stamp", "counter"))
        self.assert_nothing_lost("a foreign rule")

    def test_foreign_chains_and_sets_are_taken_out(self):
        def add():
            self.nft("add chain inet magd foreign; add set inet magd addresses { type ipv4_addr; }; "
                     "add element inet magd addresses { 192.0.2.1 }; "
                     "add rule inet magd foreign ip saddr @addresses tcp dport { 22, 80 } accept; "
                     "add rule inet magd stamp ip daddr 192.0.2.1 jump foreign")
        self.mended(add)
        self.assert_nothing_lost("foreign chains and sets")

    def test_a_map_that_somebody_else_has_made_gets_its_entries(self):
        empty = self.nft("-t", "list", "map", "netdev", "magd", "uplink")
        self.mended(lambda: self.nft(f"flush table netdev magd; delete map netdev magd uplink; {empty}"))
        self.stream.end()
        wait_until(lambda: self.magd.call("kernel.check") == [], "all of it to be mended")
        self.assertEqual(self.lab.kernel_objects(), self.objects)
        self.assertTrue(self.client.ping(SERVER_ADDRESS))

    def test_other_access_interfaces_go_and_come_back(self):
        self.mended(lambda: ip_batch([f"link delete {name}" for name in OTHERS], self.lab.mag.name))
        self.mended(self.add_others)
        wait_until(lambda: self.magd.call("kernel.check") == [], "all of it to be mended")
        self.assert_nothing_lost("other access interfaces, gone and back")

    def test_another_version_has_others(self):
        """What made them, and that there is one more, is all that tells them from those of that version."""
        self.magd.kill()
        self.nft("delete chain netdev magd made_from; "
                 "add chain netdev magd made_from { comment \"magd 0123456789abcdef 0123456789abcdef\"; }; "
                 "add rule inet magd stamp counter")
        self.magd.start(**self.magd_changes)
        self.magd.wait_for_state(self.client, "ACTIVE")
        self.assert_nothing_lost("another version")

    def test_a_configuration_needs_others(self):
        self.magd.kill()
        self.magd.start(**self.magd_changes | {"kernel": {"fast_path": False}})
        self.assertNotEqual(self.lab.kernel_objects(), self.objects)
        self.magd.kill()
        self.magd.start(**self.magd_changes)
        self.magd.wait_for_state(self.client, "ACTIVE")
        self.assert_nothing_lost("another configuration")


if __name__ == "__main__":
    unittest.main()
