"""magd and the lab LMA as processes in their namespaces, and talking to magd."""

import itertools
import json
import os
import re
import signal
import socket
import subprocess
from pathlib import Path

import settings
from system import PATIENCE, Late, end_process, wait_until

PROJECT = Path(__file__).resolve().parents[2]
BINARIES = Path(os.environ.get("MAGD_BIN", PROJECT / "build" / "release" / "bin"))


class Daemon:
    """A program with one configuration file, whose log goes to a file."""

    def __init__(self, program, namespace, folder, name):
        self.program = program
        self.name = name
        self.namespace = namespace
        self.config = folder / f"{name}.toml"
        self.log_file = folder / f"{name}.log"
        self.process = None

    @property
    def command(self):
        return [str(BINARIES / self.program), "--config", str(self.config)]

    def log(self):
        return self.log_file.read_text(encoding="utf-8") if self.log_file.exists() else ""

    def configure(self, config):
        self.config.write_text(settings.to_toml(config), encoding="utf-8")

    def spawn(self, **options):
        """Starts the process; what it logs from now on is its whole log."""
        with open(self.log_file, "wb") as log:
            self.process = self.namespace.spawn(self.command, stdout=log, stderr=subprocess.STDOUT, **options)

    def running(self):
        """True, or an error with the log if the process has ended."""
        if self.process.poll() is not None:
            raise RuntimeError(f"{self.program} ended with status {self.process.returncode}:\n{self.log()}")
        return True

    def wait_for_line(self, pattern, **options):
        """The match of a regular expression in the log."""
        return wait_until(lambda: re.search(pattern, self.log(), re.MULTILINE) or not self.running(),
                          lambda: f"{self.program} to log {pattern!r}; it logged:\n{self.log()}", **options)

    def stop(self):
        """SIGTERM; the exit status."""
        self.process.terminate()
        return self.process.wait(PATIENCE)

    def kill(self):
        """As a crash: no chance to clean up."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def close(self):
        if self.process:
            end_process(self.process)


class Lma(Daemon):
    def __init__(self, namespace, folder, name="magd-lma"):
        super().__init__("magd-lma", namespace, folder, name)
        self.socket = str(folder / f"{name}.sock")

    @property
    def command(self):
        return [*super().command, "--control", self.socket]

    def start(self, **changes):
        self.configure(settings.changed(settings.LMA, changes))
        self.spawn()
        self.wait_for_line(r"\bready\b")

    def told(self, command):
        """What it answers to a command of its control socket, which it must take."""
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(PATIENCE)
            connection.connect(self.socket)
            connection.sendall(command.encode() + b"\n")
            answer = connection.makefile().readline().strip()
        if answer.startswith("error: "):
            raise RuntimeError(f"magd-lma, told to {command}: {answer}")
        return answer

    def sessions(self):
        return json.loads(self.told("show"))


class RpcError(Exception):
    def __init__(self, error):
        super().__init__(error["message"])
        self.code = error["code"]


class Magd(Daemon):
    def __init__(self, namespace, folder, name="magd"):
        super().__init__("magd", namespace, folder, name)
        self.socket = str(folder / f"{name}.sock")
        self.state = folder / f"{name}-state"
        self._notify = str(folder / f"{name}-notify.sock")
        self._numbers = itertools.count(1)

    def configure(self, config):
        """With a state directory of its own."""
        super().configure(settings.changed(config, {"mag": {"state_directory": str(self.state)}}))

    def start(self, **changes):
        """Starts it and waits until it says that it is ready."""
        self.configure(settings.changed(settings.MAG, {"control": {"socket": self.socket}} | changes))
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notify:
            Path(self._notify).unlink(missing_ok=True)
            notify.bind(self._notify)
            notify.setblocking(False)
            self.spawn(env=os.environ | {"NOTIFY_SOCKET": self._notify})
            wait_until(lambda: self.running() and _says_ready(notify), "magd to be ready")

    def flush(self):
        """Ends it, with nothing left; the exit status."""
        self.call("flush")
        return self.process.wait(PATIENCE)

    def call(self, method, **params):
        """The result of a method of the control socket."""
        request = {"jsonrpc": "2.0", "id": next(self._numbers), "method": method, "params": params}
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(PATIENCE)
            connection.connect(self.socket)
            connection.sendall(json.dumps(request).encode() + b"\n")
            answer = json.loads(connection.makefile().readline())
        if "error" in answer:
            raise RpcError(answer["error"])
        return answer["result"]

    def magctl(self, *arguments):
        """Runs magctl to its end."""
        return self.namespace.run(str(BINARIES / "magctl"), "--socket", self.socket, *arguments)

    def counters(self):
        return {counter["name"]: counter["value"] for counter in self.call("counters.show")}

    def binding(self, client):
        """What is known of a client, or None."""
        return next((b for b in self.call("binding.show") if b["mac"] == client.mac), None)

    def wait_for_state(self, client, *states, **options):
        """The binding once its state is one of these; None where it has gone."""
        def reached():
            binding = self.binding(client)
            return (binding["state"] if binding else None) in states and (binding or True)
        try:
            found = wait_until(reached, f"state {states} of {client.mac}", **options)
        except Late as late:
            raise Late(f"{late}; it is {self.binding(client)}") from None
        if found is True:
            self.call("kernel.check")  # what waits until the kernel was looked through is done before the next look
            return None
        return found


def _says_ready(notify):
    try:
        return b"READY=1" in notify.recv(4096)
    except BlockingIOError:
        return False
