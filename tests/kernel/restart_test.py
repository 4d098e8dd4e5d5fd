"""The daemon dies, stops or is started with another configuration, and the kernel goes on forwarding."""

import subprocess
import unittest

from case import LabCase
from dhcp_clients import Udhcpc
from settings import HOME_ADDRESS, SERVER_ADDRESS
from stream import Stream
from system import wait_until

ROUNDS = 10


class Restart(LabCase):
    magd_changes = {"binding": {"lifetime": 3600}}

    def setUp(self):
        if self.magd.process.poll() is not None:
            self.magd.start(**self.magd_changes)
        self.empty = self.lab.kernel_objects()

    def start_again(self, **changes):
        self.magd.start(**(self.magd_changes | changes))

    def die_and_start(self, **changes):
        self.magd.kill()
        self.start_again(**changes)

    def flush(self):
        self.magd.flush()
        self.magd.start(**self.magd_changes)

    def counter(self):
        return self.lab.anchor.log().count("has restarted")

    def refreshes(self):
        return self.magd.counters()["pbu_refresh_sent"]

    def test_no_packet_is_lost_over_ten_deaths(self):
        binding = self.online()
        self.addCleanup(self.flush)
        objects = self.lab.kernel_objects()
        restarts = self.counter()
        stream = Stream(self.client)
        for _ in range(ROUNDS):
            self.die_and_start()
            self.assertEqual(self.magd.wait_for_state(self.client, "ACTIVE")["home_address"], binding["home_address"])
        sent, lost = stream.end()
        print(f"{sent} packets each way over {ROUNDS} deaths, {lost} lost")
        self.assertGreater(sent, 100)
        self.assertEqual(lost, 0)
        self.assertEqual(self.lab.kernel_objects(), objects)
        self.assertEqual(self.magd.call("kernel.check"), [])
        self.assertEqual(self.counter(), restarts)

    def test_the_session_is_confirmed_and_goes_on(self):
        before = self.online()
        self.addCleanup(self.flush)
        self.assertEqual(self.magd.stop(), 0)
        self.assertTrue(self.client.ping(SERVER_ADDRESS))
        self.start_again()
        after = self.magd.wait_for_state(self.client, "ACTIVE")
        self.assertEqual(self.refreshes(), 1)
        for key in ("home_address", "default_router", "downlink_key", "uplink_key", "lma", "nai"):
            self.assertEqual(after.get(key), before.get(key), key)
        self.assertTrue(self.client.ping(SERVER_ADDRESS))
        self.detach()
        self.assertEqual(self.lab.kernel_objects(), self.empty)

    def test_what_was_done_to_the_tables_between_two_runs_is_mended(self):
        self.online()
        self.addCleanup(self.flush)
        objects = self.lab.kernel_objects()
        self.magd.kill()
        self.lab.mag.output("nft", "flush chain netdev magd uplink; flush set inet magd access; "
                            "flush chain inet magd stamp")
        self.assertNotEqual(self.lab.kernel_objects(), objects)
        self.start_again()
        self.assertEqual(self.lab.kernel_objects(), objects)
        self.assertEqual(self.magd.call("kernel.check"), [])
        self.assertEqual(self.magd.counters()["kernel_restored"], 0)
        self.assertTrue(self.client.ping(SERVER_ADDRESS))

    def test_a_lease_is_renewed_after_a_death(self):
        self.addCleanup(self.flush)
        with Udhcpc(self.client, self.lab.folder) as dhcp:
            dhcp.wait_for_lease()
            self.die_and_start()
            dhcp.renew()
            dhcp.wait_for_renewal()
        self.assertEqual(self.magd.wait_for_state(self.client, "ACTIVE")["home_address"], HOME_ADDRESS)

    def test_who_is_denied_by_now_loses_its_service(self):
        self.online()
        self.addCleanup(self.flush)
        told = self.lab.anchor.log().count("de-registered")
        self.die_and_start(client=[{"mac": self.client.mac, "deny": True}])
        self.magd.wait_for_state(self.client, None)
        self.assertGreater(self.lab.anchor.log().count("de-registered"), told)
        self.assertFalse(self.client.ping(SERVER_ADDRESS))
        self.assertEqual(self.lab.kernel_objects(), self.empty)

    def test_without_a_journal_the_kernel_forwards_until_the_client_is_back(self):
        self.online()
        self.addCleanup(self.flush)
        self.magd.kill()
        for file in self.magd.state.iterdir():
            file.unlink()
        stream = Stream(self.client)
        self.start_again(kernel={"grace_period": 3600})
        self.assertEqual(self.magd.call("binding.show"), [])
        self.assertEqual({row["kind"] for row in self.magd.call("kernel.check")}, {"unexpected"})
        self.assertEqual(self.attach()["home_address"], HOME_ADDRESS)
        self.assertEqual(stream.end()[1], 0)
        self.assertEqual(self.magd.call("kernel.check"), [])

    def test_after_too_long_a_pause_nobody_is_taken_back(self):
        self.online()
        self.addCleanup(self.flush)
        self.magd.kill()
        stream = Stream(self.client)
        self.start_again(kernel={"adoption_limit": 0, "grace_period": 3600})
        self.assertIn("longer than kernel.adoption_limit", self.magd.log())
        self.assertEqual(self.magd.call("binding.show"), [])
        self.assertEqual(self.refreshes(), 0)
        self.assertEqual(self.attach()["home_address"], HOME_ADDRESS)
        self.assertEqual(stream.end()[1], 0)

    def test_what_nobody_comes_back_for_goes_after_the_grace_period(self):
        self.online()
        self.addCleanup(self.flush)
        self.magd.kill()
        (self.magd.state / "journal.db").write_bytes(b"x" * 5000)
        self.start_again(kernel={"grace_period": 1})
        self.assertIn("it is kept as", self.magd.log())
        wait_until(lambda: self.lab.kernel_objects() == self.empty, "the kernel to be as it was")


class FullDisk(LabCase):
    """The journal is on a disk of its own, which somebody else fills."""

    starts = ("anchor",)

    def setUp(self):
        self.magd.state.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", str(self.magd.state)], check=True)
        self.addCleanup(subprocess.run, ["umount", str(self.magd.state)], check=True)
        self.magd.start()
        self.addCleanup(self.magd.close)

    def fill(self):
        with open(self.magd.state / "filler", "wb", buffering=0) as filler:
            try:
                while filler.write(b"x" * 4096):
                    pass
            except OSError:
                return

    def test_nothing_is_acknowledged_that_is_not_kept(self):
        self.fill()
        with Udhcpc(self.client, self.lab.folder) as dhcp:
            self.magd.wait_for_line("new clients are not served until the journal can be written again")
            self.magd.wait_for_state(self.client, "ACTIVE")
            self.assertNotIn("DHCP to client", self.magd.log())
            (self.magd.state / "filler").unlink()
            self.magd.wait_for_line("the journal is written again")
            dhcp.wait_for_lease()
        self.magd.kill()
        self.magd.start()
        self.assertEqual(self.magd.wait_for_state(self.client, "ACTIVE")["home_address"], HOME_ADDRESS)


if __name__ == "__main__":
    unittest.main()
