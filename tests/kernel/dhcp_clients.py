"""Real DHCP clients. Each tells what happens through a script of the lab, as one line an event."""

import signal
import struct
from dataclasses import dataclass
from ipaddress import ip_interface

from client_program import ClientProgram, with_own_folders
from packets import mac_octets, make_udp, send_frame
from system import PATIENCE, wait_until

# The programs name things differently: udhcpc has $1 and plain names, the others $reason and new_*.
# Only the interface is changed; dhcpcd does that by itself.
_SCRIPT = """#!/bin/sh
event=${{1:-$reason}}
address=${{ip:-$new_ip_address}}
mask=${{mask:-$new_subnet_mask}}
router=${{router:-$new_routers}}
mtu=${{mtu:-$new_interface_mtu}}
server=${{serverid:-$new_dhcp_server_identifier}}
time=${{lease:-$new_dhcp_lease_time}}
case $event in
bound | BOUND | renew | RENEW | REBIND | REBOOT)
    if {configures}; then
        /usr/sbin/ip address replace "$address/$mask" dev "$interface"
        /usr/sbin/ip link set "$interface" mtu "$mtu"
        /usr/sbin/ip route replace default via "$router"
    fi ;;
deconfig | RELEASE | EXPIRE)
    {configures} && /usr/sbin/ip -4 address flush dev "$interface" ;;
esac
echo "$event|$address/$mask|$router|$mtu|$server|$time" >>{events}
"""

_DHCP_COOKIE = bytes.fromhex("63825363")


@dataclass(frozen=True)
class Lease:
    address: str  # with the prefix length
    router: str
    mtu: int
    server: str
    seconds: int


class DhcpClient(ClientProgram):
    """Subclasses say what it calls its events, too."""

    script = _SCRIPT
    configures = "true"  # whether the lab's script sets the address
    bound_event = "BOUND"
    renewed_event = "RENEW"

    def prepare(self):
        self._events = self.folder / "events"
        self._events.touch()
        self._script = self.folder / "script"
        self._script.write_text(self.script.format(configures=self.configures, events=self._events),
                                encoding="ascii")
        self._script.chmod(0o755)

    def _lines(self):
        return [line.split("|") for line in self._events.read_text(encoding="ascii").splitlines()]

    def leases(self, event):
        return [Lease(str(ip_interface(address)), router, int(mtu), server, int(seconds))
                for name, address, router, mtu, server, seconds in self._lines() if name == event]

    def _wait_for(self, event, deadline):
        return wait_until(lambda: self.leases(event), self.telling(f"to report {event}"), deadline)[-1]

    def wait_for_lease(self, deadline=PATIENCE):
        return self._wait_for(self.bound_event, deadline)

    def wait_for_renewal(self, deadline=PATIENCE):
        """The lease as renewed; each kind of client asks at half its time."""
        return self._wait_for(self.renewed_event, deadline)


class Udhcpc(DhcpClient):
    program = "udhcpc"
    bound_event = "bound"
    renewed_event = "renew"

    def command(self):
        return ["udhcpc", "-f", "-i", "wlan0", "-s", str(self._script), "-t", "20", "-T", "1", "-O", "mtu"]

    def renew(self):
        self.process.send_signal(signal.SIGUSR1)

    def wait_for_refusal(self):
        wait_until(lambda: any(line[0] == "nak" for line in self._lines()), self.telling("to report a DHCPNAK"))

    def release(self):
        self.process.send_signal(signal.SIGUSR2)


class Dhclient(DhcpClient):
    program = "dhclient"

    def release(self):
        """By a second process, which ends the first."""
        self.client.output("dhclient", "-4", "-r", "-sf", str(self._script), "-cf", str(self.folder / "config"),
                           "-lf", str(self.folder / "leases"), "-pf", str(self.folder / "pid"), "wlan0")

    def command(self):
        config = self.folder / "config"
        config.write_text("initial-delay 0;\ninitial-interval 1;\n"
                          "backoff-cutoff 1;\n"  # else it may sleep from before T2 until its short lease has ended
                          "request subnet-mask, routers, interface-mtu;\n", encoding="ascii")
        return ["dhclient", "-4", "-d", "-sf", str(self._script), "-cf", str(config),
                "-lf", str(self.folder / "leases"), "-pf", str(self.folder / "pid"), "wlan0"]


class Dhcpcd(DhcpClient):
    """Probes its address by ARP before it takes it, and has Debian's kind of client identifier. Its own folders are empty
    and its own."""

    program = "dhcpcd"
    configures = "false"

    def release(self):
        """Asks each second until it ends: it loses a signal that comes while it waits for its script."""
        wait_until(self._released, self.telling("to end"), interval=1)

    def _released(self):
        self.process.send_signal(signal.SIGALRM)
        return self.process.poll() is not None

    def command(self):
        config = self.folder / "config"
        config.write_text("duid\noption interface_mtu\nnoipv4ll\n", encoding="ascii")
        return with_own_folders(["/run", "/run/dhcpcd", "/var/lib/dhcpcd"],
                                f"exec dhcpcd -4 -B -d -f {config} -c {self._script} wlan0")


def discover(client, mac):
    """One broadcast DHCPDISCOVER with this MAC address, by the client's interface."""
    octets = mac_octets(mac)
    fixed = struct.pack("!BBBBIHH", 1, 1, 6, 0, int.from_bytes(octets[2:], "big"), 0, 0) + bytes(16) + octets
    broadcast(client, mac, fixed.ljust(236, b"\x00") + _DHCP_COOKIE + bytes([53, 1, 1, 255]))


def broadcast(client, mac, message):
    """What may be a DHCP message."""
    send_frame(client, "wlan0", "ff:ff:ff:ff:ff:ff", mac, make_udp("0.0.0.0", "255.255.255.255", 68, 67, message))


def is_from_server(packet):
    return packet.ports is not None and packet.ports[0] == 67


def client_of(packet):
    """The MAC address that a DHCP message is about."""
    return packet.payload[28:34].hex(":")
