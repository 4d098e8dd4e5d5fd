"""tshark reads the signalling that the gateway sent in all labs of this run, and finds no fault in it."""

import sys
import unittest

from daemons import PROJECT
from packets import BRI, HEARTBEAT, PBU, UPA, option
from sent import all_sent

sys.path.append(str(PROJECT / "tests" / "tshark"))

from tshark_test import complaints, dissect

# What tshark 4.0 does not know: options 53, 58 and 62 make it complain.
UNKNOWN_TYPES = {UPA}
UNKNOWN_OPTIONS = (53, 58, 62)


def excused(mobility):
    return mobility[2] in UNKNOWN_TYPES or any(option(mobility[12:], kind) is not None for kind in UNKNOWN_OPTIONS)


class Dissection(unittest.TestCase):
    def test_nothing_is_malformed(self):
        sent = all_sent()
        self.assertLessEqual({PBU, HEARTBEAT, BRI, UPA}, {message.mobility[2] for message in sent},
                             "run it behind the themes that make such messages: paths, peers")
        texts = dissect([message.ip for message in sent])
        self.assertEqual(len(texts), len(sent))
        for message, text in zip(sent, texts):
            if not excused(message.mobility):
                self.assertEqual(list(complaints(text)), [], f"{message.lab}:\n{text}")


if __name__ == "__main__":
    unittest.main()
