"""More machines in a lab: a second LMA of the same realm, a second MAG that clients move to."""

from daemons import Lma, Magd
from settings import CLIENT_MAC, LMA_ADDRESS, MAG_ADDRESS, SERVER_ADDRESS
from system import ip_batch

LMA2_ADDRESS = "10.106.37.41"
LMA2_HOME_ADDRESS = "192.168.6.44"
MAG2_ADDRESS = "10.106.35.112"
# It takes updates of both gateways, and tells the old one of a handover.
LMA_OF_TWO_MAGS = {"mag": [{"address": address} for address in (MAG_ADDRESS, MAG2_ADDRESS)],
                   "peer": {"revoke_old_mag": True}}
TWO_LMAS = [{"name": "LMA1", "address": LMA_ADDRESS}, {"name": "LMA2", "address": LMA2_ADDRESS}]
LMA2_POOL = {"prefix": "192.168.6.0/24", "router": "192.168.6.1", "first": LMA2_HOME_ADDRESS}


def add_lma(lab):
    """A second LMA that the MAG and the server reach by links of their own; its daemon."""
    lma = lab.add_namespace("lma2")
    ip_batch([f"link add uplink1 netns {lab.mag.name} type veth peer name core0 netns {lma.name}",
              f"link add lan0 netns {lma.name} type veth peer name eth1 netns {lab.server.name}"])
    ip_batch(["link set uplink1 up", f"address add {MAG_ADDRESS} peer {LMA2_ADDRESS} dev uplink1"], lab.mag.name)
    ip_batch(["link set lo up", "link set core0 up", "link set lan0 up",
              f"address add {LMA2_ADDRESS} peer {MAG_ADDRESS} dev core0",
              f"address add 198.51.100.2 peer {SERVER_ADDRESS} dev lan0"], lma.name)
    ip_batch(["link set eth1 up", f"address add {SERVER_ADDRESS} peer 198.51.100.2 dev eth1",
              "route add 192.168.6.0/24 via 198.51.100.2"], lab.server.name)
    lma.set_sysctl("net.ipv4.ip_forward", 1)
    lma.set_sysctl("net.ipv4.conf.all.rp_filter", 0)
    return lab.add_daemon(Lma(lma, lab.folder, "magd-lma2"))


def add_mag(lab):
    """A second MAG; its daemon. The client has an interface towards it, which is not yet its wlan0."""
    magd = add_remote_mag(lab)
    mag = magd.namespace.name
    ip_batch([f"link add next0 netns {lab.client.name} address {CLIENT_MAC} type veth peer name wlan0 netns {mag}"])
    ip_batch(["link set wlan0 up"], mag)
    return magd


def add_remote_mag(lab):
    """A second MAG without an access interface; its daemon."""
    mag = lab.add_namespace("mag2")
    ip_batch([f"link add uplink0 netns {mag.name} type veth peer name core1 netns {lab.lma.name}"])
    ip_batch(["link set lo up", "link set uplink0 up",
              f"address add {MAG2_ADDRESS} peer {LMA_ADDRESS} dev uplink0"], mag.name)
    ip_batch(["link set core1 up", f"address add {LMA_ADDRESS} peer {MAG2_ADDRESS} dev core1"], lab.lma.name)
    return lab.add_daemon(Magd(mag, lab.folder, "magd2"))


def roam(client):
    """The client leaves the first MAG without a word and associates with the second."""
    ip_batch(["link set wlan0 down", "link set wlan0 name left0", "link set next0 name wlan0", "link set wlan0 up"],
             client.name)
