"""Other DHCP servers, to be measured beside magd: each with a configuration of its own in a temporary folder."""

import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from typing import Callable

from system import end_process

NETWORK, MASK, ROUTER = "10.64.0.0/10", "255.192.0.0", "10.64.0.1"
FIRST, LAST = "10.64.0.10", "10.64.127.250"
DNS = "198.51.100.53"
LEASE_TIME, T1, T2 = 3600, 1800, 3150
MTU = 1500


def kea(folder, persist=True, threads=1):
    options = {"routers": ROUTER, "domain-name-servers": DNS, "interface-mtu": str(MTU)}
    subnet = {"id": 1, "subnet": NETWORK, "pools": [{"pool": f"{FIRST} - {LAST}"}],
              "option-data": [{"name": name, "data": data} for name, data in options.items()]}
    server = {"interfaces-config": {"interfaces": ["wlan0"]}, "subnet4": [subnet],
              "lease-database": {"type": "memfile", "persist": persist, "name": str(folder / "kea.csv")},
              "multi-threading": {"enable-multi-threading": threads > 1, "thread-pool-size": threads},
              "valid-lifetime": LEASE_TIME, "renew-timer": T1, "rebind-timer": T2,
              "loggers": [{"name": "kea-dhcp4", "severity": "WARN", "output_options": [{"output": "stderr"}]}]}
    (folder / "kea.json").write_text(json.dumps({"Dhcp4": server}), encoding="ascii")
    return ["kea-dhcp4", "-c", str(folder / "kea.json")]


def dnsmasq(folder, *options):
    return ["dnsmasq", "--keep-in-foreground", "--conf-file=/dev/null", f"--pid-file={folder}/dnsmasq.pid",
            "--user=root", "--port=0", "--interface=wlan0", "--no-ping", "--quiet-dhcp", "--dhcp-authoritative",
            "--dhcp-lease-max=100000", f"--dhcp-range={FIRST},{LAST},{MASK},{LEASE_TIME}",
            f"--dhcp-option=option:router,{ROUTER}", f"--dhcp-option=option:dns-server,{DNS}",
            f"--dhcp-option=option:mtu,{MTU}", *options]


def dhcpd(folder):
    (folder / "dhcpd.conf").write_text(f"""authoritative;
ping-check false;
default-lease-time {LEASE_TIME};
max-lease-time {LEASE_TIME};
subnet 10.64.0.0 netmask {MASK} {{
  range {FIRST} {LAST};
  option routers {ROUTER};
  option domain-name-servers {DNS};
  option interface-mtu {MTU};
  option dhcp-renewal-time {T1};
  option dhcp-rebinding-time {T2};
}}
""", encoding="ascii")
    (folder / "dhcpd.leases").touch()
    return ["dhcpd", "-4", "-f", "-q", "--no-pid", "-cf", str(folder / "dhcpd.conf"),
            "-lf", str(folder / "dhcpd.leases"), "wlan0"]


@dataclass
class Kind:
    name: str
    program: str
    package: str
    prepare: Callable  # writes its files into a folder and gives its command line
    clients: int = 1000000  # at most
    processors: int = 1


# dnsmasq writes the leases of all clients for each, and makes a neighbour of each, of which the kernel keeps 1,024.
KINDS = [
    Kind("Kea, leases on disk", "kea-dhcp4", "kea-dhcp4-server", kea),
    Kind("Kea, in memory", "kea-dhcp4", "kea-dhcp4-server", lambda folder: kea(folder, persist=False)),
    Kind("Kea, in memory, 2 processors", "kea-dhcp4", "kea-dhcp4-server",
         lambda folder: kea(folder, persist=False, threads=2), processors=2),
    Kind("dnsmasq, 1,000 on disk", "dnsmasq", "dnsmasq-base",
         lambda folder: dnsmasq(folder, f"--dhcp-leasefile={folder}/dnsmasq.leases"), clients=1000),
    Kind("dnsmasq, 1,000 in memory", "dnsmasq", "dnsmasq-base",
         lambda folder: dnsmasq(folder, "--leasefile-ro"), clients=1000),
    Kind("ISC dhcpd, leases on disk", "dhcpd", "isc-dhcp-server", dhcpd),
]


def installed(program):
    return shutil.which(program, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")


class Server:
    """One of them as a process in a namespace, whose log goes to a file. A context manager."""

    def __init__(self, namespace, folder, kind):
        self.namespace = namespace
        self.command = kind.prepare(folder)
        self.command[0] = installed(kind.program)
        self.log_file = folder / f"{kind.program}.log"
        self.folder = str(folder)

    def __enter__(self):
        places = {"KEA_LOCKFILE_DIR": self.folder, "KEA_PIDFILE_DIR": self.folder}
        with open(self.log_file, "wb") as log:
            self.process = self.namespace.spawn(self.command, env=os.environ | places, stdout=log,
                                                stderr=subprocess.STDOUT)
        return self

    def __exit__(self, *_):
        end_process(self.process)

    def log(self):
        return self.log_file.read_text(encoding="utf-8", errors="replace")
