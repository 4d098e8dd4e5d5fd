"""DHCP clients that are a part of programs which manage all of a machine's interfaces: of wlan0 alone here. They run
without systemd as the first process, and without udev, which they take for absent where /sys is read-only."""

import re
import subprocess

from client_program import ClientProgram, with_own_folders
from system import PATIENCE, end_process, wait_until

_READ_ONLY_SYS = "mount -t sysfs -o ro own /sys"


class Networkd(ClientProgram):
    """systemd-networkd. It has no D-Bus, and does not need it; it works as its own user."""

    program = "systemd-networkd"

    def prepare(self):
        (self.folder / "wlan0.network").write_text(
            "[Match]\nName=wlan0\n"
            "[Network]\nDHCP=ipv4\nLinkLocalAddressing=no\nIPv6AcceptRA=no\n"
            "[DHCPv4]\nUseMTU=yes\n", encoding="ascii")

    def command(self):
        state = " ".join(f"/run/systemd/netif/{kind}" for kind in ("leases", "links", "lldp"))
        return with_own_folders(
            ["/run", "/run/systemd/network", "/run/systemd/netif"],
            f"{_READ_ONLY_SYS}; mkdir {state}; chown systemd-network {state}; "
            f"cp {self.folder}/wlan0.network /run/systemd/network; "
            "SYSTEMD_LOG_LEVEL=debug SYSTEMD_LOG_TARGET=console exec /lib/systemd/systemd-networkd")

    def _wait_for_acknowledgements(self, count, deadline):
        wait_until(lambda: len(re.findall("DHCPv4 client: ACK", self.log())) >= count,
                   self.telling(f"to take {count} acknowledgements"), deadline)

    def wait_for_lease(self, deadline=PATIENCE):
        self._wait_for_acknowledgements(1, deadline)

    def wait_for_renewal(self, deadline=PATIENCE):
        self._wait_for_acknowledgements(2, deadline)

    def release(self):
        """As it does when it ends."""
        self.process.terminate()


class NetworkManager(ClientProgram):
    """With a D-Bus of its own, and its own DHCP client. It probes its address by ARP before it takes it."""

    program = "NetworkManager"

    def prepare(self):
        self._write_config()
        self._start_bus()

    def _write_config(self):
        connection = self.folder / "connections" / "wlan0.nmconnection"
        connection.parent.mkdir()
        connection.write_text(
            "[connection]\nid=wlan0\ntype=ethernet\ninterface-name=wlan0\n"
            "[ipv4]\nmethod=auto\ndad-timeout=200\n[ipv6]\nmethod=disabled\n", encoding="ascii")
        connection.chmod(0o600)  # it takes no other
        (self.folder / "config").write_text(
            f"[main]\nplugins=keyfile\nno-auto-default=*\ndhcp=internal\ndns=none\nauth-polkit=root-only\n"
            f"[keyfile]\npath={connection.parent}\n"
            "[device]\nmatch-device=interface-name:wlan0\nmanaged=1\n"
            "[logging]\nlevel=INFO\ndomains=ALL,DHCP4:DEBUG\n", encoding="ascii")

    def _start_bus(self):
        config, socket = self.folder / "bus", self.folder / "bus.sock"
        self._address = f"unix:path={socket}"
        config.write_text(
            f"<busconfig><type>system</type><listen>{self._address}</listen><auth>EXTERNAL</auth>"
            "<policy context='default'><allow user='*'/><allow own='*'/><allow eavesdrop='true'/>"
            "<allow send_destination='*' eavesdrop='true'/></policy></busconfig>", encoding="ascii")
        with open(self.folder / "bus.log", "wb") as log:
            self._bus = self.client.spawn(["dbus-daemon", "--nofork", "--nopidfile", f"--config-file={config}"],
                                          stdout=log, stderr=subprocess.STDOUT)
        wait_until(socket.exists, "the D-Bus of NetworkManager")

    def command(self):
        nothing = self.folder / "nothing"
        return with_own_folders(
            ["/run", "/var/lib/NetworkManager", "/usr/lib/*/NetworkManager/*"],  # the last: plugins for other links
            f"{_READ_ONLY_SYS}; mkdir {nothing}; DBUS_SYSTEM_BUS_ADDRESS={self._address} "
            f"exec NetworkManager --debug --config={self.folder}/config --config-dir={nothing} "
            f"--system-config-dir={nothing} --intern-config={nothing}/own")

    def close(self):
        super().close()
        end_process(self._bus)
