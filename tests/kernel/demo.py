#!/usr/bin/python3
"""Shows one client coming online and going, as tools/demo tells it; each step is checked.

The machine's kernel needs FOU, GRE and nftables, and the user to be root.
"""

import itertools
import re
import subprocess
import sys
import time

sys.dont_write_bytecode = True

from dhcp_clients import Udhcpc
from lab import IP_LISTINGS, NFT_LISTING, Lab, lines_naming, load_modules
from narrator import Narrator
from packets import PORT
from settings import (CLIENT_MAC, CLIENT_MTU, CLIENT_NAI, HOME_ADDRESS, LMA_ADDRESS, MAG_ADDRESS, REALM,
                      ROUTER, SERVER_ADDRESS)
from sniffer import Sniffer
from system import Late
from timeline import Timeline

PINGS = 3
PICTURE = f"""
  client                MAG                            LMA                        server
  {CLIENT_MAC}     {MAG_ADDRESS}  == tunnel ==  {LMA_ADDRESS}               {SERVER_ADDRESS}
  wlan0 ---------- wlan0   uplink0 ------------ core0   lan0 --------------- eth0

  Four network namespaces. The LMA serves the realm {REALM}.
  The MAG has links and addresses, nothing else: magd makes the rest.
"""
# Of what tshark prints about a PBU or PBA, what matters here.
FIELDS = ("Internet Protocol", "User Datagram", "Mobility Header Type", "Sequence number", "Status:",
          "(A) flag", "(P) flag", "Lifetime", "MIPv6 Option", "Link-layer Identifier:")
# What the kernel's listings have more while one client is online.
CLIENT_OBJECTS = (rf"^{HOME_ADDRESS} dev wlan0.* scope link", rf"^{HOME_ADDRESS} .*PERMANENT", rf"^{ROUTER} .*proxy",
                  r'elements.*"wlan0" \. .* : 0x00000001 ', r"elements.* : 0x64 ", r'elements.* 0x1 \. .* : "wlan0"')
PROVEN = (f"Proven: {CLIENT_MAC} got {HOME_ADDRESS} from the LMA by Proxy Mobile IPv6, a real DHCP client took it, "
          "its packets crossed a kernel GRE-in-UDP tunnel with keys 100 and 1, and nothing is left ({:.0f} s).")


class Demo:
    """The steps, which another access network may do in its own way."""

    picture = PICTURE
    proven = PROVEN
    lma_changes = {}
    magd_changes = {}

    def __init__(self, lab):
        self.lab = lab
        self.tell = Narrator()
        self._numbers = itertools.count(1)
        self._began = time.monotonic()
        self.wire = lab.closing(Sniffer(lab.mag, "uplink0"))
        self.air = lab.closing(Sniffer(lab.client, "wlan0"))
        self.timeline = Timeline(self.tell, lab, self.air)

    def steps(self):
        return [self.start_daemons, self.attach, self.take_lease, self.decode_signalling, self.show_binding, self.ping,
                self.show_kernel, self.detach]

    def run(self):
        """Runs all steps, to the first that cannot go on; whether everything held."""
        try:
            for step in self.steps():
                step()
        except (Late, RuntimeError) as error:
            logs = (f"log of {daemon.name}:\n{daemon.log()}" for daemon in self.lab.daemons)
            self.tell.claim(False, "the step came to its end", "\n".join([str(error), *logs]))
        return self.conclude()

    def begin(self, what):
        """The next step."""
        self.tell.heading(f"{next(self._numbers)}. {what}")

    def start_daemons(self):
        self.begin("The machines and the daemons")
        self.tell.say(self.picture.strip("\n"))
        self.lab.anchor.start(**self.lma_changes)
        self.lab.magd.start(**self.magd_changes)
        self.empty = self.lab.kernel_objects()
        self.tell.claim(True, "magd-lma and magd are ready")

    def attach(self):
        self.begin("The client associates: `magctl attach` stands for the Wi-Fi trigger")
        done = self.lab.magd.magctl("attach", CLIENT_MAC)
        self.timeline.until("INIT -> ACTIVE")
        self.tell.claim(done.returncode == 0, f"magctl attach {CLIENT_MAC}", done.stderr)

    def take_lease(self):
        self.begin("A real udhcpc asks for an address, the MAG answers with what the PBA gave")
        self.dhcp = self.lab.closing(Udhcpc(self.lab.client, self.lab.folder))
        self.timeline.until("DHCP ACK")
        lease = self.dhcp.wait_for_lease()
        given = (lease.address, lease.router, lease.server, lease.mtu)
        expected = (f"{HOME_ADDRESS}/24", ROUTER, "192.0.2.1", CLIENT_MTU)
        self.tell.claim(given == expected, "the lease: address {}, router {}, server {}, MTU {}".format(*given),
                        f"expected {expected}")
        self.tell.command("ip address show dev wlan0; ip route    (client)",
                          self.lab.client.output("ip", "-brief", "-4", "address", "show", "dev", "wlan0")
                          + self.lab.client.output("ip", "route"))

    def decode_signalling(self):
        self.begin("The PBU and the PBA, as tshark decodes them")
        capture = self.lab.folder / "signalling.pcap"
        self.wire.write_pcap(capture)
        decoded = subprocess.run(["tshark", "-r", capture, "-Y", "mip6.mhtype in {5, 6}", "-V", "-O", "mipv6"],
                                 capture_output=True, text=True, check=False)
        lines = [line for line in decoded.stdout.splitlines()
                 if any(field in line for field in FIELDS) and "Option - Pad" not in line]
        for line in lines:
            self.tell.say(f"    {line}")
        text = "\n".join(lines)
        self.claim_all(text, "tshark names", (CLIENT_NAI, "Binding Update (5)", "Binding Acknowledgement (6)",
                                              "Binding Update accepted (0)", f"Reply: Success : {HOME_ADDRESS}",
                                              f"Router Address: {ROUTER}", "GRE Key: 1", "GRE Key: 100"))

    def claim_all(self, text, what, words):
        missing = [word for word in words if word not in text]
        self.tell.claim(not missing, f"{what} {', '.join(words)}", f"missing: {missing}\n{text}")

    def show_binding(self):
        self.begin("What the operator sees")
        shown = self.lab.magd.magctl("show", "binding")
        self.tell.command("magctl show binding", shown.stdout)
        self.claim_all(shown.stdout, "it names", ("ACTIVE", CLIENT_NAI, f"{HOME_ADDRESS}/24", ROUTER,
                                                  "upstream 100, downstream 1"))

    def ping(self):
        self.begin("The client's traffic, forwarded by the kernel alone")
        done = self.lab.client.run("ping", "-n", "-c", str(PINGS), "-i", "0.2", "-W", "5", SERVER_ADDRESS)
        self.tell.command(f"ping {SERVER_ADDRESS}    (client)", done.stdout)
        self.tell.claim(done.returncode == 0, "the client reaches the server", done.stderr)
        self.tell.claim(self.lab.server.ping(HOME_ADDRESS), "the server reaches the client")
        self.tell.claim(self.lab.client.ping(SERVER_ADDRESS, CLIENT_MTU - 28),
                        f"a packet of {CLIENT_MTU} octets passes unfragmented")
        self.show_wire()

    def show_wire(self):
        packets = self.wire.packets(lambda packet: packet.inner)
        self.tell.say("  on the wire between MAG and LMA:")
        for packet in packets[:2 * PINGS]:
            self.tell.say(f"    {packet.ip.source}:{packet.ports[0]} → {packet.ip.destination}:{packet.ports[1]}"
                          f"  UDP  GRE key {packet.key:3}  {packet.inner.source} → {packet.inner.destination}"
                          f"  {packet.inner.length} octets")
        seen = {(p.ip.source, p.ip.destination, p.ports, p.key, p.inner.source) for p in packets}
        expected = {(MAG_ADDRESS, LMA_ADDRESS, (PORT, PORT), 100, HOME_ADDRESS),
                    (LMA_ADDRESS, MAG_ADDRESS, (PORT, PORT), 1, SERVER_ADDRESS)}
        self.tell.claim(seen == expected, f"all {len(packets)} are GRE in UDP port {PORT}: "
                        "key 100 upstream, key 1 downstream", f"seen: {seen}")
        others = self.wire.packets(lambda packet: packet.key not in (None, 100, 1))
        self.tell.claim(not others, "no other key was ever seen, from before magd's start on", others)
        bare = self.wire.packets(lambda packet: HOME_ADDRESS in (packet.ip.source, packet.ip.destination))
        self.tell.claim(not bare, "none of the client's packets leaves outside the tunnel", bare)

    def show_kernel(self):
        self.begin("What the kernel holds")
        for command in ("ip -d link show mag-LMA1", "ip fou show", "ip rule", "ip route show table 5213",
                        "ip route show table 5214", "ip route show table 5215", "ip neigh show nud permanent",
                        "ip neigh show proxy", "nft list ruleset"):
            self.tell.command(command, self.lab.mag.output(*command.split()))
        before, now = self.empty.splitlines(), self.lab.kernel_objects().splitlines()
        added = [line for line in now if line not in before]
        kinds = sorted(next((kind for kind in CLIENT_OBJECTS if re.search(kind, line)), line) for line in added)
        self.tell.claim(kinds == sorted(CLIENT_OBJECTS) and set(before) <= set(now),
                        "of this client: one route, one neighbour and three map elements, and its router's "
                        "proxy entry; no device, no rule, no chain", "\n".join(added))

    def detach(self):
        self.begin("The client leaves")
        self.dhcp.close()
        self.lab.client.forget()
        self.leave()
        self.lab.magd.wait_for_state(self.lab.client, None)
        self.timeline.show()
        for command in (*(("ip", *listing.split()) for listing in IP_LISTINGS), NFT_LISTING):
            left = lines_naming(self.lab.mag.output(*command), CLIENT_MAC, HOME_ADDRESS, ROUTER)
            self.tell.claim(not left, f"nothing of the client in `{' '.join(command)}`", "\n".join(left))
        self.tell.claim(self.lab.kernel_objects() == self.empty, "the kernel holds what it held before it came")

    def leave(self):
        done = self.lab.magd.magctl("detach", CLIENT_MAC)
        self.tell.claim(done.returncode == 0, f"magctl detach {CLIENT_MAC}", done.stderr)

    def conclude(self):
        if self.tell.failed:
            text = self.tell.paint("bad", f"NOT PROVEN: {'; '.join(self.tell.failed)}")
        else:
            seconds = time.monotonic() - self._began
            text = self.tell.paint("good", self.proven.format(seconds))
        self.tell.say(f"\n{text}")
        return not self.tell.failed


def main():
    load_modules()
    with Lab() as lab:
        held = Demo(lab).run()
    sys.exit(0 if held else 1)


if __name__ == "__main__":
    main()
