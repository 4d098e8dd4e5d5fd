"""The lab with real associations: radios in place of the client's link, hostapd at each MAG, wpa_supplicant at the
client."""

from lab import Lab
from neighbours import add_remote_mag
from radios import Radios
from settings import CLIENT_MAC
from system import ip_batch
from wpa import AccessPoint, Station


class WifiLab(Lab):
    """The access point's interface is the MAG's wlan0, the station's is the client's."""

    radios_needed = 3  # the client's, and one for each of two MAGs

    def link_access(self):
        self._radios = self.closing(Radios(self.radios_needed))
        self._radios.give(self.client)
        ip_batch([f"link set wlan0 address {CLIENT_MAC}"], self.client.name)
        self.station = Station(self.client, self.folder)
        self.access_point = self._add_access_point(self.mag, "hostapd")

    def _add_access_point(self, mag, name):
        self._radios.give(mag)
        return AccessPoint(mag, self.folder, name)

    def _build(self):
        super()._build()
        for program in (self.station, self.access_point):
            self.add_daemon(program)

    def associations(self):
        return self.access_point.events(self.client)

    def add_mag(self):
        """A second MAG with an access point of its own: their processes."""
        magd = add_remote_mag(self)
        return magd, self.add_daemon(self._add_access_point(magd.namespace, "hostapd2"))
