"""A client that goes from one gateway to another and back, while datagrams come for it: how soon the new one has them.

    client wlan0 --- wlan0 mag  own0 --- own0 lma lan0 --- eth0 server
           next0 --- wlan0 mag2 own0 --- own1

Each gateway has a tunnel of the operator's to the LMA: a veth pair without ARP, whose ends have one MAC address. The
association is the layer-2 update frame that an access point sends for its new client. It goes out where the first
datagram from the new gateway comes in, so that both have the time of one packet socket.
"""

from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import IPv4Address

from daemons import Magd
from lab import Lab
from neighbours import MAG2_ADDRESS, add_mag
from numbered import Numbered
from packets import mac_octets, send_ethernet
from settings import CLIENT_MAC, HOME_ADDRESS, LMA_ADDRESS, MAG_ADDRESS, REALM, SERVER_ADDRESS
from sniffer import Sniffer
from stages import LMA, ROAM, stages_of
from system import ip_batch, wait_until
from tables import PERCENTILES, print_row, print_times

BROADCAST = "ff:ff:ff:ff:ff:ff"
# IEEE 802.2 XID of the null service access point, in a frame with a length in place of a type.
LAYER2_UPDATE = bytes.fromhex("0006 0001 af81 0100")
TUNNEL_MAC = "02:00:00:00:52:13"
POLL = 0.002    # seconds
DATAGRAMS = 50  # by a gateway, at least, before the client goes


@dataclass
class Gateway:
    """One of the two, and the client's link to it."""
    magd: Magd
    interface: str  # of the client
    air: Sniffer

    def frames(self, since):
        """Times of the datagrams for the client, and of its update frames, from the number `since` on."""
        datagram = mac_octets(CLIENT_MAC), b"\x08\x00", IPv4Address(HOME_ADDRESS).packed
        update = mac_octets(BROADCAST) + mac_octets(CLIENT_MAC) + LAYER2_UPDATE
        frames = self.air.frames()[since:]
        return ([time for time, octets in frames if (octets[:6], octets[12:14], octets[30:34]) == datagram],
                [time for time, octets in frames if octets == update])


@contextmanager
def two_gateways():
    """The lab with all daemons running; its gateways."""
    with Lab() as lab:
        second = add_mag(lab)
        _make_tunnels(lab, second)
        # The address that an IP stack has on any interface is taken by all of them.
        lab.client.set_sysctl("net.ipv4.conf.all.rp_filter", 0)
        lab.client.speak_ipv6(False)
        ip_batch(["link set lo up", "link set next0 up", f"address add {HOME_ADDRESS}/32 dev lo"], lab.client.name)
        lab.anchor.start(lma={"address": LMA_ADDRESS, "encapsulation": ["device"]}, peer={"revoke_old_mag": True},
                         mag=[{"address": MAG_ADDRESS, "device": "own0"}, {"address": MAG2_ADDRESS, "device": "own1"}])
        gateways = []
        for magd, address, interface in ((lab.magd, MAG_ADDRESS, "wlan0"), (second, MAG2_ADDRESS, "next0")):
            magd.start(mag={"address": address}, log={"level": "warning"}, binding={"min_attempt_interval": 0},
                       lma=[{"name": "LMA1", "address": LMA_ADDRESS, "encapsulation": ["device"], "device": "own0"}],
                       access=[{"interface": "wlan0", "realm": REALM, "silence_after": 0,
                                "triggers": ["layer2-update"]}])
            gateways.append(Gateway(magd, interface, lab.closing(Sniffer(lab.client, interface))))
        yield lab, gateways


def _make_tunnels(lab, second):
    for magd, name in ((lab.magd, "own0"), (second, "own1")):
        ip_batch([f"link add own0 netns {magd.namespace.name} type veth peer name {name} netns {lab.lma.name}"])
        for namespace, device in ((magd.namespace, "own0"), (lab.lma, name)):
            ip_batch([f"link set {device} address {TUNNEL_MAC} arp off up"], namespace.name)


def associate(lab, gateway):
    send_ethernet(lab.client, gateway.interface, BROADCAST, CLIENT_MAC, LAYER2_UPDATE)


def roam(lab, old, new):
    """From one gateway to the other: what took how long, in ms."""
    since_old, since_new = len(old.air.frames()), len(new.air.frames())
    associate(lab, new)
    (first, *_), (associated, *_) = wait_until(lambda: all(seen := new.frames(since_new)) and seen,
                                               "a datagram by the new gateway", interval=POLL)
    new.magd.wait_for_state(lab.client, "ACTIVE")
    wait_until(lambda: old.magd.binding(lab.client) is None, "the old gateway to hear that the client has gone")
    last = max((time for time in old.frames(since_old)[0] if time < first), default=associated)
    steps = new.magd.call("trace.show", mac=CLIENT_MAC)
    begin = max(number for number, step in enumerate(steps) if step["text"].startswith(ROAM.steps[0][0]))
    took = stages_of(ROAM, steps[begin:])
    whole = (first - associated) * 1000
    return {"update frame to first datagram": whole, "of that, all but the LMA": whole - took[LMA],
            "last by the old to first by the new": (first - last) * 1000} | took


def measure(roams, rate):
    """Prints the table."""
    with two_gateways() as (lab, gateways):
        associate(lab, gateways[0])
        gateways[0].magd.wait_for_state(lab.client, "ACTIVE")
        stream = Numbered(lab.server, SERVER_ADDRESS, lab.client, HOME_ADDRESS, interval=1 / rate)
        rows = []
        for number in range(roams):
            stream.wait_for(DATAGRAMS)
            rows.append(roam(lab, gateways[number % 2], gateways[1 - number % 2]))
        lost = len(stream.end())
    print(f"{roams} roams of a client to which {rate:g} datagrams a second come: {lost} of {stream.sent} were lost")
    print_row("ms", PERCENTILES)
    print_times({name: [row[name] for row in rows] for name in rows[0]})
