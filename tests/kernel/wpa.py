"""hostapd and wpa_supplicant as processes in their namespaces, and talking to them."""

import re
import socket

from daemons import Daemon
from system import PATIENCE, wait_until

_STAMP = r"^(\d+\.\d+): wlan0: "
_CONNECTED = "CTRL-EVENT-CONNECTED"
_CHANNEL = 1
_FREQUENCY = 2412  # MHz; nobody scans any other


class _WpaProgram(Daemon):
    """One of the two: its configuration, its log with times, its control socket."""

    def __init__(self, program, namespace, folder, name):
        super().__init__(program, namespace, folder, name)
        self.config = folder / f"{name}.conf"
        self.control = folder / f"{name}-control"

    def configure(self, config):
        self.config.write_text("\n".join([f"ctrl_interface={self.control}", *config]) + "\n", encoding="ascii")

    def lines(self, event):
        """Of its log, those that begin with what matches a regular expression: (seconds of the wall clock, text)."""
        return [(float(time), text) for time, text in re.findall(f"{_STAMP}({event}.*)$", self.log(), re.MULTILINE)]

    def times_of(self, event):
        return [time for time, _ in self.lines(event)]

    def told(self, command):
        """What it answers to a command of its control socket."""
        own = self.control / "asking"
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as asking:
            asking.settimeout(PATIENCE)
            asking.bind(str(own))
            try:
                asking.connect(str(self.control / "wlan0"))
                asking.send(command.encode())
                answer = asking.recv(65536).decode()
            finally:
                own.unlink()
        if answer in ("FAIL\n", "UNKNOWN COMMAND\n"):
            raise RuntimeError(f"{self.program}, told to {command}: {answer.strip()}")
        return answer

    def status(self):
        return dict(line.split("=", 1) for line in self.told("STATUS").splitlines())


class AccessPoint(_WpaProgram):
    """On the wlan0 of a namespace, which may be a port of a bridge."""

    def __init__(self, namespace, folder, name="hostapd"):
        super().__init__("hostapd", namespace, folder, name)

    @property
    def command(self):
        return ["hostapd", "-t", "-f", str(self.log_file), str(self.config)]

    @property
    def bssid(self):
        return self.namespace.interface_mac("wlan0")

    def start(self, security, ssid="magd"):
        """Starts it and waits until it serves."""
        self.configure(["interface=wlan0", "driver=nl80211", f"ssid={ssid}", "hw_mode=g", f"channel={_CHANNEL}",
                        f"nas_identifier={self.name}", *security.access_point])
        self.spawn()
        self.wait_for_line("AP-ENABLED")

    def stations(self):
        """The MAC addresses that it takes for associated."""
        listed, answer = [], self.told("STA-FIRST")
        while answer:
            listed.append(answer.splitlines()[0])
            answer = self.told(f"STA-NEXT {listed[-1]}")
        return listed

    def events(self, client):
        """What it tells of a client: (time, text)."""
        return self.lines(rf"[A-Z0-9-]+ {client.mac}")

    def handshakes(self):
        """How many ended well."""
        return len(self.times_of("EAPOL-4WAY-HS-COMPLETED"))

    def wait_for_association(self, client):
        """When the client was authorised, in seconds of the wall clock."""
        self.wait_for_line(f"AP-STA-CONNECTED {client.mac}")
        return self.times_of(f"AP-STA-CONNECTED {client.mac}")[-1]


class Station(_WpaProgram):
    """On the wlan0 of a client."""

    def __init__(self, client, folder):
        super().__init__("wpa_supplicant", client, folder, "wpa_supplicant")

    @property
    def command(self):
        return ["wpa_supplicant", "-t", "-f", str(self.log_file), "-D", "nl80211", "-i", "wlan0", "-c", str(self.config)]

    def start(self, security, ssid="magd"):
        """Starts it and waits until it is associated and authorised."""
        self.configure(["network={", f'ssid="{ssid}"', f"scan_freq={_FREQUENCY}", f"freq_list={_FREQUENCY}",
                        *security.station, "}"])
        self.spawn()
        self.wait_for_line(_CONNECTED)

    def hears(self, bssid):
        """Whether its scans have found this access point."""
        return bssid in self.told("SCAN_RESULTS")

    def find(self, access_point):
        """Looks around until it hears it, whatever it heard before."""
        self.told("BSS_FLUSH 0")
        wait_until(lambda: self.hears(access_point.bssid) or self._look_around(), f"{access_point.name} to be heard",
                   interval=0.2)

    def _look_around(self):
        self.told(f"SCAN freq={_FREQUENCY}")  # "FAIL-BUSY" while it does

    def roam(self, access_point):
        """Reassociates with an access point that it has found; its last one hears nothing of it. An emulated machine may
        answer later than the client's kernel waits, which 802.11r does not survive: then it is back, and tries again."""
        wait_until(lambda: self._reassociate(access_point) == access_point.bssid, f"the client at {access_point.name}")

    def _reassociate(self, access_point):
        """Tries to; the BSSID of where it is then, or None."""
        before = len(self.times_of(_CONNECTED))
        self.told(f"ROAM {access_point.bssid}")
        wait_until(lambda: len(self.times_of(_CONNECTED)) > before, "the client to be associated again")
        return self.status().get("bssid")
