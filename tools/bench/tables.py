"""Figures as lines of a table."""

from stages import percentiles

PERCENTILES = ("p50", "p90", "p99", "max")


def print_row(name, cells):
    print(f"{name:<38}" + "".join(f"{cell:>10}" for cell in cells), flush=True)


def print_times(rows):
    """Of each row's name the times in ms, in whatever order."""
    for name, times in rows.items():
        print_row(name, (f"{one:.3f}" for one in percentiles(times)))
