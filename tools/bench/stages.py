"""What of a client's coming and going takes how long: read from `magctl trace`."""

import statistics
from dataclasses import dataclass


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
           ("PBA received", "", "PBU to the LMA, PBA back and read"),
           ("kernel programmed", "", "kernel programmed"),
           ("kept in the journal", "", "journal written"),
           ("DHCP to client", "OFFER", "OFFER sent"),
           ("DHCP from client", "REQUEST", "the client"),
           ("DHCP to client", "ACK", "ACK sent")),
    not_ours=("PBU to the LMA, PBA back and read", "the client"),
    # From its first word on a client has no packets until then: in a handover, that is the gap.
    until=("kernel programmed", "first word to kernel, with the LMA"))

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


def stages(course, traces):
    """For each stage the times of all clients, in ms; `magd, all of it` is the whole but for others' stages."""
    last, span = course.until
    times = {name: [] for name in (*course.names, "magd, all of it", span)}
    for trace in traces:
        moments = _moments(course, trace)
        if not moments:
            continue
        took = dict(zip(course.names, (after - before for before, after in zip(moments, moments[1:]))))
        took["magd, all of it"] = sum(one for name, one in took.items() if name not in course.not_ours)
        took[span] = moments[1 + course.names.index(last)] - moments[0]
        for name, one in took.items():
            times[name].append(one)
    return times


def percentiles(times):
    """p50, p90, p99 and the most; of nothing, nothing."""
    if len(times) < 2:
        return (*times, *times, *times, *times)
    cuts = statistics.quantiles(times, n=100, method="inclusive")
    return cuts[49], cuts[89], cuts[98], max(times)
