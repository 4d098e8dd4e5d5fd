#!/usr/bin/python3
"""Shows what demo.py does, with a real association in place of `magctl attach`, and that the client keeps its address
at a second MAG, as tools/demo wifi tells it.

The machine's kernel needs mac80211_hwsim, too.
"""

import os
import sys

sys.dont_write_bytecode = True

from demo import PICTURE, PROVEN, Demo
from handover import INTERVAL, Handover, Side
from lab import load_modules
from neighbours import LMA_OF_TWO_MAGS, MAG2_ADDRESS
from settings import CLIENT_MAC, HOME_ADDRESS
from timeline import dhcp_type
from wifi_lab import WifiLab, triggered_by
from wifi_security import PSK

RADIO = f"""
  Between client and MAG there are two simulated radios: wpa_supplicant drives the client's, hostapd the MAG's.
  A second MAG, {MAG2_ADDRESS}, has an access point of the same Wi-Fi network.
"""
CLOCK = "  Times are the virtual machine's: while it works, a nanosecond is an instruction of its processor.\n"


class WifiDemo(Demo):
    picture = PICTURE.replace("wlan0 ---------- wlan0", "wlan0 ~  ~  ~  ~ wlan0") + RADIO
    if os.environ.get("MAGD_VM_ACCEL") == "paced":
        picture += CLOCK
    proven = (PROVEN.replace(f"{CLIENT_MAC} got", f"{CLIENT_MAC} associated by {PSK.name} and got")
              .replace("and nothing is left", "it kept it at a second MAG, and nothing is left"))
    lma_changes = LMA_OF_TWO_MAGS

    def __init__(self, lab):
        super().__init__(lab)
        lab.client.set_sysctl("net.ipv4.conf.wlan0.arp_evict_nocarrier", 0)  # as where roaming keeps the carrier
        self.first, self.second = Side(lab.magd, lab.access_point), Side(*lab.add_mag())
        self.magd_changes = triggered_by(lab.access_point, "hostapd")

    def steps(self):
        *before, detach = super().steps()
        return [*before, self.roam, detach]

    def start_daemons(self):
        self.lab.access_point.start(PSK)
        super().start_daemons()
        self.tell.claim(not self.lab.access_point.stations(), "hostapd is ready, and knows no station")

    def attach(self):
        self.begin(f"The client associates by {PSK.name}: what hostapd tells of it is the trigger")
        self.lab.station.start(PSK)
        self.timeline.until("INIT -> ACTIVE")
        status = self.lab.station.status()
        self.tell.command("wpa_cli status    (client)", "\n".join(
            f"{key}={status[key]}" for key in ("bssid", "ssid", "key_mgmt", "pairwise_cipher", "wpa_state")))
        self.tell.claim(self.lab.access_point.stations() == [CLIENT_MAC], "hostapd lists it")

    def roam(self):
        self.begin(f"The client roams to the second MAG and back; each {1000 * INTERVAL:.0f} ms a packet goes each way")
        self.start_second()
        said = len(self.air.packets(dhcp_type))
        self.go("second", self.first, self.second, self.empty)
        self.go("first", self.second, self.first, self.second_empty)
        self.tell.claim(len(self.air.packets(dhcp_type)) == said, "the client has noticed nothing: it said nothing by DHCP")

    def start_second(self):
        self.second.access_point.start(PSK)
        self.second.magd.start(**triggered_by(self.second.access_point, "hostapd", address=MAG2_ADDRESS))
        self.second_empty = self.lab.kernel_objects(self.second.magd.namespace)
        self.lab.station.find(self.second.access_point)

    def go(self, name, old, new, empty):
        revoked = old.revocations()
        handover = Handover(self.lab, HOME_ADDRESS, old, new)
        self.timeline.show()
        self.tell.say(f"  {handover.silence()}")
        self.tell.say(f"  {handover.delay()}")
        self.tell.claim(new.magd.binding(self.lab.client)["home_address"] == HOME_ADDRESS,
                        f"it is at the {name} MAG with its address {HOME_ADDRESS}, and packets flow both ways")
        self.tell.claim(old.access_point.stations() == [CLIENT_MAC], "the access point that it left has not noticed")
        self.tell.claim(old.revocations() > revoked, "the LMA has revoked the session at the MAG that it left")
        self.tell.claim(self.lab.kernel_objects(old.magd.namespace) == empty,
                        "the kernel there holds what it held before it came")

    def leave(self):
        self.lab.station.stop()
        self.lab.magd.wait_for_line(r"left wlan0 \(hostapd\)")
        self.tell.claim(not self.lab.access_point.stations(), "hostapd no longer lists it")


def main():
    load_modules()
    with WifiLab() as lab:
        held = WifiDemo(lab).run()
    sys.exit(0 if held else 1)


if __name__ == "__main__":
    main()
