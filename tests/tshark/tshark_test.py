#!/usr/bin/env python3
"""Shows tshark every message and every option that the codec writes, and lets it complain.

usage: tshark_test.py PROGRAM    (PROGRAM prints NAME <tab> PACKET-IN-HEX for each)
"""

import re
import struct
import subprocess
import sys
import tempfile

LINKTYPE_RAW = 101

# What tshark 4.0 does not know, or reads otherwise than the RFCs. Everything else it must take.
GAPS = {
    "UPN": "MH Type 19 is unknown",
    "UPA": "MH Type 20 is unknown",
    "LRI": "read from the header's start, not from its data",
    "LRA": "read from the header's start, not from its data",
    "option 43": "unknown",
    "option 51": "wants length 16, where RFC 6705 section 11.1 has 18",
    "option 53": "unknown",
    "option 58": "unknown",
    "option 59": "unknown",
    "option 62": "unknown",
    "option 63": "unknown",
    "option 64": "unknown",
}


def write_pcap(file, packets):
    file.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, LINKTYPE_RAW))
    for number, packet in enumerate(packets):
        file.write(struct.pack("<IIII", number, 0, len(packet), len(packet)) + packet)
    file.flush()


def dissect(packets):
    """tshark's full text for each packet."""
    with tempfile.NamedTemporaryFile(suffix=".pcap") as file:
        write_pcap(file, packets)
        command = ["tshark", "-r", file.name, "-V", "-o", "udp.check_checksum:TRUE", "-o", "ip.check_checksum:TRUE"]
        text = subprocess.run(command, check=True, text=True, capture_output=True).stdout
    return re.split(r"^Frame \d+:", text, flags=re.M)[1:]


def complaints(text):
    """Lines that say that something is wrong or not understood."""
    if "Mobile IPv6" not in text:
        yield "not taken for a Mobility Header"
    for line in text.splitlines():
        if "[Expert Info" in line or "[Malformed" in line or "checksum incorrect" in line.lower():
            yield line.strip()


def excused(name):
    return re.sub(r"^(option \d+) .*", r"\1", name) in GAPS


def main():
    lines = subprocess.run(sys.argv[1:], check=True, text=True, capture_output=True).stdout.splitlines()
    names, packets = zip(*((name, bytes.fromhex(packet)) for name, packet in (line.split("\t") for line in lines)))
    texts = dissect(packets)
    assert len(texts) == len(packets), f"{len(texts)} packets dissected of {len(packets)}"
    failed = 0
    for name, text in zip(names, texts):
        found = list(complaints(text))
        if found and not excused(name):
            failed += 1
            print(f"{name}: {'; '.join(found)}\n{text[text.find('Mobile IPv6'):]}")
    print(f"{len(packets)} messages shown to tshark, {failed} with complaints")
    return failed != 0


if __name__ == "__main__":
    sys.exit(main())
