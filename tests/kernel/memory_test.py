"""The kernel has no memory for a client: it is refused with that reason, and the others go on."""

import re
import resource
import subprocess
import unittest

from absent_module_test import in_test_machine
from case import LabCase
from dhcp_clients import discover
from settings import SERVER_ADDRESS
from system import wait_until


class MemoryGroup:
    """A control group in which what is asked beyond the limit fails, and kills nobody."""

    def __init__(self, folder):
        self.mount = folder / "memory"
        self.mount.mkdir()
        subprocess.run(["mount", "-t", "cgroup", "-o", "memory", "memory", str(self.mount)], check=True)
        self.path = self.mount / "magd"
        self.path.mkdir()
        self.write("memory.oom_control", 1)

    def write(self, file, value):
        (self.path / file).write_text(str(value), encoding="ascii")

    def read(self, file):
        return (self.path / file).read_text(encoding="ascii")

    def forbid_more(self):
        self.write("memory.limit_in_bytes", 0)

    def allow_more(self):
        self.write("memory.limit_in_bytes", -1)

    def help_process(self):
        """A process that lacks memory of its own waits, before it asks the kernel for anything: it gets one page."""
        if "under_oom 1" in self.read("memory.oom_control"):
            self.write("memory.limit_in_bytes", int(self.read("memory.usage_in_bytes")) + resource.getpagesize())

    def take(self, process):
        """What the process has so far is not counted here."""
        self.write("cgroup.procs", process.pid)

    def give_back(self, process):
        (self.mount / "cgroup.procs").write_text(str(process.pid), encoding="ascii")

    def close(self):
        self.path.rmdir()
        subprocess.run(["umount", str(self.mount)], check=True)


@unittest.skipUnless(in_test_machine(), "only in the virtual machine")
class OutOfMemory(LabCase):
    magd_changes = {"binding": {"min_attempt_interval": 0}}

    @classmethod
    def prepare(cls):
        cls.other = cls.lab.add_client("02:00:00:00:00:02")
        cls.other.speak_ipv6(False)  # it solicits at any time
        cls.group = MemoryGroup(cls.lab.folder)
        cls.addClassCleanup(cls.group.close)

    def is_de_registered(self):
        self.group.help_process()
        return re.search("(?s)accepted.*de-registered.*0200.0000.0002.*accepted.*de-registered",
                         self.lab.anchor.log())

    def test_one_client_is_refused_and_the_others_go_on(self):
        """What the daemon itself needs for a client, it mostly has from one that came and went."""
        self.online()
        self.addCleanup(self.detach)
        self.attach(self.other)
        self.detach(self.other)
        objects = self.lab.kernel_objects()

        self.group.take(self.magd.process)
        self.addCleanup(self.group.give_back, self.magd.process)
        self.group.forbid_more()
        try:
            discover(self.other, self.other.mac)
            wait_until(self.is_de_registered, "the LMA to hear that the client is not carried")
            self.assertTrue(self.client.ping(SERVER_ADDRESS))
        finally:
            self.group.allow_more()
        self.assertRegex(self.magd.wait_for_state(self.other, "NULL")["reason"],
                         "kernel refused to .*(No buffer space available|Cannot allocate memory)")
        self.assertEqual(self.magd.counters()["kernel_failed"], 1)
        self.assertEqual(self.lab.kernel_objects(), objects)

        self.online(self.other)
        self.addCleanup(self.detach, self.other)
        self.assertTrue(self.other.ping(SERVER_ADDRESS))
        self.assertTrue(self.client.ping(SERVER_ADDRESS))
        self.assertEqual(self.magd.call("kernel.check"), [])


if __name__ == "__main__":
    unittest.main()
