"""Machines with real DHCP clients, each behind the access point of one of two MAGs."""

import json
import time

from dhcp_station import REQUEST, REQUESTED, SERVER, VIRTUAL_SERVER, decode
from dhcp_clients import is_from_server
from lab import Client
from packets import mac_octets, send_ethernet
from sniffer import Sniffer
from system import PATIENCE, ip_batch, wait_until

_ARP = b"\x08\x06"
_ARP_OVER_ETHERNET = bytes.fromhex("0806" "0001" "0800" "06" "04")
_NOBODY = bytes(4)

# Renewals by unicast get lost on their way.
_LOSSY = f"""table netdev zoo {{
    chain lost {{
        type filter hook egress device "wlan0" priority 0;
        ip daddr {VIRTUAL_SERVER} udp dport 67 counter drop
    }}
}}"""


def is_from_client(packet):
    return packet.ports is not None and packet.ports[1] == 67


def state_of(packet):
    """The state of a client that sends this REQUEST (RFC 2131 section 4.3.2); None for all other packets."""
    if not is_from_client(packet) or decode(packet).type != REQUEST:
        return None
    if SERVER in decode(packet).options:
        return "selecting"
    if REQUESTED in decode(packet).options:
        return "rebooting"
    return "rebinding" if packet.ip.destination == "255.255.255.255" else "renewing"


class Air:
    """A bridge for each MAG, whose ports do not hear each other: access points, and clients that are with one of them."""

    def __init__(self, lab, uplinks):
        self._lab = lab
        self._space = lab.client
        for which in ("all", "default"):  # a bridge is no client
            self._space.set_sysctl(f"net.ipv6.conf.{which}.disable_ipv6", 1)
        lines = []
        for uplink in uplinks:
            lines += [f"link add {self._bridge(uplink)} type bridge", f"link set {self._bridge(uplink)} up",
                      f"link set {uplink} up master {self._bridge(uplink)}"]
        ip_batch(lines, self._space.name)

    @staticmethod
    def _bridge(uplink):
        return f"ap-{uplink}"

    def add_client(self, mac, uplink):
        """A machine whose interface is called wlan0, and its port for `move`."""
        name = mac.replace(":", "")
        space = self._lab.add_namespace(name)
        ip_batch([f"link add wlan0 netns {space.name} address {mac} type veth peer name {name} netns {self._space.name}"])
        ip_batch(["link set wlan0 up"], space.name)
        self.move(name, uplink)
        return self._lab.closing(Client(space.name, mac)), name

    def move(self, port, uplink):
        """To another access point, which the machine does not notice."""
        ip_batch([f"link set {port} up master {self._bridge(uplink)}",
                  f"link set {port} type bridge_slave isolated on"], self._space.name)

    def drop(self, port):
        """The machine sees that it is with none until it moves."""
        ip_batch([f"link set {port} down"], self._space.name)


class Machine:
    """A client that one program configures, and what passes its interface from the first frame on."""

    def __init__(self, lab, client, port, kind):
        self.client = client
        self.mac = client.mac
        self.port = port
        self.wire = lab.closing(Sniffer(client, "wlan0"))
        self.program = lab.closing(kind(client, lab.folder))
        self.name = kind.program
        self._heard = 0.0

    def address(self):
        return self.client.home_address()

    def wait_for_address(self, old=None):
        """An address that is not this one."""
        return wait_until(lambda: (now := self.address()) and now != old and now,
                          f"{self.name} to have an address{f' other than {old}' if old else ''}, it has "
                          f"{self.address()}; it wrote:\n{self.program.log()}", 2 * PATIENCE)

    def messages(self):
        """Of the client since `listen`, and answers to them."""
        return self.wire.packets(lambda p: (is_from_client(p) or is_from_server(p)) and p.time > self._heard)

    def listen(self):
        """What came before does not count."""
        self._heard = time.time()

    def wait_for_request(self, state, answer, deadline=2 * PATIENCE):
        """The time at which the client asks in this state and gets an answer of this type."""
        def exchanged():
            requests = {decode(p).xid: p.time for p in self.messages() if state_of(p) == state}
            return next((requests[decode(p).xid] for p in self.messages()
                         if is_from_server(p) and decode(p).type == answer and decode(p).xid in requests), None)
        return wait_until(exchanged, f"{self.name} to be answered by {answer} when {state}; it wrote:\n"
                                     f"{self.program.log()}", deadline)

    def lose_renewals(self):
        self.client.run("nft", _LOSSY)

    def lost_renewals(self):
        """How many, until now; no more are lost from now on."""
        listed = json.loads(self.client.output("nft", "--json", "list", "table", "netdev", "zoo"))
        self.client.output("nft", "delete", "table", "netdev", "zoo")
        rule = next(item["rule"] for item in listed["nftables"] if "rule" in item)
        return next(step["counter"]["packets"] for step in rule["expr"] if "counter" in step)

    def arp(self):
        """All so far: (operation, sender's MAC, sender, target)."""
        return [(frame[21], frame[22:28].hex(":"), frame[28:32], frame[38:42])
                for _, frame in self.wire.frames() if frame[12:14] == _ARP]

    def send_arp(self, operation, sender, target):
        send_ethernet(self.client, "wlan0", "ff:ff:ff:ff:ff:ff", self.mac,
                      _ARP_OVER_ETHERNET + operation.to_bytes(2, "big") + mac_octets(self.mac) + sender + bytes(6) + target)
