"""What attaches clients by RADIUS accounting: radclient of FreeRADIUS plays the controller of some access points."""

import signal
import subprocess
import unittest

from case import LabCase
from settings import CLIENT_MAC, LMA_ADDRESS, LMA_ADDRESS6, MAG_ADDRESS, MAG_ADDRESS6, REALM, SERVER_ADDRESS
from system import PATIENCE, end_process, ip_batch, wait_until

SECRET = "testing123"
STATION = CLIENT_MAC.upper().replace(":", "-")
ACCOUNTING = 1813


def access(interface, ssid):
    return {"interface": interface, "realm": REALM, "triggers": ["radius"], "ssid": ssid}


class RadiusCase(LabCase):
    """The controller is where the LMA is. The client does not speak by itself, and nobody attaches it by hand."""

    magd_changes = {
        "access": [access("wlan0", "field")],
        "nas": [{"address": LMA_ADDRESS, "secret": SECRET}, {"address": LMA_ADDRESS6, "secret": SECRET}],
        "binding": {"departure_delay": 200},
    }

    @classmethod
    def prepare(cls):
        cls.lab.client.speak_ipv6(False)

    def radclient(self, status, session, *, secret=SECRET, to=MAG_ADDRESS, tries=10, pause=2, ssid="field"):
        """The command that tells, up to so many times with so many seconds between them."""
        attributes = {"Acct-Status-Type": status, "Acct-Session-Id": f'"{session}"', "NAS-Identifier": '"controller"'}
        if not status.startswith("Accounting-"):
            attributes |= {"Calling-Station-Id": f'"{STATION}"', "Called-Station-Id": f'"02-00-00-00-00-01:{ssid}"'}
        request = self.lab.folder / f"accounting-{session}"
        request.write_text("\n".join(f"{name} = {value}" for name, value in attributes.items()) + "\n", "ascii")
        host = f"[{to}]" if ":" in to else to
        family = "-6" if ":" in to else "-4"
        return ["radclient", family, "-r", str(tries), "-t", str(pause), "-f", str(request), f"{host}:{ACCOUNTING}",
                "acct", secret]

    def tell(self, status, session, sender=None, **options):
        """Whether radclient has taken the answer for a genuine one."""
        return (sender or self.lab.lma).run(*self.radclient(status, session, **options)).returncode == 0


class Radius(RadiusCase):
    """One access interface."""

    def attach_by(self, session, **options):
        self.assertTrue(self.tell("Start", session, **options))
        return self.magd.wait_for_state(self.client, "ACTIVE")

    def check_gone(self):
        wait_until(lambda: self.magd.binding(self.client) is None, "the client to have left")
        self.assertIn("left wlan0 (radius)", self.magd.log())
        self.assertEqual(self.lab.traces(), [])

    def test_a_start_attaches_and_a_stop_detaches(self):
        binding = self.attach_by("1")
        self.client.configure(f"{binding['home_address']}/24", binding["default_router"])
        self.addCleanup(self.client.forget)
        self.assertTrue(self.client.ping(SERVER_ADDRESS))
        self.assertTrue(self.tell("Interim-Update", "1"))
        self.assertTrue(self.client.ping(SERVER_ADDRESS))
        self.assertTrue(self.tell("Stop", "1"))
        self.check_gone()

    def test_by_ipv6_and_until_the_controller_ends(self):
        self.attach_by("2", to=MAG_ADDRESS6)
        self.assertTrue(self.tell("Accounting-Off", "0", to=MAG_ADDRESS6))
        self.check_gone()

    def test_another_secret_is_counted_and_gets_no_answer(self):
        self.assert_counted("drop_radius_authenticator",
                            lambda: self.assertFalse(self.tell("Start", "3", secret="other", tries=1)))
        self.assertIsNone(self.magd.binding(self.client))
        self.assertIn("RADIUS accounting of " + LMA_ADDRESS, self.magd.log())
        self.assertNotIn(SECRET, self.magd.log())

    def test_a_sender_that_is_not_listed_is_counted_and_gets_no_answer(self):
        self.assert_counted("drop_radius_unknown_source",
                            lambda: self.assertFalse(self.tell("Start", "4", sender=self.lab.mag, tries=1)))
        self.assertIsNone(self.magd.binding(self.client))

    def test_a_client_of_another_ssid_is_counted_and_answered(self):
        self.assert_counted("drop_radius_no_interface",
                            lambda: self.assertTrue(self.tell("Start", "5", ssid="guests")))
        self.assertIsNone(self.magd.binding(self.client))


class SeveralNetworks(RadiusCase):
    """An access interface for each of two SSIDs."""

    magd_changes = RadiusCase.magd_changes | {"access": [access("wlan0", "field"), access("wlan1", "guests")]}

    @classmethod
    def prepare(cls):
        super().prepare()
        ip_batch(["link add wlan1 type dummy", "link set wlan1 up"], cls.lab.mag.name)

    def told(self, wire, session, ssid):
        """radclient, whose request has arrived."""
        process = self.lab.lma.spawn(self.radclient("Start", session, ssid=ssid, tries=1, pause=round(2 * PATIENCE)),
                                     stdout=subprocess.DEVNULL)
        self.addCleanup(end_process, process)
        wire.wait_for(lambda packet: session.encode() in packet.payload, f"the request about session {session}")
        return process

    def test_a_client_is_where_it_was_told_of_last_of_what_is_read_at_once(self):
        wire = self.sniff(self.lab.mag, "uplink0")
        self.magd.process.send_signal(signal.SIGSTOP)
        try:
            tellers = [self.told(wire, "first", "guests"), self.told(wire, "second", "field")]
        finally:
            self.magd.process.send_signal(signal.SIGCONT)
        for teller in tellers:
            self.assertEqual(teller.wait(PATIENCE), 0)
        self.assertEqual(self.magd.wait_for_state(self.client, "ACTIVE")["interface"], "wlan0")
        self.assertTrue(self.tell("Stop", "second"))
        self.magd.wait_for_state(self.client, None)


if __name__ == "__main__":
    unittest.main()
