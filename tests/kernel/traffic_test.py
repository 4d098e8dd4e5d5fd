"""What an operator or a client does while packets flow, with the loss measured."""

import unittest

from case import LabCase
from numbered import Numbered
from settings import CLIENT_MAC, MAG, REALM, SERVER_ADDRESS, changed
from stream import Stream
from system import ip_batch

ROUNDS = 10


class Reload(LabCase):
    """Other clients are denied and allowed, leases and the log change; a file may be faulty too."""

    def reload(self, **changes):
        self.magd.configure(changed(MAG, {"control": {"socket": self.magd.socket}} | changes))
        self.magd.call("reload")

    def test_no_packet_is_lost_over_ten_reloads(self):
        binding = self.online()
        self.addCleanup(self.detach)
        objects = self.lab.kernel_objects()
        stream = Stream(self.client)
        for number in range(ROUNDS):
            self.reload(client=[{"mac": "02:00:00:00:00:02", "deny": True}], dhcp={"lease_time": 600 + number})
            self.reload()
            self.assertEqual(self.reload_of_a_faulty_file().returncode, 1)
        sent, lost = stream.end()
        print(f"{sent} packets each way over {3 * ROUNDS} reloads, {lost} lost")
        self.assertGreater(sent, 100)
        self.assertEqual(lost, 0)
        self.assertEqual(self.lab.kernel_objects(), objects)
        self.assertEqual(self.magd.binding(self.client)["home_address"], binding["home_address"])

    def reload_of_a_faulty_file(self):
        self.magd.config.write_text("[mag]\naddress = nonsense\n", encoding="ascii")
        return self.magd.magctl("reload")


class AccessHandover(LabCase):
    """The client has a second access interface of the same gateway, by which it sends from some moment on;
    it hears by both, so what it does not get was lost by the gateway."""

    magd_changes = {"access": [{"interface": name, "realm": REALM} for name in ("wlan0", "wlan1")]}

    @classmethod
    def prepare(cls):
        mag, client = cls.lab.mag.name, cls.lab.client.name
        ip_batch([f"link add wlan1 netns {client} address {CLIENT_MAC} type veth peer name wlan1 netns {mag}"])
        ip_batch(["link set wlan1 up"], mag)
        ip_batch(["link set wlan1 up"], client)
        cls.lab.client.set_sysctl("net.ipv4.conf.all.rp_filter", 0)
        cls.lab.client.set_sysctl("net.ipv4.conf.wlan1.rp_filter", 0)

    def attach(self, client=None, interface="wlan0"):
        self.magd.call("attach", mac=self.client.mac, interface=interface)
        return self.magd.wait_for_state(self.client, "ACTIVE")

    def send_by(self, interface, router):
        ip_batch([f"neigh replace {router} dev {interface} lladdr {self.lab.mag.interface_mac(interface)} nud permanent",
                  f"route replace default via {router} dev {interface} onlink"], self.client.name)

    def test_no_more_is_lost_than_what_is_sent_meanwhile(self):
        binding = self.online()
        self.addCleanup(self.detach)
        home, router = binding["home_address"], binding["default_router"]
        self.send_by("wlan0", router)
        up = Numbered(self.client, home, self.lab.server, SERVER_ADDRESS)
        down = Numbered(self.lab.server, SERVER_ADDRESS, self.client, home)
        windows = []
        for interface in ("wlan1", "wlan0") * (ROUNDS // 2):
            up.wait_for(20)
            down.wait_for(20)
            first = up.sent
            self.send_by(interface, router)
            self.assertEqual(self.attach(interface=interface)["interface"], interface)
            windows.append(range(first, up.sent + 1))
        lost_up, lost_down = up.end(), down.end()
        print(f"{ROUNDS} handovers: up {len(lost_up)} of {up.sent} lost, all while the client had moved and its "
              f"gateway did not know; down {len(lost_down)} of {down.sent}")
        self.assertEqual([n for n in lost_up if not any(n in window for window in windows)], [])
        self.assertEqual(lost_down, [])
        self.assertEqual(self.magd.call("kernel.check"), [])


if __name__ == "__main__":
    unittest.main()
