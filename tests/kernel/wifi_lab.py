"""The lab with real associations: radios in place of the client's link, hostapd at each MAG, wpa_supplicant at the
client."""

from lab import Lab
from neighbours import add_remote_mag
from radios import Radios
from settings import CLIENT_MAC, MAG_ADDRESS, REALM
from system import ip_batch
from wpa import AccessPoint, Station


def triggered_by(access_point, *triggers, address=MAG_ADDRESS):
    """Changes for a gateway with this access point, that believes at once that a client has gone elsewhere."""
    return {"access": [{"interface": "wlan0", "realm": REALM, "triggers": list(triggers)}],
            "mag": {"address": address, "hostapd_directory": str(access_point.control)},
            "binding": {"min_attempt_interval": 0}}


class WifiLab(Lab):
    """The access point's interface is the MAG's wlan0, the station's is the client's."""

    radios_needed = 3  # the client's, and one for each of two MAGs

    def link_access(self):
        self._radios = self.closing(Radios(self.radios_needed))
        self._radios.give(self.client)
        ip_batch([f"link set wlan0 address {CLIENT_MAC}"], self.client.name)
        self.station = Station(self.client, self.folder)
        self._access_points = []
        self.access_point = self._add_access_point(self.mag, "hostapd")

    def _add_access_point(self, mag, name):
        self._radios.give(mag)
        self._access_points.append(AccessPoint(mag, self.folder, name))
        return self._access_points[-1]

    def _build(self):
        super()._build()
        for program in (self.station, self.access_point):
            self.add_daemon(program)

    def associations(self):
        for who, access_point in zip(("AP", "AP2"), self._access_points):
            for time, what in access_point.events(self.client):
                yield time, who, what

    def add_mag(self):
        """A second MAG with an access point of its own: their processes."""
        magd = add_remote_mag(self)
        return magd, self.add_daemon(self._add_access_point(magd.namespace, "hostapd2"))
