"""The daemons' log lines about one client, and its DHCP messages, in the order of their times."""

import re
import textwrap
from datetime import datetime

from packets import option
from system import wait_until

_LINE = re.compile(r"^(\S+T\S+) (?:info|warning|error) +(.*)$")
_DHCP_TYPES = {1: "DISCOVER", 2: "OFFER", 3: "REQUEST", 5: "ACK", 6: "NAK", 7: "RELEASE"}


def dhcp_type(packet):
    """The name of a DHCP message, or None if the packet is none."""
    if packet.ports not in ((68, 67), (67, 68)):
        return None
    kind = option(packet.payload[240:], 53)
    return _DHCP_TYPES.get(kind[0]) if kind else None


class Timeline:
    """Prints what happens as it happens; times are seconds since the first event."""

    def __init__(self, narrator, lab, air):
        self._narrator = narrator
        self._lab = lab
        self._air = air
        self._shown = set()
        self._start = None

    def _logged(self, who, text, pattern):
        for line in text.splitlines():
            match = _LINE.match(line)
            if match and re.search(pattern, match[2]):
                when = datetime.fromisoformat(match[1]).timestamp()
                yield when, who, match[2].replace(f"{self._lab.client.mac} ", "")

    def _events(self):
        """All so far: (time, who, what)."""
        for daemon in self._lab.daemons:
            if daemon.program == "magd":
                yield from self._logged(daemon.name, daemon.log(), f"^{self._lab.client.mac} (?!DHCP)")
        yield from self._logged("LMA", self._lab.anchor.log(), "0023.c2db.292d")
        yield from self._lab.associations()
        for packet in self._air.packets(dhcp_type):
            yield packet.time, "air", f"DHCP {dhcp_type(packet)} {packet.ip.source} → {packet.ip.destination}"

    def show(self):
        """Prints what is new; returns all texts so far."""
        events = sorted(self._events(), key=lambda event: event[0])
        if events and self._start is None:
            self._start = events[0][0]
        for event in events:
            if event not in self._shown:
                self._shown.add(event)
                time, who, what = event
                first, *rest = textwrap.wrap(what, 100)
                self._narrator.say(f"  {time - self._start:8.3f}  {self._narrator.paint('who', f'{who:5}')} {first}")
                for line in rest:
                    self._narrator.say(f"{'':20}{line}")
        return [what for _, _, what in events]

    def until(self, pattern):
        """Goes on until a text matches."""
        wait_until(lambda: any(re.search(pattern, text) for text in self.show()), f"{pattern!r} in the timeline")
