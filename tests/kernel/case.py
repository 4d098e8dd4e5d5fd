"""A test case with a lab of its own: made once for the class, with the daemons running."""

import sys
import unittest

import sent
from lab import Lab, load_modules
from sniffer import Sniffer
from system import wait_until


class LabCase(unittest.TestCase):
    """Subclasses say what is different in the configurations."""

    magd_changes = {}
    lma_changes = {}
    starts = ("anchor", "magd")
    lab_type = Lab

    @classmethod
    def setUpClass(cls):
        cls.lab = cls.lab_type()
        cls.addClassCleanup(cls.lab.close)
        if cls.starts:
            load_modules()
        cls.prepare()
        cls.keep_signalling()
        if "anchor" in cls.starts:
            cls.lab.anchor.start(**cls.lma_changes)
        if "magd" in cls.starts:
            cls.lab.magd.start(**cls.magd_changes)
        cls.magd = cls.lab.magd
        cls.client = cls.lab.client

    @classmethod
    def prepare(cls):
        """What an operator does in this lab before the daemons start."""

    @classmethod
    def keep_signalling(cls):
        wire = Sniffer(cls.lab.mag, "uplink0")
        cls.addClassCleanup(wire.close)
        cls.addClassCleanup(lambda: sent.keep(cls.__qualname__, wire.frames()))

    def run(self, result=None):
        """With the daemons' logs below a failure."""
        before = len(result.failures) + len(result.errors)
        super().run(result)
        if len(result.failures) + len(result.errors) > before:
            for daemon in self.lab.daemons:
                print(f"--- log of {daemon.name}, {self.id()}\n{daemon.log()}", file=sys.stderr)

    def attach(self, client=None):
        """Attaches a client by hand; returns its active binding."""
        client = client or self.client
        self.magd.call("attach", mac=client.mac)
        return self.magd.wait_for_state(client, "ACTIVE")

    def detach(self, client=None):
        client = client or self.client
        self.magd.call("detach", mac=client.mac)
        self.magd.wait_for_state(client, None)

    def online(self, client=None):
        """Attaches a client and gives it its address as DHCP would; returns its binding."""
        client = client or self.client
        binding = self.attach(client)
        client.configure(f"{binding['home_address']}/{binding['prefix_length']}", binding["default_router"])
        self.addCleanup(client.forget)
        return binding

    def sniff(self, namespace, interface):
        sniffer = Sniffer(namespace, interface)
        self.addCleanup(sniffer.close)
        return sniffer

    def assert_counted(self, name, send, times=1):
        """Sending raises this counter of `magctl show counters`, and nothing is sent for it."""
        before = self.magd.counters()[name]
        send()
        wait_until(lambda: self.magd.counters()[name] >= before + times, f"counter {name} to rise")
        self.assertEqual(self.magd.counters()[name], before + times)
