"""Network namespaces, processes in them, and waiting for events with a deadline."""

import ctypes
import os
import signal
import socket
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path

_libc = ctypes.CDLL(None, use_errno=True)
_CLONE_NEWNET = 0x40000000
_PR_SET_PDEATHSIG = 1

# How much later than planned something may come on a slow machine, in seconds.
PATIENCE = float(os.environ.get("MAGD_TEST_PATIENCE", "20"))


class Late(AssertionError):
    """Something that was waited for did not happen."""


def in_test_machine():
    """Whether all of the machine is the tests' own."""
    return "magd_guest=" in Path("/proc/cmdline").read_text(encoding="ascii")


def wait_until(predicate, what, deadline=PATIENCE, interval=0.02):
    """Returns what the predicate returns as soon as it is true; Late after `deadline` seconds.

    `what` was waited for: a text, or a function that gives it when the time is over.
    """
    end = time.monotonic() + deadline
    while True:
        result = predicate()
        if result:
            return result
        if time.monotonic() > end:
            raise Late(f"waited {deadline:g} s in vain: {what() if callable(what) else what}")
        time.sleep(interval)


def _enter(handle):
    if _libc.setns(handle, _CLONE_NEWNET) != 0:
        raise OSError(ctypes.get_errno(), "setns")


class Namespace:
    """A network namespace by its name; sockets and processes are made in it."""

    def __init__(self, name):
        self.name = name
        self._handle = os.open(f"/run/netns/{name}", os.O_RDONLY | os.O_CLOEXEC)

    def close(self):
        os.close(self._handle)

    @contextmanager
    def entered(self):
        """This process is in the namespace within the block; sockets made there stay in it."""
        home = os.open("/proc/self/ns/net", os.O_RDONLY | os.O_CLOEXEC)
        _enter(self._handle)
        try:
            yield
        finally:
            _enter(home)
            os.close(home)

    def _prepare_child(self):
        _enter(self._handle)
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)  # no process outlives the lab

    def spawn(self, command, **options):
        """Starts a process in the namespace; the caller ends it."""
        return subprocess.Popen(command, preexec_fn=self._prepare_child, stdin=subprocess.DEVNULL, **options)

    def run(self, *command, **options):
        """Runs a command to its end and returns it, with what it wrote in .stdout and .stderr."""
        return subprocess.run(command, preexec_fn=self._prepare_child, stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, timeout=120, check=False, **options)

    def output(self, *command):
        """What a command writes; its failure is an error."""
        done = self.run(*command)
        if done.returncode != 0:
            raise RuntimeError(f"{' '.join(command)}: exit status {done.returncode}: {done.stderr.strip()}")
        return done.stdout

    def ping(self, destination, size=56):
        """Whether an echo request that may not be fragmented is answered; size in octets of payload."""
        return self.run("ping", "-n", "-q", "-c", "1", "-W", "5", "-M", "do", "-s", str(size),
                        destination).returncode == 0

    def interfaces(self):
        """Their names."""
        with self.entered():
            return sorted(name for _, name in socket.if_nameindex())

    def interface_mac(self, interface):
        with self.entered(), socket.socket(socket.AF_PACKET, socket.SOCK_RAW) as probe:
            probe.bind((interface, 0))
            return probe.getsockname()[4].hex(":")

    def set_sysctl(self, name, value):
        with self.entered(), open("/proc/sys/" + name.replace(".", "/"), "w", encoding="ascii") as file:
            file.write(str(value))


def ip_batch(lines, namespace=None, *options):
    """Runs many iproute2 commands in one process and returns what they write. With the option
    -force a failing one does not matter."""
    where = ["-n", namespace] if namespace else []
    done = subprocess.run(["ip", *where, *options, "-batch", "-"], input="\n".join(lines), capture_output=True,
                          text=True, timeout=60, check=False)
    if done.returncode != 0 and "-force" not in options:
        raise RuntimeError(f"ip -batch: {done.stderr.strip()}")
    return done.stdout


def end_process(process, patience=5):
    """Ends a process politely, then not."""
    if process.poll() is not None:
        return
    process.terminate()
    try:
        process.wait(patience)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
