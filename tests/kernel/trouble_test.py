"""Trouble in the machine: each has a clear outcome, and the other clients keep their traffic."""

import re
import signal
import time
import unittest

from case import LabCase
from daemons import RpcError
from dhcp_clients import discover
from settings import LMA_ADDRESS, MAG_ADDRESS, SERVER_ADDRESS
from stream import Stream
from system import ip_batch, wait_until

OTHER_MAC = "02:00:00:00:00:02"


class TableFull(LabCase):
    """One client more than the operator allows."""

    magd_changes = {"binding": {"maximum": 1}}

    @classmethod
    def prepare(cls):
        cls.other = cls.lab.add_client(OTHER_MAC)
        cls.other.speak_ipv6(False)  # it solicits at any time

    def test_the_next_is_refused_and_the_first_goes_on(self):
        self.online()
        objects = self.lab.kernel_objects()
        with self.assertRaisesRegex(RpcError, "maximum of bindings is reached; binding.maximum"):
            self.magd.call("attach", mac=self.other.mac)
        self.assert_counted("attach_refused_maximum", lambda: discover(self.other, self.other.mac))
        self.magd.wait_for_line(f"{self.other.mac}.*attach refused: 1 bindings are the maximum; binding.maximum")
        self.assertIsNone(self.magd.binding(self.other))
        self.assertEqual(self.lab.kernel_objects(), objects)
        self.assertTrue(self.client.ping(SERVER_ADDRESS))

        self.detach()
        self.online(self.other)
        self.addCleanup(self.detach, self.other)
        self.assertTrue(self.other.ping(SERVER_ADDRESS))


class RouteToTheLma(LabCase):
    """It goes and comes back, again and again."""

    magd_changes = {"binding": {"retransmit_initial": 100, "retransmit_maximum": 100, "lma_attempts": 100,
                                "min_attempt_interval": 0}}
    rounds, failures = 4, 5

    @classmethod
    def prepare(cls):
        cls.other = cls.lab.add_client(OTHER_MAC)
        cls.other.speak_ipv6(False)  # it solicits at any time

    def route(self, verb):
        ip_batch([f"route {verb} {LMA_ADDRESS} dev uplink0 proto kernel scope link src {MAG_ADDRESS}"], self.lab.mag.name)

    def failed(self):
        return self.magd.counters()["signalling_send_failed"]

    def test_clients_stay_and_traffic_is_back_with_the_route(self):
        self.online()
        self.addCleanup(self.detach)
        objects = self.lab.kernel_objects()
        stream, began = Stream(self.client), time.monotonic()
        for _ in range(self.rounds):
            self.flap()
        sent, lost = stream.end()
        print(f"{sent} packets each way while the route to the LMA went {self.rounds} times, {lost} lost")
        self.assertGreater(lost, 0)
        self.assertEqual(self.magd.wait_for_state(self.client, "ACTIVE")["handoffs"], 0)
        self.assertEqual(self.lab.kernel_objects(), objects)
        self.assertEqual(self.magd.call("kernel.check"), [])
        self.assertGreaterEqual(self.failed(), self.rounds * self.failures)
        told = re.findall("Network is unreachable", self.magd.log())
        self.assertTrue(0 < len(told) <= 5 + (time.monotonic() - began) / 10 + 1, f"{len(told)} lines of the log")

    def flap(self):
        """Another client comes meanwhile, and is served as soon as it can be."""
        self.route("delete")
        self.addCleanup(self.lab.mag.run, "ip", "route", "replace", LMA_ADDRESS, "dev", "uplink0", "src", MAG_ADDRESS)
        before = self.failed()
        self.magd.call("attach", mac=self.other.mac)
        wait_until(lambda: self.failed() >= before + self.failures, "updates to fail")
        self.assertFalse(self.client.run("ping", "-n", "-c", "1", "-W", "1", SERVER_ADDRESS).returncode == 0)
        self.assertEqual(self.magd.binding(self.client)["state"], "ACTIVE")
        self.route("add")
        self.assertTrue(self.client.ping(SERVER_ADDRESS))
        self.magd.wait_for_state(self.other, "ACTIVE")
        self.detach(self.other)


class TunnelUnderTraffic(LabCase):
    def test_it_is_back_and_so_is_the_traffic(self):
        self.online()
        self.addCleanup(self.detach)
        objects = self.lab.kernel_objects()
        stream = Stream(self.client)
        for _ in range(3):
            counted = self.magd.counters()["kernel_restored"]
            ip_batch(["link delete mag-LMA1"], self.lab.mag.name)
            wait_until(lambda: self.magd.counters()["kernel_restored"] > counted, "the tunnel to be restored")
            self.assertTrue(self.client.ping(SERVER_ADDRESS))
        sent, lost = stream.end()
        print(f"{sent} packets each way while the tunnel was deleted 3 times, {lost} lost")
        self.assertEqual(self.lab.kernel_objects(), objects)
        self.assertEqual(self.magd.binding(self.client)["state"], "ACTIVE")


class SharedMark(LabCase):
    """Another program has rules for marks; two of them are for marks that are this gateway's too."""

    starts = ("anchor",)
    rules = ("priority 100 fwmark 0x1/0xff lookup 77", "priority 6000 fwmark 0x1 lookup 78",
             "priority 101 fwmark 0x100/0x100 lookup 79", "priority 102 lookup 80")

    def told(self):
        return re.findall(r"warning another program's rule (\d+) of IPv4", self.magd.log())

    def test_the_operator_is_told_of_the_rule(self):
        self.magd.start()
        self.assertEqual(self.told(), [])
        self.assertEqual(self.magd.stop(), 0)
        ip_batch([f"rule add {rule}" for rule in self.rules], self.lab.mag.name)
        self.magd.start()
        self.magd.wait_for_line("rule 100 of IPv4, fwmark 0x1/0xff.*kernel.mark_mask 0xff: clients' packets follow it")
        self.magd.wait_for_line("rule 6000 of IPv4, fwmark 0x1/0xffffffff.*its packets are taken for clients'")
        self.assertEqual(self.told(), ["100", "6000"])
        self.online()
        self.assertTrue(self.client.ping(SERVER_ADDRESS))  # table 77 leads nowhere
        self.detach()
        self.assertEqual(self.magd.flush(), 0)
        listed = self.lab.mag.output("ip", "rule", "show")
        self.assertTrue(all(f"lookup {table}" in listed for table in range(77, 81)))
        self.magd.start(kernel={"mark_mask": "0xf0000"})
        self.assertEqual(self.told(), [])


class ForeignInPlace(LabCase):
    """Another program has put a route of its own in the place of a client's: it stays, and all else is mended."""

    @classmethod
    def prepare(cls):
        cls.other = cls.lab.add_client(OTHER_MAC)
        cls.other.speak_ipv6(False)  # it solicits at any time

    def unseen(self, *commands):
        """All of it at once, as the daemon sees it."""
        self.magd.process.send_signal(signal.SIGSTOP)
        try:
            ip_batch(commands, self.lab.mag.name)
        finally:
            self.magd.process.send_signal(signal.SIGCONT)

    def objects(self):
        """In an order of their own: that of neighbours is the kernel's choice."""
        return sorted(self.lab.kernel_objects().splitlines())

    def wait_until_told(self):
        self.magd.wait_for_line(f"error cannot be mended: kernel refused to add route {self.home}/32 dev wlan0 .*"
                                "File exists; another")

    def break_rule(self):
        """The mend that follows meets the foreign route again."""
        counted = self.magd.counters()["kernel_restored"]
        ip_batch(["rule delete iif mag-LMA1"], self.lab.mag.name)
        wait_until(lambda: self.magd.counters()["kernel_restored"] > counted, "the rule to be restored")

    def test_it_stays_and_all_else_is_mended(self):
        self.home = self.online()["home_address"]
        self.addCleanup(self.detach)
        self.online(self.other)
        self.addCleanup(self.detach, self.other)
        objects = self.objects()
        table = self.lab.mag.output("ip", "route", "show", "table", "all", self.home).split("table ")[1].split()[0]
        foreign = f"{self.home}/32 dev uplink0 table {table}"
        self.unseen(f"route delete {self.home} table {table}", f"route add {foreign}", "rule delete iif mag-LMA1")
        self.wait_until_told()
        self.assertTrue(self.other.ping(SERVER_ADDRESS))
        self.break_rule()
        self.assertTrue(self.other.ping(SERVER_ADDRESS))
        self.assertEqual(self.magd.log().count("cannot be mended"), 1)
        missing, = self.magd.call("kernel.check")
        self.assertIn(self.home, missing["object"])
        self.assertIn(f"kernel refused to add route {self.home}", self.magd.magctl("audit").stderr)

        self.magd.kill()
        self.magd.start()
        self.wait_until_told()
        self.assertTrue(self.other.ping(SERVER_ADDRESS))
        self.assertIn("uplink0", self.lab.mag.output("ip", "route", "show", self.home, "table", table))

        ip_batch([f"route delete {foreign}"], self.lab.mag.name)
        wait_until(lambda: self.magd.call("kernel.check") == [], "the client's route to be restored")
        self.assertEqual(self.objects(), objects)
        self.assertTrue(self.client.ping(SERVER_ADDRESS))


class ForwardFilter(LabCase):
    """Another program filters what this machine forwards."""

    starts = ("anchor",)

    def listed(self):
        return self.lab.mag.output("nft", "--stateless", "list", "table", "inet", "firewall")

    def test_the_operator_is_told_and_may_have_it_so(self):
        self.lab.mag.output("nft", "add table inet firewall; add chain inet firewall forward "
                            "{ type filter hook forward priority 0; }; "
                            f"add rule inet firewall forward ip daddr {SERVER_ADDRESS} drop")
        firewall = self.listed()
        self.magd.start()
        self.magd.wait_for_line("clients' packets pass chain forward of another program's table inet firewall by")
        self.online()
        self.assertTrue(self.client.ping(SERVER_ADDRESS))
        self.detach()
        self.assertEqual(self.magd.stop(), 0)
        self.magd.start(kernel={"fast_path": False})
        self.assertNotIn("pass chain", self.magd.log())
        self.online()
        self.assertNotEqual(self.client.run("ping", "-n", "-c", "1", "-W", "1", SERVER_ADDRESS).returncode, 0)
        self.detach()
        self.assertEqual(self.listed(), firewall)


class LostNotifications(LabCase):
    """More changes than the kernel keeps for a listener; among those that it does not tell of is one of ours."""

    burst = 2000

    def lost(self):
        """Notifications that sockets of this namespace lost: the last column but one."""
        rows = self.lab.mag.output("cat", "/proc/net/netlink").splitlines()
        at = rows[0].split().index("Drops")
        return sum(int(row.split()[at]) for row in rows[1:])

    def storm(self):
        """Foreign changes until some were lost."""
        ip_batch(["link add storm0 type dummy"], self.lab.mag.name)
        numbers = range(self.burst)
        before = self.lost()
        while self.lost() == before:
            ip_batch([f"link set storm0 mtu {1400 + number % 2}" for number in numbers], self.lab.mag.name)
        ip_batch(["link delete storm0"], self.lab.mag.name)

    def test_what_was_lost_is_looked_for_at_once(self):
        self.online()
        self.addCleanup(self.detach)
        objects = self.lab.kernel_objects()
        self.magd.process.send_signal(signal.SIGSTOP)
        self.addCleanup(self.magd.process.send_signal, signal.SIGCONT)
        self.storm()
        ip_batch(["rule delete iif mag-LMA1"], self.lab.mag.name)
        self.lab.mag.output("nft", "flush", "chain", "netdev", "magd", "uplink")
        self.assertNotEqual(self.lab.kernel_objects(), objects)
        self.magd.process.send_signal(signal.SIGCONT)
        wait_until(lambda: self.lab.kernel_objects() == objects, "what was deleted in the storm to be restored")
        self.assertEqual(self.magd.call("kernel.check"), [])
        self.assertTrue(self.client.ping(SERVER_ADDRESS))


if __name__ == "__main__":
    unittest.main()
