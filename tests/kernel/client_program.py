"""A program that configures a client's wlan0, in the client's network namespace."""

import itertools
import subprocess

from system import end_process

_numbers = itertools.count(1)


def with_own_folders(folders, script):
    """A command: runs a script of the shell in a mount namespace where these folders are empty and its own."""
    made = "; ".join(f"mkdir -p {folder} && mount -t tmpfs own {folder}" for folder in folders)
    return ["unshare", "--mount", "sh", "-e", "-c", f"{made}; {script}"]


class ClientProgram:
    """Runs until it is closed. Subclasses say how it is started."""

    program = ""

    def __init__(self, client, folder):
        self.client = client
        self.folder = folder / f"{self.program}-{next(_numbers)}"
        self.folder.mkdir()
        self.prepare()
        with open(self.folder / "log", "wb") as log:
            self.process = client.spawn(self.command(), stdout=log, stderr=subprocess.STDOUT)

    def prepare(self):
        """Writes what it reads."""

    def command(self):
        raise NotImplementedError

    def close(self):
        end_process(self.process)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def telling(self, what):
        """What was waited for, and what the program had written by then."""
        return lambda: f"{self.program} {what}; it wrote:\n{self.log()}"

    def log(self):
        return (self.folder / "log").read_text(encoding="utf-8", errors="replace")
