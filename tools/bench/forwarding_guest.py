"""The guest's half of tools/bench/forwarding: one machine forwards, and its two neighbours send and count.

    client wlan0 --- wlan0 mag uplink0 --- core0 lma lan0 --- eth0 server

Packets leave the pktgen of the client or the server and are counted where the other one receives them, before anything
looks at them. The LMA's end of the tunnel is a device of one client, which is the same work in every variant with a
tunnel: what differs is the gateway's work alone.
"""

import json
import re
import subprocess
import sys
from pathlib import Path

sys.dont_write_bytecode = True
PROJECT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(PROJECT / "tests" / "kernel"))

from daemons import BINARIES
from system import Namespace, ip_batch, wait_until

ROLES = ("client", "mag", "lma", "server")
MAG, LMA, SERVER = "10.0.0.1", "10.0.0.2", "198.51.100.10"
FIRST_HOME = (10 << 24) + (64 << 16) + 10
PORT = 5436
STATIC_KEY = 77
PACKET = 128  # octets of the client's packet with its Ethernet header
LINKS = """link add wlan0 netns client type veth peer name wlan0 netns mag
link add uplink0 netns mag type veth peer name core0 netns lma
link add lan0 netns lma type veth peer name eth0 netns server"""


def home_of(number):
    address = FIRST_HOME + number
    return ".".join(str(address >> shift & 255) for shift in (24, 16, 8, 0))


def mac_of(number):
    return f"02:00:{number >> 24 & 255:02x}:{number >> 16 & 255:02x}:{number >> 8 & 255:02x}:{number & 255:02x}"


class Lab:
    """Made anew for each variant, so that nothing of another one is left."""

    def __init__(self):
        ip_batch(f"netns add {role}" for role in ROLES)
        ip_batch(LINKS.splitlines())
        self.client, self.mag, self.lma, self.server = (Namespace(role) for role in ROLES)
        for space, interface, address in ((self.client, "wlan0", None), (self.mag, "wlan0", None),
                                          (self.mag, "uplink0", f"{MAG}/24"), (self.lma, "core0", f"{LMA}/24"),
                                          (self.lma, "lan0", "198.51.100.1/24"),
                                          (self.server, "eth0", f"{SERVER}/24")):
            self.ip(space, f"link set {interface} up", *([f"address add {address} dev {interface}"] if address else []))
        for space in (self.mag, self.lma):
            space.set_sysctl("net.ipv4.ip_forward", 1)
        self.know(self.mag, "uplink0", LMA, self.lma, "core0")
        self.know(self.lma, "core0", MAG, self.mag, "uplink0")
        self.know(self.lma, "lan0", SERVER, self.server, "eth0")
        for space, interface in ((self.server, "eth0"), (self.client, "wlan0")):
            self.count_and_drop(space, interface)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for space in (self.client, self.mag, self.lma, self.server):
            space.close()
        ip_batch(f"netns delete {role}" for role in ROLES)

    def ip(self, space, *lines):
        ip_batch(lines, space.name)

    def know(self, space, interface, address, other, other_interface):
        self.ip(space, f"neighbour replace {address} lladdr {other.interface_mac(other_interface)} dev {interface} "
                       "nud permanent")

    def count_and_drop(self, space, interface):
        space.output("nft", f"add table netdev sink; add chain netdev sink packets {{ type filter hook ingress device "
                            f"{interface} priority 0; policy drop; }}")

    def tunnel(self, space, local, remote, key, kind, name="t0"):
        options = f"key {key} " if key else ""
        if kind == "gre-udp":
            options += f"encap fou encap-sport {PORT} encap-dport {PORT} "
        self.ip(space, f"link add {name} type gre local {local} remote {remote} {options}", f"link set {name} up")

    def lma_ends(self, kind, key):
        self.ip(self.lma, f"fou add port {PORT} ipproto 47")
        self.tunnel(self.lma, LMA, MAG, key, kind)
        self.ip(self.lma, "route add 10.64.0.0/10 dev t0")

    def client_is(self, number):
        """Known on the link, as magd has it."""
        self.ip(self.mag, f"neighbour replace {home_of(number)} lladdr {mac_of(number)} dev wlan0 nud permanent",
                f"route replace {home_of(number)}/32 dev wlan0 scope link")


def plain(lab):
    lab.client_is(0)
    lab.ip(lab.mag, f"route add 198.51.100.0/24 via {LMA}")
    lab.ip(lab.lma, f"route add 10.64.0.0/10 via {MAG}")
    return 0


def static(lab):
    lab.client_is(0)
    lab.ip(lab.mag, f"fou add port {PORT} ipproto 47")
    lab.tunnel(lab.mag, MAG, LMA, STATIC_KEY, "gre-udp")
    lab.ip(lab.mag, "route add 198.51.100.0/24 dev t0")
    lab.lma_ends("gre-udp", STATIC_KEY)
    return 0


def magd(clients, kind, *options):
    def build(lab):
        middle = clients // 2
        print(lab.mag.output(str(BINARIES / "bench-carry"), "--clients", str(clients), "--local", MAG, "--remote", LMA,
                             "--encapsulation", kind, *options).strip(), file=sys.stderr, flush=True)
        lab.lma_ends(kind, middle + 1 if kind == "gre-udp" else None)
        return middle
    return build


def rule_each(clients):
    """The uplink chosen by a policy rule for each client, all with one device."""
    def build(lab):
        static(lab)
        middle = clients // 2
        lab.ip(lab.mag, "route del 198.51.100.0/24", "route add default dev t0 table 100",
               *(f"rule add from {home_of(number)} lookup 100 priority {1000 + number}" for number in range(clients)))
        lab.client_is(middle)
        return middle
    return build


def device_each(clients):
    """A device with the client's own key, and the rule that leads there."""
    def build(lab):
        lab.ip(lab.mag, f"fou add port {PORT} ipproto 47")
        lines = []
        for number in range(clients):
            lines += [f"link add c{number} type gre local {MAG} remote {LMA} key {number + 1} encap fou encap-sport {PORT} "
                      f"encap-dport {PORT}", f"link set c{number} up",
                      f"route add default dev c{number} table {1000 + number}",
                      f"rule add from {home_of(number)} lookup {1000 + number} priority {1000 + number}"]
        lab.ip(lab.mag, *lines)
        middle = clients // 2
        lab.client_is(middle)
        lab.lma_ends("gre-udp", middle + 1)
        return middle
    return build


def pktgen(space, file, *commands):
    with space.entered():
        for command in commands:
            with open(f"/proc/thread-self/net/pktgen/{file}", "w", encoding="ascii") as control:
                control.write(command + "\n")


def received(space, interface):
    listed = json.loads(space.output("ip", "-json", "-statistics", "link", "show", "dev", interface))
    return listed[0]["stats64"]["rx"]["packets"]


def rate(count, source, interface, fields, sink, sink_interface):
    """Packets per virtual second, by the generator's own clock."""
    pktgen(source, "kpktgend_0", "rem_device_all", f"add_device {interface}")
    pktgen(source, interface, f"count {count}", f"pkt_size {PACKET}", "delay 0", "clone_skb 0", *fields)
    before = received(sink, sink_interface)
    pktgen(source, "pgctrl", "start")  # returns some time after all are sent
    wait_until(lambda: received(sink, sink_interface) - before >= count,
               f"{count} packets at {sink.name}; {received(sink, sink_interface) - before} are there")
    with source.entered():
        said = Path(f"/proc/thread-self/net/pktgen/{interface}").read_text(encoding="ascii")
    return count / int(re.search(r"Result: OK: (\d+)\(", said)[1]) * 1e6


def measure(build, count):
    with Lab() as lab:
        number = build(lab)
        up = [f"dst_mac {lab.mag.interface_mac('wlan0')}", f"src_mac {mac_of(number)}", f"src_min {home_of(number)}",
              f"src_max {home_of(number)}", f"dst_min {SERVER}", f"dst_max {SERVER}", "udp_dst_min 9", "udp_dst_max 9"]
        down = [f"dst_mac {lab.lma.interface_mac('lan0')}", f"src_min {SERVER}", f"src_max {SERVER}",
                f"dst_min {home_of(number)}", f"dst_max {home_of(number)}", "udp_dst_min 9", "udp_dst_max 9"]
        ways = {"uplink": (lab.client, "wlan0", up, lab.server, "eth0"),
                "downlink": (lab.server, "eth0", down, lab.client, "wlan0")}
        found = {}
        for way, where in ways.items():
            rate(count // 10, *where)  # what is done once is not measured
            found[way] = rate(count, *where)
        return found


def variants(counts):
    yield "plain forwarding", plain
    yield "static FOU/GRE tunnel", static
    for clients in counts:
        yield f"magd, {clients:,} clients, stamped keys", magd(clients, "gre-udp")
    for clients in counts:
        yield f"magd, {clients:,} clients, GRE without keys", magd(clients, "gre-unkeyed")
    yield "magd, 1 client, stamped keys, no fast path", magd(1, "gre-udp", "--routed")
    yield "a policy rule for each of 1,000", rule_each(1000)
    yield "a device and a rule for each of 1,000", device_each(1000)


def main():
    results, count, counts = Path(sys.argv[1]), int(sys.argv[2]), [int(word) for word in sys.argv[3].split(",")]
    subprocess.run(["modprobe", "-a", "pktgen", "fou", "ip_gre", "nf_tables", "veth"], check=True)
    # The generator shares the only processor with what it measures, and must not run ahead of it.
    pid = subprocess.run(["pgrep", "ksoftirqd/0"], stdout=subprocess.PIPE, text=True, check=True).stdout.strip()
    subprocess.run(["chrt", "--fifo", "--pid", "50", pid], check=True)
    table = {}
    for name, build in variants(counts):
        table[name] = measure(build, count)
        print(f"{name}: " + ", ".join(f"{way} {value:.0f}" for way, value in table[name].items()), file=sys.stderr, flush=True)
        (results / "forwarding.json").write_text(json.dumps(table, indent=2), encoding="ascii")


if __name__ == "__main__":
    main()
