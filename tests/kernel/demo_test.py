"""What a new user sees first: the demonstration proves all that it says."""

import subprocess
import unittest
from pathlib import Path


class Demonstration(unittest.TestCase):
    def test_all_that_it_says_holds(self):
        done = subprocess.run([Path(__file__).with_name("demo.py")], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertRegex(done.stdout, "\\nProven: ")


if __name__ == "__main__":
    unittest.main()
