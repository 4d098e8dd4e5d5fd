"""Machines with real DHCP clients, each behind the access point of one of two MAGs."""

import json
import time
from dataclasses import dataclass
from ipaddress import IPv4Address

from dhcp_clients import client_of, is_from_server
from dhcp_station import ACK, NAK, REQUEST, REQUESTED, SERVER, VIRTUAL_SERVER, decode
from lab import Client
from packets import UDP, decode_frame, mac_octets, send_ethernet
from sniffer import Sniffer
from system import PATIENCE, ip_batch, wait_until

_ARP = bytes.fromhex("0806" "0001" "0800" "06" "04")  # type of the frame, and what it is about: IPv4 over Ethernet

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
    """A bridge for each MAG, which is an access point: its clients do not hear each other."""

    def __init__(self, lab, uplinks):
        self._lab = lab
        self._space = lab.client
        self._machines = {}
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
        ip_batch([f"link add wlan0 netns {space.name} address {mac} type veth "
                  f"peer name {name} netns {self._space.name}"])
        ip_batch(["link set wlan0 up"], space.name)
        self.move(name, uplink)
        self._machines[name] = space
        return self._lab.closing(Client(space.name, mac)), name

    def move(self, port, uplink):
        """To another access point, which the machine does not notice."""
        ip_batch([f"link set {port} up master {self._bridge(uplink)}",
                  f"link set {port} type bridge_slave isolated on"], self._space.name)

    def drop(self, port):
        """The machine sees that it is with none until it moves."""
        ip_batch([f"link set {port} down"], self._space.name)
        wait_until(lambda: "NO-CARRIER" in self._machines[port].output("ip", "link", "show", "wlan0"), "the link to end")


@dataclass(frozen=True)
class Exchange:
    """A REQUEST and its answer; times in seconds of the wall clock."""
    state: str
    answer: int  # message type
    asked: float
    answered: float


@dataclass(frozen=True)
class Arp:
    """Who says to have which address, and which one it asks for."""
    mac: str
    sender: str
    target: str


class Machine:
    """A client that one program configures, and what passes its interface from the first frame on."""

    def __init__(self, lab, client, port, kind):
        self.client = client
        self.mac = client.mac
        self.port = port
        self.name = kind.program
        self._wire = lab.closing(Sniffer(client, "wlan0"))
        self._program = lab.closing(kind(client, lab.folder))
        self._read = 0  # frames
        self._requests = {}  # transaction: the first packet without an answer
        self._asked = []  # when, and in which state
        self._exchanges = []
        self._addresses = set()
        self._arp = []
        self._heard = 0.0

    def _wait_until(self, predicate, what):
        return wait_until(predicate, self._program.telling(what), 2 * PATIENCE,
                          interval=0.2)  # most look by a program, which takes time from all in an emulated machine

    def address(self):
        return self.client.home_address()

    def wait_for_address(self, other_than=None):
        """And its router, which programs set later."""
        return self._wait_until(lambda: (now := self.address()) != other_than and self.client.default_route() and now,
                                f"to have an address other than {other_than}, and a router")

    def wait_for_loss(self):
        self._wait_until(lambda: not self.address(), "to give its address up")

    def listen(self):
        """What came before is not waited for."""
        self._heard = time.time()

    def _follow(self):
        """Sorts what has come; each frame once, since the traffic that comes by is much."""
        frames = self._wire.frames()
        for when, frame in frames[self._read:]:
            if frame[12:14] == _ARP[:2]:
                self._arp.append(Arp(frame[22:28].hex(":"), *(str(IPv4Address(frame[at:at + 4])) for at in (28, 38))))
            elif frame[23] == UDP:
                self._follow_dhcp(decode_frame(when, frame))
        self._read = len(frames)

    def _follow_dhcp(self, packet):
        if packet and state_of(packet):
            self._asked.append((packet.time, state_of(packet)))
            self._requests.setdefault(decode(packet).xid, packet)
        elif packet and is_from_server(packet) and client_of(packet) == self.mac:
            self._follow_reply(packet.time, decode(packet))

    def _follow_reply(self, when, reply):
        if reply.type == ACK:
            self._addresses.add(reply.given)
        request = self._requests.pop(reply.xid, None)
        if request:
            self._exchanges.append(Exchange(state_of(request), reply.type, request.time, when))

    def addresses(self):
        """All that it has been given."""
        self._follow()
        return self._addresses

    def exchanges(self, answer):
        """All so far that ended in an answer of this type."""
        self._follow()
        return [exchange for exchange in self._exchanges if exchange.answer == answer]

    def obstinacy(self):
        """The states in which it has asked to keep its address although it was refused that before, since `listen`."""
        refused = [exchange for exchange in self.exchanges(NAK) if exchange.asked > self._heard]
        return {exchange.state for exchange in refused if exchange.asked > refused[0].answered}

    def wait_for_request(self, states, answer):
        """Until it has asked in one of these states, since `listen`, and got an answer of this type. How long after the
        ACK before that one, in seconds."""
        def exchanged():
            return next((exchange for exchange in self.exchanges(answer)
                         if exchange.asked > self._heard and exchange.state in states), None)
        found = self._wait_until(exchanged, f"to be answered by message type {answer} in state {states}")
        return self._since_lease(found.asked)

    def _since_lease(self, when):
        return when - max(past.answered for past in self.exchanges(ACK) if past.answered < when)

    def first_request(self):
        """The state in which it has first asked since `listen`, and how long after the ACK before that, in seconds."""
        self._follow()
        asked, state = next(each for each in self._asked if each[0] > self._heard)
        return state, self._since_lease(asked)

    def lose_renewals(self):
        self.client.output("nft", _LOSSY)

    def lose_no_more(self):
        self.client.output("nft", "delete", "table", "netdev", "zoo")

    def lost_renewals(self):
        """How many, until now."""
        listed = json.loads(self.client.output("nft", "--json", "list", "table", "netdev", "zoo"))
        rule = next(item["rule"] for item in listed["nftables"] if "rule" in item)
        return next(step["counter"]["packets"] for step in rule["expr"] if "counter" in step)

    def arp(self):
        """All so far."""
        self._follow()
        return self._arp

    def send_arp(self, operation, sender, target):
        """To everybody, for IPv4 addresses."""
        addresses = mac_octets(self.mac) + IPv4Address(sender).packed + bytes(6) + IPv4Address(target).packed
        send_ethernet(self.client, "wlan0", "ff:ff:ff:ff:ff:ff", self.mac,
                      _ARP + operation.to_bytes(2, "big") + addresses)
