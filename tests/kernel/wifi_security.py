"""How clients of an access point prove themselves: what hostapd and wpa_supplicant are told."""

import subprocess
from dataclasses import dataclass

_PASSPHRASE = "correct horse battery staple"
_IDENTITY = "alice@ciscotacbangalore.com"
_CIPHER = ("wpa=2", "rsn_pairwise=CCMP")


@dataclass(frozen=True)
class Security:
    name: str
    access_point: tuple = ()  # lines of hostapd's configuration
    station: tuple = ()  # lines of the network in that of wpa_supplicant
    shakes_hands: bool = True  # at each roam


OPEN = Security("open", (), ("key_mgmt=NONE",), shakes_hands=False)
PSK = Security("WPA2-PSK", (*_CIPHER, "wpa_key_mgmt=WPA-PSK", f"wpa_passphrase={_PASSPHRASE}"),
               ("key_mgmt=WPA-PSK", f'psk="{_PASSPHRASE}"'))
# Each access point makes the keys by itself, so that none talks to another.
FT_PSK = Security("FT-PSK (802.11r)", (*_CIPHER, "wpa_key_mgmt=FT-PSK", f"wpa_passphrase={_PASSPHRASE}",
                                       "mobility_domain=a1b2", "ft_psk_generate_local=1"),
                  ("key_mgmt=FT-PSK", f'psk="{_PASSPHRASE}"'), shakes_hands=False)


def enterprise(folder):
    """EAP-TTLS with hostapd's own server, whose certificate, made in this folder, the client checks."""
    certificate, key, users = (folder / name for name in ("server.pem", "server.key", "eap_users"))
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj",
                    "/CN=magd lab", "-days", "2", "-keyout", key, "-out", certificate], check=True, capture_output=True)
    users.write_text(f'* TTLS\n"{_IDENTITY}" TTLS-PAP "{_PASSPHRASE}" [2]\n', encoding="ascii")
    return Security("WPA2-Enterprise",
                    (*_CIPHER, "wpa_key_mgmt=WPA-EAP", "ieee8021x=1", "eap_server=1", f"eap_user_file={users}",
                     f"ca_cert={certificate}", f"server_cert={certificate}", f"private_key={key}"),
                    ("key_mgmt=WPA-EAP", "eap=TTLS", f'identity="{_IDENTITY}"', f'password="{_PASSPHRASE}"',
                     f'ca_cert="{certificate}"', 'phase2="auth=PAP"'))
