"""Simulated Wi-Fi radios (mac80211_hwsim), each given to the machine that uses it."""

import subprocess
from pathlib import Path

from system import ip_batch

_PHYS = Path("/sys/class/ieee80211")


def _phys():
    """Those of this machine's own namespace, in the order in which they were made."""
    return sorted(_PHYS.iterdir(), key=lambda phy: int((phy / "index").read_text(encoding="ascii")))


class Radios:
    """So many that hear each other, until they are closed."""

    def __init__(self, count):
        subprocess.run(["modprobe", "mac80211_hwsim", f"radios={count}"], check=True)
        self._free = _phys()

    def close(self):
        subprocess.run(["rmmod", "mac80211_hwsim"], check=True)

    def give(self, namespace):
        """Moves the next radio into a namespace; its interface is wlan0 there, and down."""
        phy = self._free.pop(0)
        interface, = (path.name for path in (phy / "device" / "net").iterdir())
        subprocess.run(["iw", "phy", phy.name, "set", "netns", "name", namespace.name], check=True)
        ip_batch([f"link set {interface} down", f"link set {interface} name wlan0"], namespace.name)
