"""Real DHCPv6 clients, and messages by hand. Each client tells what happens through a script of the lab."""

import struct
from dataclasses import dataclass

from dhcp_clients import DhcpClient
from packets import UDP, mac_octets, make_ip6, send_ethernet
from system import PATIENCE, wait_until

# dhclient leaves the address to its script; dhcpcd sets it by itself and names things after the association.
_SCRIPT = """#!/bin/sh
address=${{new_ip6_address:-$new_dhcp6_ia_na1_ia_addr1}}
life=${{new_max_life:-$new_dhcp6_ia_na1_ia_addr1_vltime}}
case $reason in
BOUND6 | RENEW6 | REBIND6)
    if [ -n "$new_ip6_address" ]; then
        /usr/sbin/ip address replace "$new_ip6_address/128" dev "$interface" valid_lft "$life" preferred_lft "$life"
    fi ;;
RELEASE6 | EXPIRE6 | STOP6)
    if [ -n "$old_ip6_address" ]; then
        /usr/sbin/ip address del "$old_ip6_address/128" dev "$interface"
    fi ;;
esac
echo "$reason|$address|$life|$new_dhcp6_name_servers|$new_dhcp6_domain_search" >>{events}
"""

SOLICIT, ADVERTISE, CONFIRM, RENEW, REBIND, REPLY, RECONFIGURE, INFORMATION_REQUEST, RELAY_FORWARD = (
    1, 2, 4, 5, 6, 7, 10, 11, 12)
CLIENT_PORT, SERVER_PORT = 546, 547
CLIENT, SERVER, ASSOCIATION, ADDRESS, STATUS = 1, 2, 3, 5, 13
ALL_SERVERS = "ff02::1:2"
ALL_SERVERS_MAC = "33:33:00:01:00:02"


@dataclass(frozen=True)
class Told:
    """What an event told; the address and its lifetime are empty where there is none."""
    event: str
    address: str
    seconds: str
    servers: str
    domains: str


class Dhcp6Client(DhcpClient):
    script = _SCRIPT

    def told(self, *events):
        lines = (line.split("|") for line in self._events.read_text(encoding="ascii").splitlines())
        return [told for told in (Told(*(part.strip(". ") for part in line)) for line in lines) if told.event in events]

    def wait_for(self, *events):
        """These clients have delays of their own: for duplicate address detection, and before each first message."""
        return wait_until(lambda: self.told(*events), f"{self.program} to report one of {events}",
                          deadline=3 * PATIENCE)[-1]


class Dhclient6(Dhcp6Client):
    program = "dhclient"
    options = ()

    def _files(self):
        return ["-sf", str(self._script), "-cf", str(self.folder / "config"), "-lf", str(self.folder / "leases"),
                "-pf", str(self.folder / "pid")]

    def command(self):
        (self.folder / "config").write_text("request dhcp6.name-servers, dhcp6.domain-search;\n", encoding="ascii")
        return ["dhclient", "-6", "-d", *self.options, *self._files(), "wlan0"]

    def release(self):
        """By a second process, which ends the first."""
        self.client.output("dhclient", "-6", "-r", *self._files(), "wlan0")


class StatelessDhclient6(Dhclient6):
    options = ("-S",)


class Dhcpcd6(Dhcp6Client):
    """Does what the flags of the router advertisement say."""

    program = "dhcpcd"

    def command(self):
        config = self.folder / "config"
        config.write_text("option dhcp6_name_servers, dhcp6_domain_search\n", encoding="ascii")
        own = "mount -t tmpfs own /run && mkdir -p /run/dhcpcd && mount -t tmpfs own /var/lib/dhcpcd"
        return ["unshare", "--mount", "sh", "-c",
                f"{own}; exec dhcpcd -6 -B -d -f {config} -c {self._script} wlan0"]


def link_local(client):
    """The client's link-local address, once it may be used."""
    def listed():
        return client.output("ip", "-6", "-oneline", "address", "show", "dev", "wlan0", "scope", "link", "-tentative")
    return wait_until(listed, "a link-local address of the client").split()[3].partition("/")[0]


def option6(code, data):
    return struct.pack("!HH", code, len(data)) + data


def send6(client, message, source="fe80::1", mac=None):
    """One DHCPv6 message of a client, or what may be one."""
    send_udp6(client, (mac or client.mac, ALL_SERVERS_MAC), (source, ALL_SERVERS), (CLIENT_PORT, SERVER_PORT), message)


def send_udp6(client, macs, addresses, ports, payload):
    """One datagram by the client's interface; of each pair, where it comes from is the first."""
    source, destination = macs
    send_ethernet(client, "wlan0", destination, source, b"\x86\xdd" + ip6_udp(addresses, ports, payload))


def ip6_udp(addresses, ports, payload):
    """An IPv6 packet with a datagram."""
    return make_ip6(*addresses, UDP, struct.pack("!HHHH", *ports, 8 + len(payload), 0) + payload)


def message6(kind, mac, *options):
    """With a DUID of the MAC address."""
    return bytes([kind]) + b"\x3d\x1d\x5c" + option6(CLIENT, b"\x00\x03\x00\x01" + mac_octets(mac)) + b"".join(options)
