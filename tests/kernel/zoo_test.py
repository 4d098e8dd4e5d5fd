"""Five real DHCP clients at once, through all that may happen to a lease."""

import unittest
from ipaddress import IPv4Address

from case import LabCase
from dhcp_clients import Dhclient, Dhcpcd, Udhcpc
from dhcp_station import ACK, NAK, REQUEST, VIRTUAL_SERVER
from neighbours import MAG2_ADDRESS, add_mag
from network_managers import Networkd, NetworkManager
from restart_test import Stream
from settings import MAG_ADDRESS, SERVER_ADDRESS
from system import wait_until
from zoo import Air, Machine

LEASE_TIME = 20  # dhcpcd takes no shorter one
BROADCAST, NONE = "255.255.255.255", "0.0.0.0"
KINDS = (NetworkManager, Networkd, Dhcpcd, Dhclient, Udhcpc)


class Zoo(LabCase):
    magd_changes = {"dhcp": {"lease_time": LEASE_TIME}, "binding": {"min_attempt_interval": 0}}
    lma_changes = {"mag": [{"address": address} for address in (MAG_ADDRESS, MAG2_ADDRESS)],
                   "peer": {"revoke_old_mag": True}}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        second = add_mag(cls.lab)
        second.start(**cls.magd_changes | {"mag": {"address": MAG2_ADDRESS}})
        air = Air(cls.lab, ("wlan0", "next0"))
        cls.machines = [Machine(cls.lab, *air.add_client(f"02:00:00:00:01:{n:02}", "wlan0"), kind) for n, kind in enumerate(KINDS)]
        cls.air = air
        cls.second = second

    def for_each(self, check):
        for machine in self.machines:
            with self.subTest(machine.name):
                check(machine)

    def renewal(self, machine):
        return machine.wait_for_request("renewing", ACK)

    def test_all(self):
        import time
        t0=time.time()
        def phase(name): print(f"{time.time()-t0:6.1f} {name}", flush=True)
        for m in self.machines: m.wait_for_address(); self.assertTrue(m.client.ping(SERVER_ADDRESS))
        phase("online")
        for m in self.machines: m.listen()
        for m in self.machines:
            self.renewal(m); phase("renewed "+m.name)
        for m in self.machines: m.listen(); m.lose_renewals()
        for m in self.machines:
            m.wait_for_request("rebinding", ACK); phase(f"rebound {m.name} {m.lost_renewals()}")
        self.magd.kill()
        self.magd.start(**self.magd_changes)
        phase("restarted")
        for m in self.machines: m.listen()
        for m in self.machines:
            self.renewal(m); phase("renewed "+m.name)
        for m in self.machines: m.listen(); m.a=m.address(); self.air.move(m.port,"next0"); self.second.call("attach",mac=m.mac)
        for m in self.machines:
            self.second.wait_for_state(m,"ACTIVE"); self.magd.wait_for_state(m,None); print(m.client.ping(SERVER_ADDRESS), m.address(), m.a); phase("moved")
        for m in self.machines:
            self.renewal(m); phase("renewed "+m.name)
        for m in self.machines: m.listen(); self.air.drop(m.port)
        time.sleep(0.5)
        for m in self.machines: self.air.move(m.port,"wlan0")
        for m in self.machines: 
            self.magd.wait_for_state(m,"ACTIVE"); phase("returned "+m.name); print(m.wait_for_address(), m.a, m.client.ping(SERVER_ADDRESS))
        for m in self.machines: m.r=time.time(); m.listen(); self.lab.anchor.told(f"revoke {m.mac} 5")
        phase("revoked")
        for i in range(40):
            time.sleep(1)
            print(i, [m.address() for m in self.machines])
            if i==25:
                for m in self.machines: self.lab.anchor.told(f"revoke {m.mac}")
        from timeline import dhcp_type
        for m in self.machines:
            print("=====", m.name, m.address())
            for q in m.wire.packets(lambda q: q.ports in ((67,68),(68,67))):
                print(f"{q.time-t0:7.2f} {dhcp_type(q)} {q.ip.source} {q.ip.destination}")
            for a in m.arp(): print(a)
        print(self.magd.log()[-8000:])


if __name__ == "__main__":
    unittest.main()
