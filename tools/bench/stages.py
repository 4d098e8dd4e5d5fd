"""What of a client's attach takes how long: read from `magctl trace`."""

import statistics

# Steps in the words of the trace's lines, with what has been done when the line is kept.
STEPS = (("DHCP from client", "DISCOVER", None),
         ("attach on", "", "DISCOVER read, policy asked"),
         ("PBU sent", "", "PBU made"),
         ("PBA received", "", "PBU to the LMA, PBA back and read"),
         ("kernel programmed", "", "kernel programmed"),
         ("kept in the journal", "", "journal written"),
         ("DHCP to client", "OFFER", "OFFER sent"),
         ("DHCP from client", "REQUEST", "the client"),
         ("DHCP to client", "ACK", "ACK sent"))
PACKETS_FLOW = [name for _, _, name in STEPS].index("kernel programmed")
NOT_OURS = ("PBU to the LMA, PBA back and read", "the client")


def _moments(steps):
    """When each step was, in ms since the first line, or None of a client whose trace is not whole."""
    found = []
    at = 0
    for step in steps:
        at += step["after_ms"] or 0
        begin, word, _ = STEPS[len(found)]
        if step["text"].startswith(begin) and word in step["text"]:
            found.append(at)
            if len(found) == len(STEPS):
                return found
    return None


def stages(traces):
    """For each stage the times of all clients, in ms; `magd, all of it` is the whole but for others' stages. From its
    first word on a client has no packets until the kernel is programmed: in a handover, that is the gap."""
    times = {name: [] for _, _, name in STEPS if name}
    whole, gap = [], []
    for moments in filter(None, map(_moments, traces)):
        took = [after - before for before, after in zip(moments, moments[1:])]
        for (_, _, name), one in zip(STEPS[1:], took):
            times[name].append(one)
        whole.append(sum(one for (_, _, name), one in zip(STEPS[1:], took) if name not in NOT_OURS))
        gap.append(moments[PACKETS_FLOW] - moments[0])
    return times | {"magd, all of it": whole, "first word to kernel, with the LMA": gap}


def percentiles(times):
    """p50, p90, p99 and the most."""
    cuts = statistics.quantiles(times, n=100, method="inclusive")
    return cuts[49], cuts[89], cuts[98], max(times)
