"""Kea's load generator as clients on the link.

It always plays a relay agent with one address of its own (giaddr), which a gateway does not hear on its access
interfaces. So nftables gives each frame its client's MAC (chaddr, 36 octets behind the UDP header) and takes the relay's
address away, and sends the answers to the relay.
"""

import subprocess

from system import ip_batch

PACKAGE = "kea-admin"
ADDRESS = "10.127.255.1"
RULES = """table netdev perfdhcp {{
  chain requests {{
    type filter hook egress device wlan0 priority 0
    udp dport 67 @ll,48,48 set @th,288,48 @th,256,32 set 0
  }}
  chain answers {{
    type filter hook ingress device wlan0 priority 0
    udp sport 67 meta pkttype set host ether daddr set {mac} ip daddr set {address} udp dport set 67
  }}
}}"""


def run(program, client, clients, rate):
    """Its summary of as many exchanges, begun at this rate."""
    ip_batch([f"address add {ADDRESS}/10 dev wlan0"], client.name)
    client.output("nft", RULES.format(mac=client.mac, address=ADDRESS))
    command = [program, "-4", "-B", "-l", "wlan0", "-R", str(clients), "-n", str(clients), "-r", f"{rate:g}",
               "-W", "1000000", "all"]
    with client.spawn(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        return "\n".join(line for line in process.communicate()[0].splitlines() if line)
