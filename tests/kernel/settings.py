"""Configuration files of the lab's daemons: the reference flow's values, and changes to them."""

import copy
import json

MAG_ADDRESS = "10.106.35.111"
LMA_ADDRESS = "10.106.37.40"
SERVER_ADDRESS = "198.51.100.10"
MAG_ADDRESS6 = "2001:db8:106:35::111"
LMA_ADDRESS6 = "2001:db8:106:37::40"
SERVER_ADDRESS6 = "2001:db8:100::10"
REALM = "ciscotacbangalore.com"
CLIENT_MAC = "00:23:c2:db:29:2d"
CLIENT_NAI = f"0023.c2db.292d@{REALM}"
HOME_ADDRESS = "192.168.5.44"
ROUTER = "192.168.5.1"
HOME_PREFIXES6 = "2001:db8:5::/48"
CLIENT_MTU = 1464

MAG = {
    "mag": {"address": MAG_ADDRESS},
    "lma": [{"name": "LMA1", "address": LMA_ADDRESS}],
    "realm": [{"name": REALM, "lmas": ["LMA1"]}],
    # Most tests attach clients by hand, and do not let them answer what they are asked.
    "access": [{"interface": "wlan0", "realm": REALM, "silence_after": 0}],
}
LMA = {
    # The first update takes long in an emulated machine, whose pages of programs come one by one. A client that comes
    # back gets its address again, however long it was away.
    "lma": {"address": LMA_ADDRESS, "timestamp_window": 10000, "min_delay_before_delete": 3600000},
    "pool": [{"realm": REALM, "prefix": "192.168.5.0/24", "router": ROUTER, "first": HOME_ADDRESS}],
    "keys": {"first_uplink": 100},
    "mag": [{"address": MAG_ADDRESS}],
}


def changed(settings, changes):
    """A copy with the tables of `changes` laid over: {"dhcp": {"lease_time": 20}}. A table that
    there are several of comes as a list, and in place of the former ones."""
    result = copy.deepcopy(settings)
    for table, keys in changes.items():
        if isinstance(keys, list):
            result[table] = keys
        else:
            result.setdefault(table, {}).update(keys)
    return result


def to_toml(settings):
    lines = []
    for table, content in settings.items():
        for keys in content if isinstance(content, list) else [content]:
            lines.append(f"[[{table}]]" if isinstance(content, list) else f"[{table}]")
            lines += [f"{key} = {json.dumps(value)}" for key, value in keys.items()]
    return "\n".join(lines) + "\n"
