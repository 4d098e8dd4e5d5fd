"""What an operator types and reads."""

import json
import os
import re
import signal
import unittest

import settings
from case import LabCase
from daemons import BINARIES
from system import wait_until

BINDING_KEYS = {"mac", "nai", "state", "state_seconds", "reason", "interface", "access_technology", "realm",
                "lma", "lma_address", "home_address", "prefix_length", "default_router", "uplink_key",
                "downlink_key", "lifetime", "lifetime_left", "refresh_in", "handoffs", "attempts", "retry_in",
                "dhcp", "encapsulation", "services", "home_prefixes", "home_address6", "default_router6", "told", "bulk_group",
                "without", "service", "access_network"}

LMA_KEYS = {"name", "address", "tunnels", "bindings", "path", "draining", "held_down",
            "authentication_refused", "unauthentic_answers",
            "heartbeat", "timers", "restart_counter", "load"}


class Magctl(LabCase):
    def json(self, *command):
        done = self.magd.magctl("--json", *command)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return json.loads(done.stdout)

    def test_attach_show_detach(self):
        done = self.magd.magctl("attach", self.client.mac)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.magd.wait_for_state(self.client, "ACTIVE")
        shown = self.magd.magctl("show", "binding", self.client.mac)
        self.assertEqual(shown.returncode, 0, shown.stderr)
        for field in (rf"NAI +{settings.CLIENT_NAI}", r"State +ACTIVE for \d+ s", r"Interface +wlan0 \(802\.11\)",
                      rf"LMA +LMA1 {settings.LMA_ADDRESS}", rf"Home address +{settings.HOME_ADDRESS}/24",
                      rf"Default router +{settings.ROUTER}", r"GRE keys +upstream 100, downstream 1",
                      r"Lifetime +3600 s, 3\d+ s left, refresh in 3\d+ s"):
            self.assertRegex(shown.stdout, field)
        self.assertEqual(self.magd.magctl("detach", self.client.mac).returncode, 0)
        self.magd.wait_for_state(self.client, None)

    def test_trace_has_every_step(self):
        self.assertEqual(self.magd.magctl("trace", "02:00:00:00:00:77").returncode, 1)
        self.attach()
        self.detach()
        steps = self.json("trace", self.client.mac)
        self.assertTrue(all(set(step) == {"time", "after_ms", "text"} for step in steps))
        self.assertEqual(sorted(step["time"] for step in steps), [step["time"] for step in steps])
        told = "\n".join(step["text"] for step in steps)
        self.assertRegex(told, "(?s)attach on wlan0.*PBU sent to LMA1.*PBA received from LMA1.*kernel programmed.*"
                               "INIT -> ACTIVE.*kept in the journal.*PBU sent to LMA1.*kernel cleared.*"
                               "PBA received from LMA1.*binding removed")
        self.assertEqual(self.magd.magctl("trace", self.client.mac).stdout.count("\n"), len(steps))

    def test_json_has_the_documented_keys(self):
        self.attach()
        self.addCleanup(self.detach)
        binding, = self.json("show", "binding")
        self.assertEqual(set(binding), BINDING_KEYS)
        anchor, = self.json("show", "lma")
        self.assertEqual(set(anchor), LMA_KEYS)
        self.assertLessEqual({"name": "LMA1", "address": settings.LMA_ADDRESS, "bindings": 1, "draining": False,
                              "held_down": None, "tunnels": [{"encapsulation": "gre-udp", "device": "mag-LMA1",
                                                              "mtu": settings.CLIENT_MTU}]}.items(), anchor.items())
        counters = self.json("show", "counters")
        self.assertTrue(counters)
        self.assertTrue(all(set(counter) == {"name", "value", "help"} for counter in counters))

    def test_refusal_is_told(self):
        done = self.magd.magctl("detach", "02:00:00:00:00:77")
        self.assertEqual(done.returncode, 1)
        self.assertIn("02:00:00:00:00:77", done.stderr)

    def test_wrong_use_is_told(self):
        self.assertEqual(self.magd.magctl("attach", "not-a-mac").returncode, 2)
        self.assertEqual(self.magd.magctl("dance").returncode, 2)

    def test_other_users_change_nothing(self):
        os.chmod(self.lab.folder, 0o755)
        other = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", str(BINARIES / "magctl"),
                 "--socket", self.magd.socket]
        refused = self.lab.mag.run(*other, "attach", self.client.mac)
        self.assertEqual(refused.returncode, 1, refused.stderr)
        self.assertRegex(refused.stderr, "(?i)permi")
        self.assertIsNone(self.magd.binding(self.client))

    def test_second_daemon_says_who_is_first(self):
        second = self.lab.mag.run(*self.magd.command)
        self.assertNotEqual(second.returncode, 0)
        self.assertIn(str(self.magd.process.pid), second.stderr)
        self.assertIn(self.magd.socket, second.stderr)
        self.magd.call("version")


class Reload(LabCase):
    def rewrite(self, clients=(), **changes):
        """The configuration as it was started with, these tables changed, and these [[client]]s."""
        changes = {"control": {"socket": self.magd.socket}} | changes
        self.magd.configure(settings.changed(settings.MAG, changes) | {"client": list(clients)})

    def tearDown(self):
        self.rewrite()
        self.magd.call("reload")
        super().tearDown()

    def test_a_denied_client_is_detached_and_told_why(self):
        self.attach()
        self.rewrite([{"mac": self.client.mac, "deny": True, "reason": "reported stolen"}])
        self.assertEqual(self.magd.call("reload"), {"clients": 1, "needs_restart": []})
        self.magd.wait_for_state(self.client, None)
        refused = self.magd.magctl("attach", self.client.mac)
        self.assertEqual(refused.returncode, 1)
        self.assertIn("denied: reported stolen", refused.stderr)

    def test_sighup_gives_clients_their_new_identity(self):
        self.attach()
        self.addCleanup(self.detach)
        self.rewrite(identity={"nai": "plain"})
        self.magd.process.send_signal(signal.SIGHUP)
        plain = settings.CLIENT_NAI.replace(".", "", 2)
        wait_until(lambda: any((row["nai"], row["state"]) == (plain, "ACTIVE")
                               for row in self.magd.call("binding.show")), "the client to be registered anew")

    def test_a_faulty_file_changes_nothing(self):
        self.attach()
        self.addCleanup(self.detach)
        self.magd.config.write_text('[mag]\naddress = "10.0.0"\n', encoding="ascii")
        done = self.magd.magctl("reload")
        self.assertEqual(done.returncode, 1)
        self.assertIn(f"{self.magd.config}:2:11: mag.address: ", done.stderr)
        self.assertEqual(self.magd.binding(self.client)["state"], "ACTIVE")

    def test_keys_that_need_a_restart_are_named(self):
        self.rewrite(mag={"port": 5437})
        done = self.magd.magctl("reload")
        self.assertEqual((done.returncode, done.stdout.splitlines()[1:]), (0, ["needs a restart: mag.port"]))

    def test_a_draining_lma_takes_no_client(self):
        self.assertTrue(self.magd.call("lma.drain", lma="LMA1")["draining"])
        self.addCleanup(self.magd.call, "lma.undrain", lma="LMA1")
        self.assertEqual(self.magd.magctl("attach", self.client.mac).returncode, 0)
        self.addCleanup(self.magd.magctl, "detach", self.client.mac)
        self.assertRegex(self.magd.magctl("show", "lma").stdout, "Path +[a-z]+, draining")
        self.assertIn("no LMA of the realm", self.magd.binding(self.client)["reason"])


class NoDaemon(LabCase):
    starts = ()

    def test_magctl_says_so(self):
        done = self.magd.magctl("show", "binding")
        self.assertEqual(done.returncode, 3)
        self.assertIn(f"no magd answers at {self.magd.socket}", done.stderr)

    def test_check_lists_every_fault_with_its_place(self):
        self.magd.config.write_text('[mag]\naddress = "10.0.0"\nprot = 5436\n[[lma]]\nname = "LMA1"\n'
                                    'address = "10.106.37.40"\npath_mtu = 12\n[[realm]]\nname = "a.example"\n'
                                    'lmas = ["LMA2"]\n', encoding="ascii")
        done = self.lab.mag.run(*self.magd.command, "--check")
        self.assertEqual(done.returncode, 1)
        places = {tuple(map(int, place)) for place in
                  re.findall(rf"^{re.escape(str(self.magd.config))}:(\d+):(\d+): ", done.stderr, re.MULTILINE)}
        self.assertLessEqual({2, 3, 7, 10}, {line for line, _ in places}, done.stderr)
        self.assertRegex(done.stderr, r"prot.*did you mean.*port")
        self.assertIn("access", done.stderr)

    def test_check_of_a_good_file(self):
        self.magd.configure(settings.MAG)
        done = self.lab.mag.run(*self.magd.command, "--check")
        self.assertEqual((done.returncode, done.stderr + done.stdout),
                         (0, f"{self.magd.config}: configuration is valid\n"))

    def test_unknown_access_interface_is_named(self):
        self.magd.configure(settings.changed(settings.MAG, {"control": {"socket": self.magd.socket}})
                            | {"access": [{"interface": "wlan9", "realm": settings.REALM}]})
        done = self.lab.mag.run(*self.magd.command)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("wlan9", done.stderr)


if __name__ == "__main__":
    unittest.main()
