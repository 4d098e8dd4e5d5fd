"""What of a client's coming and going takes how long: read from `magctl trace`."""

import statistics
from dataclasses import dataclass

LMA = "PBU to the LMA, PBA back and read"
GAP = "first word to kernel, with the LMA"
OURS = "magd, all of it"


@dataclass
class Course:
    """Steps in the words of the trace's lines (begin, word in it), with what has been done when the line is kept."""
    steps: tuple
    not_ours: tuple  # of them: others' time
    until: tuple     # the first word to the end of this one, others' time included: (step, name of the row)

    @property
    def names(self):
        return [name for _, _, name in self.steps[1:]]


ATTACH = Course(
    steps=(("DHCP from client", "DISCOVER", None),
           ("attach on", "", "DISCOVER read, policy asked"),
           ("PBU sent", "", "PBU made"),
           ("PBA received", "", LMA),
           ("kernel programmed", "", "kernel programmed"),
           ("kept in the journal", "", "journal written"),
           ("DHCP to client", "OFFER", "OFFER sent"),
           ("DHCP from client", "REQUEST", "the client"),
           ("DHCP to client", "ACK", "ACK sent")),
    not_ours=(LMA, "the client"),
    # From its first word on a client has no packets until then: in a handover, that is the gap.
    until=("kernel programmed", GAP))

# Of a client that another gateway had before, and that a layer-2 update frame tells of.
ROAM = Course(
    steps=(("attach on", "", None),
           ("PBU sent", "", "PBU made"),
           ("PBA received", "", LMA),
           ("kernel programmed", "", "kernel programmed")),
    not_ours=(LMA,),
    until=("kernel programmed", GAP))

# The PBU is on its way when the kernel is cleared.
DETACH = Course(
    steps=(("DHCP from client", "RELEASE", None),
           ("PBU sent", "", "RELEASE read, PBU sent"),
           ("kernel cleared", "", "kernel cleared"),
           ("PBA received", "", "PBA awaited and read"),
           ("binding removed", "", "binding removed")),
    not_ours=("PBA awaited and read",),
    until=("PBA awaited and read", "RELEASE to PBA, with the LMA"))


def _moments(course, trace):
    """When each step was, in ms since the first line, or None of a client whose trace is not whole."""
    found = []
    at = 0
    for step in trace:
        at += step["after_ms"] or 0
        begin, word, _ = course.steps[len(found)]
        if step["text"].startswith(begin) and word in step["text"]:
            found.append(at)
            if len(found) == len(course.steps):
                return found
    return None


def stages_of(course, trace):
    """What each stage took of one client, in ms; `magd, all of it` is the whole but for others' stages. None if the
    trace is not whole."""
    moments = _moments(course, trace)
    if not moments:
        return None
    last, span = course.until
    took = dict(zip(course.names, (after - before for before, after in zip(moments, moments[1:]))))
    ours = sum(one for name, one in took.items() if name not in course.not_ours)
    return took | {OURS: ours, span: moments[1 + course.names.index(last)] - moments[0]}


def stages(course, traces):
    """The same of all clients, as lists."""
    times = {name: [] for name in (*course.names, OURS, course.until[1])}
    for one in filter(None, (stages_of(course, trace) for trace in traces)):
        for name, took in one.items():
            times[name].append(took)
    return times


def percentiles(times):
    """p50, p90, p99 and the most; of nothing, nothing."""
    if len(times) < 2:
        return (*times, *times, *times, *times)
    cuts = statistics.quantiles(times, n=100, method="inclusive")
    return cuts[49], cuts[89], cuts[98], max(times)
