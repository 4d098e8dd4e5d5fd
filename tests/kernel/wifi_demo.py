#!/usr/bin/python3
"""Shows what demo.py does, with a real association in place of `magctl attach`, as tools/demo wifi tells it.

The machine's kernel needs mac80211_hwsim, too.
"""

import os
import sys

sys.dont_write_bytecode = True

from demo import PICTURE, PROVEN, Demo
from lab import load_modules
from settings import CLIENT_MAC
from wifi_lab import WifiLab
from wifi_security import PSK

RADIO = """
  Between client and MAG there are two simulated radios: wpa_supplicant drives the client's, hostapd the MAG's.
"""
CLOCK = "  Times are the virtual machine's: while it works, a nanosecond is an instruction of its processor.\n"


class WifiDemo(Demo):
    picture = PICTURE.replace("wlan0 ---------- wlan0", "wlan0 ~  ~  ~  ~ wlan0") + RADIO
    if os.environ.get("MAGD_VM_ACCEL") == "paced":
        picture += CLOCK
    proven = PROVEN.replace(f"{CLIENT_MAC} got", f"{CLIENT_MAC} associated by {PSK.name} and got")

    def start_daemons(self):
        self.lab.access_point.start(PSK)
        super().start_daemons()
        self.tell.claim(not self.lab.access_point.stations(), "hostapd is ready, and knows no station")

    def attach(self):
        self.tell.heading(f"2. The client associates by {PSK.name}: its first DHCP message will be the trigger")
        self.lab.station.start(PSK)
        self.timeline.until("AP-STA-CONNECTED")
        status = self.lab.station.status()
        self.tell.command("wpa_cli status    (client)", "\n".join(
            f"{key}={status[key]}" for key in ("bssid", "ssid", "key_mgmt", "pairwise_cipher", "wpa_state")))
        self.tell.claim(self.lab.access_point.stations() == [CLIENT_MAC], "hostapd lists it")

    def detach(self):
        self.lab.station.stop()
        super().detach()
        self.tell.claim(not self.lab.access_point.stations(), "hostapd no longer lists it")


def main():
    load_modules()
    with WifiLab() as lab:
        held = WifiDemo(lab).run()
    sys.exit(0 if held else 1)


if __name__ == "__main__":
    main()
