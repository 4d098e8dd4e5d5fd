"""A client comes while wrong messages pour in, from the LMA's side and from the clients' side."""

import itertools
import random
import unittest

from case import LabCase
from dhcp_clients import Udhcpc, broadcast
from packets import BRI, HEARTBEAT, PBA, PBU, PORT, UPN, make_gre, make_udp, raw_sender, send_through
from settings import LMA_ADDRESS, MAG_ADDRESS, SERVER_ADDRESS
from system import PATIENCE, wait_until

ROUND = 50    # wrong messages between two looks at the client
AT_LEAST = 300  # counted before the client comes
FOREIGN_ADDRESS = "10.106.37.99"
SPARE_UPDATES = 4  # first updates that may go unanswered meanwhile


def mobility(kind, data, units=None):
    """A Mobility Header with padding, whose length field may be another than its own."""
    data = data.ljust(-(-(6 + len(data)) // 8) * 8 - 6, b"\x00")
    return bytes([59, (6 + len(data)) // 8 - 1 if units is None else units, kind, 0, 0, 0]) + data


def wrong_messages(seed):
    """Without end: what is no message, what fits no update or session, what nobody may send."""
    chance = random.Random(seed)
    for number in itertools.count():
        noise = chance.randbytes(26)
        accepting = bytes([0, 0x20]) + number.to_bytes(4, "big")
        yield from ((LMA_ADDRESS, mobility(PBA, accepting)), (LMA_ADDRESS, mobility(PBA, noise)),
                    (LMA_ADDRESS, mobility(BRI, noise, units=255)), (LMA_ADDRESS, mobility(PBU, noise)),
                    (LMA_ADDRESS, mobility(HEARTBEAT, b"\x00\x01" + noise[:4])),
                    (FOREIGN_ADDRESS, mobility(UPN, noise)), (LMA_ADDRESS, b"\x3b" + noise),
                    (LMA_ADDRESS, make_gre(number, noise)))


class Flood(LabCase):
    def setUp(self):
        self.wrong = wrong_messages(seed=5213)
        self.sender = raw_sender(self.lab.lma)
        self.addCleanup(self.sender.close)
        self.sent = 0

    def pour(self):
        for source, payload in itertools.islice(self.wrong, ROUND):
            send_through(self.sender, make_udp(source, MAG_ADDRESS, PORT, PORT, payload))
            self.sent += 1
        broadcast(self.client, "02:00:00:00:00:66", bytes([1, 1, 6, 0]) + bytes(300))

    def dropped(self):
        """Wrong messages that magd has read and counted."""
        return sum(value for name, value in self.magd.counters().items()
                   if name.startswith("drop_") and not name.startswith("drop_dhcp_"))

    def test_a_client_comes_online_meanwhile(self):
        while self.dropped() < AT_LEAST:
            self.pour()
        before = self.dropped()
        with Udhcpc(self.client, self.lab.folder) as dhcp:
            wait_until(lambda: self.pour() or dhcp.leases("bound"), "the lease", deadline=3 * PATIENCE, interval=0)
            self.assertTrue(self.client.ping(SERVER_ADDRESS))
        after = self.magd.counters()
        self.assertGreater(self.dropped(), before, "the flood went on")
        self.assertLessEqual(self.dropped(), self.sent)
        self.assertEqual((after["pbu_initial_sent"], after["pba_accepted"]), (1, 1))
        self.assertLessEqual(after["pbu_initial_retransmitted"], SPARE_UPDATES)
        self.assertGreater(after["drop_dhcp_bad_cookie"], 0)
        self.assertEqual([row["mac"] for row in self.magd.call("binding.show")], [self.client.mac])


if __name__ == "__main__":
    unittest.main()
