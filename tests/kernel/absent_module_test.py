"""A kernel without fou, ip_gre or nf_tables: one message that names the module. Runs before all other tests,
while the modules are not yet in use, and only in the virtual machine: it takes them from all."""

import subprocess
import unittest
from pathlib import Path

import settings
from case import LabCase
from system import in_test_machine

NEEDED = ("ip_gre", "fou", "nf_tables")
_BLACKLIST = Path("/etc/modprobe.d/magd-test.conf")


@unittest.skipUnless(in_test_machine(), "only in the virtual machine")
class AbsentModule(LabCase):
    starts = ()

    def tearDown(self):
        _BLACKLIST.unlink(missing_ok=True)

    def without(self, module):
        """What magd says and its exit status, when this module cannot be had and all others are there."""
        subprocess.run(["modprobe", "-r", *NEEDED], check=True)
        _BLACKLIST.write_text(f"install {module} /bin/false\n", encoding="ascii")
        subprocess.run(["modprobe", "-a", *(name for name in NEEDED if name != module)], check=True)
        self.magd.configure(settings.changed(settings.MAG, {"control": {"socket": self.magd.socket}}))
        done = self.lab.mag.run(*self.magd.command)
        return done.stderr, done.returncode

    def assert_named(self, module):
        said, status = self.without(module)
        self.assertNotEqual(status, 0)
        errors = [line for line in said.splitlines() if " error " in line]
        self.assertEqual(len(errors), 1, said)
        self.assertRegex(errors[0], rf"\b{module}\b")
        self.assertNotIn("proto 213", self.lab.mag.output("ip", "rule"))
        self.assertNotIn("mag-LMA1", self.lab.mag.interfaces())

    def assert_no_table(self):
        self.assertEqual(self.lab.mag.output("nft", "list", "ruleset"), "")

    def test_fou(self):
        self.assert_named("fou")
        self.assert_no_table()

    def test_ip_gre(self):
        self.assert_named("ip_gre")
        self.assert_no_table()

    def test_nf_tables(self):
        self.assert_named("nf_tables")

    def test_nft_fwd_netdev(self):
        self.assert_named("nft_fwd_netdev")
        self.assert_no_table()


if __name__ == "__main__":
    unittest.main()
