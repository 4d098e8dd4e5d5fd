"""Client, MAG, LMA and server in network namespaces, with the addresses of the reference flow.

    client wlan0 --- wlan0 mag uplink0 --- core0 lma lan0 --- eth0 server

The MAG's namespace gets links and addresses, nothing else: the rest is magd's work.
"""

import itertools
import os
import re
import shutil
import subprocess
import tempfile
from contextlib import ExitStack
from pathlib import Path

from daemons import PROJECT, Lma, Magd
from settings import (CLIENT_MAC, CLIENT_MTU, HOME_ADDRESS, HOME_PREFIXES6, LMA_ADDRESS, LMA_ADDRESS6, MAG_ADDRESS,
                      MAG_ADDRESS6, ROUTER, SERVER_ADDRESS, SERVER_ADDRESS6)
from system import Namespace, ip_batch

# Where a client must not be named once it has gone: what `ip` lists, and what `nft` does.
IP_LISTINGS = ("link", "rule", "route show table all", "neigh", "neigh show proxy")
NFT_LISTING = ("nft", "list", "ruleset")
# The same without what changes by itself: link states, packet counts, IPv6, learnt neighbours.
STEADY_IP_LISTINGS = ("rule", "route show table all", "neigh show nud permanent", "neigh show proxy", "fou show")
STEADY_NFT_LISTING = ("nft", "--stateless", "list", "ruleset")

_ROLES = ("client", "mag", "lma", "server")
_ACCESS_LINK = f"link add wlan0 netns {{client}} address {CLIENT_MAC} type veth peer name wlan0 netns {{mag}}"
_LINKS = """
link add uplink0 netns {mag} type veth peer name core0 netns {lma}
link add lan0 netns {lma} type veth peer name eth0 netns {server}
"""
_ADDRESSES = {
    "client": "link set wlan0 up",
    "mag": f"""link set lo up
link set wlan0 up
link set uplink0 up
address add {MAG_ADDRESS} peer {LMA_ADDRESS} dev uplink0
address add {MAG_ADDRESS6} peer {LMA_ADDRESS6} dev uplink0 nodad""",
    "lma": f"""link set lo up
link set core0 up
link set lan0 up
address add {LMA_ADDRESS} peer {MAG_ADDRESS} dev core0
address add {LMA_ADDRESS6} peer {MAG_ADDRESS6} dev core0 nodad
address add 198.51.100.1/24 dev lan0
address add 2001:db8:100::1/64 dev lan0 nodad""",
    "server": f"""link set eth0 up
address add {SERVER_ADDRESS}/24 dev eth0
address add {SERVER_ADDRESS6}/64 dev eth0 nodad
route add 192.168.5.0/24 via 198.51.100.1
route add {HOME_PREFIXES6} via 2001:db8:100::1""",
}

_numbers = itertools.count(1)


def modules():
    """The kernel modules that the package has loaded at boot: nothing loads `fou` on demand."""
    text = (PROJECT / "packaging" / "systemd" / "modules-load.conf").read_text(encoding="ascii")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def load_modules():
    """A kernel that has them built in needs none, so a refusal is for magd to tell."""
    subprocess.run(["modprobe", "-q", "-a", *modules()], check=False)


class Client(Namespace):
    """A client machine; its interface is wlan0."""

    def __init__(self, name, mac):
        super().__init__(name)
        self.mac = mac

    def configure(self, address, router, mtu=CLIENT_MTU):
        """What a DHCP client does with its lease; the address with its prefix length."""
        ip_batch([f"address replace {address} dev wlan0", f"link set wlan0 mtu {mtu}",
                  f"route replace default via {router}"], self.name)

    def speak_ipv6(self, on):
        """Has the kernel form addresses and ask for routers, or not."""
        self.set_sysctl("net.ipv6.conf.wlan0.disable_ipv6", 0 if on else 1)

    def home_address6(self):
        """The address that it has formed in its home network prefix, once it may be used; or None."""
        listed = self.output("ip", "-6", "-oneline", "address", "show", "dev", "wlan0", "scope", "global", "-tentative")
        return listed.split()[3].partition("/")[0] if listed else None

    def home_address(self):
        """The address that a program has given it; or None."""
        listed = self.output("ip", "-4", "-oneline", "address", "show", "dev", "wlan0", "scope", "global")
        return listed.split()[3].partition("/")[0] if listed else None

    def default_route(self):
        return self.output("ip", "-4", "route", "show", "default")

    def forget(self):
        """The opposite."""
        ip_batch(["address flush dev wlan0 scope global", "neigh flush dev wlan0"], self.name)


class Lab:
    """The machines and the daemons. A context manager: nothing is left at its end."""

    def __init__(self):
        self._prefix = f"magd-{os.getpid()}-{next(_numbers)}"
        self._stack = ExitStack()
        self.folder = Path(tempfile.mkdtemp(prefix="magd-lab-"))
        self._stack.callback(shutil.rmtree, self.folder, ignore_errors=True)
        try:
            self._build()
        except BaseException:
            self.close()
            raise

    def close(self):
        self._stack.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def closing(self, thing):
        """Closes the thing with the lab, before what was made before it."""
        self._stack.callback(thing.close)
        return thing

    def _build(self):
        names = {role: f"{self._prefix}-{role}" for role in _ROLES}
        self._add_namespaces(names.values())
        ip_batch(_LINKS.format(**names).splitlines())
        self.client = self.closing(Client(names["client"], CLIENT_MAC))
        self.mag, self.lma, self.server = (self.closing(Namespace(names[role])) for role in _ROLES[1:])
        self.link_access()
        for role in _ROLES:
            ip_batch(_ADDRESSES[role].splitlines(), names[role])
        self.lma.set_sysctl("net.ipv4.ip_forward", 1)
        self.lma.set_sysctl("net.ipv4.conf.all.rp_filter", 0)
        self.daemons = []
        self.magd = self.add_daemon(Magd(self.mag, self.folder))
        self.anchor = self.add_daemon(Lma(self.lma, self.folder))
        self.access_mac = self.mag.interface_mac("wlan0")

    def link_access(self):
        """Gives the client and the MAG their wlan0."""
        ip_batch([_ACCESS_LINK.format(client=self.client.name, mag=self.mag.name)])

    def associations(self):
        """What the access network tells of the client coming and going: (time, who, what)."""
        return []

    def _add_namespaces(self, names):
        names = list(names)
        ip_batch(f"netns add {name}" for name in names)
        self._stack.callback(lambda: ip_batch(f"netns delete {name}" for name in names))

    def add_daemon(self, daemon):
        self.daemons.append(daemon)
        return self.closing(daemon)

    def add_namespace(self, role):
        """One more machine, without links."""
        name = f"{self._prefix}-{role}"
        self._add_namespaces([name])
        return self.closing(Namespace(name))

    def add_client(self, mac):
        """One more client behind the same access interface."""
        name = f"{self._prefix}-{mac.replace(':', '')}"
        self._add_namespaces([name])
        ip_batch([f"link add air0 link wlan0 netns {name} address {mac} type macvlan mode vepa"],
                 self.client.name)
        ip_batch(["link set air0 name wlan0", "link set wlan0 up"], name)
        return self.closing(Client(name, mac))

    def kernel_objects(self, mag=None):
        """What is listed in a MAG's namespace, to be compared: without what interfaces' numbers tell of."""
        mag = mag or self.mag
        listed = ip_batch(STEADY_IP_LISTINGS, mag.name, "-4", "-force")
        rules = re.sub(r"(comment \"magd \w+) \w+", r"\1", mag.output(*STEADY_NFT_LISTING))
        return "\n".join([*mag.interfaces(), listed, *sorted_blocks(rules)])

    def traces(self, client=None, *addresses):
        """Lines of the listings that name the client or what was assigned to it."""
        return self.lines_naming((client or self.client).mac, *(addresses or (HOME_ADDRESS, ROUTER)))

    def lines_naming(self, *words):
        """Lines of what the MAG's kernel lists."""
        return lines_naming(ip_batch(IP_LISTINGS, self.mag.name) + self.mag.output(*NFT_LISTING), *words)


def sorted_blocks(listing):
    """The chains and sets of a listing of nftables: their order in a table is that of their making."""
    return sorted(listing.replace("\n}\n", "\n").split("\n\n"))


def lines_naming(text, *words):
    return [line.strip() for line in text.splitlines() if any(word in line for word in words)]
