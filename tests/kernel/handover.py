"""A client that goes from one MAG's access point to another's while packets flow both ways: what takes how long."""

import sys
from dataclasses import dataclass
from datetime import datetime

from daemons import PROJECT, Magd
from numbered import Numbered
from settings import SERVER_ADDRESS
from wpa import AccessPoint

sys.path.append(str(PROJECT / "tools" / "bench"))

from stages import LMA, OURS, ROAM, stages_of

INTERVAL = 0.01  # seconds between two datagrams of a stream: what an emulated machine keeps up with


@dataclass(frozen=True)
class Side:
    magd: Magd
    access_point: AccessPoint

    def revocations(self):
        """How many clients its LMA has told it to be elsewhere."""
        return self.magd.log().count("revoked by LMA1: trigger 4")


class Handover:
    """Made as soon as the new side has the client, the old one no longer, and packets flow again."""

    def __init__(self, lab, home, old, new):
        self._client = lab.client
        self._new = new
        self._ways = {"up": Numbered(lab.client, home, lab.server, SERVER_ADDRESS, INTERVAL),
                      "down": Numbered(lab.server, SERVER_ADDRESS, lab.client, home, INTERVAL)}
        self._flow_on()
        lab.station.roam(new.access_point)
        new.magd.wait_for_state(lab.client, "ACTIVE")
        old.magd.wait_for_state(lab.client, None)
        self._flow_on()
        self._lost = {way: len(stream.end()) for way, stream in self._ways.items()}

    def _flow_on(self):
        for stream in self._ways.values():
            stream.wait_for(20)

    def silence(self):
        """What was lost of the traffic meanwhile, in words."""
        return ", ".join(f"{way}: {self._lost[way]} of {stream.sent} lost, {stream.longest_silence():.3f} s without any"
                         for way, stream in self._ways.items())

    def stages(self):
        """What took how long, in ms, by the trace of the new MAG; and the whole of it, from the association on."""
        steps = self._new.magd.call("trace.show", mac=self._client.mac)
        begin = max(number for number, step in enumerate(steps) if step["text"].startswith(ROAM.steps[0][0]))
        return stages_of(ROAM, steps[begin:]) | {"whole": self._first_packet(steps[begin]["time"])}

    def _first_packet(self, heard):
        """How long after the association, in ms; hostapd may log it only after magd has heard of it."""
        associated = min(datetime.fromisoformat(heard).timestamp(),
                         self._new.access_point.wait_for_association(self._client))
        return (self._ways["down"].first_after(associated) - associated) * 1000

    def delay(self):
        """The same in words."""
        took = self.stages()
        return (f"from the new association to the first packet for the client {took['whole']:.1f} ms: "
                f"the LMA {took[LMA]:.1f}, magd {took[OURS]:.2f} (its update {took['PBU made']:.2f}, "
                f"the kernel {took['kernel programmed']:.2f})")
