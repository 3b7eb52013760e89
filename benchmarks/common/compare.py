"""Every program on the common workload: interleaved rounds, checked against the exact waits."""

import math
import sys
from collections.abc import Sequence
from importlib import import_module
from statistics import mean, median
from typing import NamedTuple

from benchmarks.common import workload
from benchmarks.common.workload import Absent, Result
from benchmarks.markdown import figure, table

WARM_UP_DAYS = 2
MOST_SD = 4.0
"""A mean further than so many standard deviations from the exact one is a disagreement."""


class Program(NamedTuple):
    """A line of the table: a module here with a function run(*options, days, seed) -> Result."""

    name: str
    module: str
    days: int
    """Length of a round: long enough for a stable time, short enough for the reader's patience."""
    options: tuple[str, ...] = ()

    def run(self, days: float, seed: int) -> Result:
        """Simulate so many days; raises Absent if something is missing."""
        try:
            module = import_module(f"benchmarks.common.{self.module}")
        except ModuleNotFoundError as error:
            raise Absent(f"not installed: pip install {error.name}") from None
        return module.run(*self.options, days, seed)


PROGRAMS = (
    Program("C++, slot calendar", "cpp", 730, ("slots",)),
    Program("C++, four-ary heap", "cpp", 730, ("four-ary",)),
    Program("C++, std::priority_queue", "cpp", 730, ("standard",)),
    Program("Cimba, a process a server", "cimba_", 365, ("server",)),
    Program("Cimba, a process an entity", "cimba_", 120, ("entity",)),
    Program("sacsim, compiled", "ours", 730),  # after Cimba, which has to meet Numba first
    Program("Python's heapq, one loop", "plain", 90),
    Program("SimPy, callbacks", "simpy_tuned", 60),
    Program("SimPy, a process an entity", "simpy_idiomatic", 30),
    Program("Ciw", "ciw_", 10),
)


def report(*, quick: bool) -> str:
    """Run all programs and return the table."""
    rounds, share = (3, 0.25) if quick else (7, 1.0)
    absent: dict[Program, str] = {}
    results: dict[Program, list[Result]] = {program: [] for program in PROGRAMS}
    for program in PROGRAMS:
        try:
            program.run(WARM_UP_DAYS, 0)  # compiles what is compiled
        except Absent as error:
            absent[program] = str(error)
            del results[program]
    for number in range(1, rounds + 1):
        print(f"common workload, round {number} of {rounds}", file=sys.stderr)
        for program, found in results.items():
            found.append(program.run(share * program.days, number))
    costs = {program: _cost(found) for program, found in results.items()}
    best = min((cost for each, cost in costs.items() if each.module == "cpp"), default=0.0)
    rows = [
        (
            program.name,
            figure(costs[program]),
            figure(_drawing(found)) if found[0].drawing else "as it goes",
            figure(costs[program] / best) if best else "",
            f"{share * program.days:g}",
            check(found, rounds * share * program.days / 365),
        )
        for program, found in results.items()
    ]
    rows += [(program.name, "", "", "", "", reason) for program, reason in absent.items()]
    head = ("program", "µs a service", "of it drawing", "x best C++", "days a round", "exact waits")
    return "\n\n".join(
        (
            "## The common workload",
            f"Medians of {rounds} interleaved rounds, building and compiling excluded.",
            table(head, rows),
        )
    )


def check(found: Sequence[Result], years: float) -> str:
    """Say whether the runs, of so many years in all, agree with the exact waits and services."""
    waits = [mean(result.waits[n] for result in found) for n in range(len(workload.PRIORITIES))]
    rows = zip(workload.PRIORITIES, waits, workload.exact_waits(), workload.YEARLY_SD, strict=True)
    for priority, wait, exact, sd in rows:
        if abs(wait - exact) > MOST_SD * sd / math.sqrt(years):
            return f"NO: {priority} wait {wait:.5f} h, exact {exact:.5f} h"
    per_year, variance = workload.services_per_year()
    services = sum(result.services for result in found)
    if abs(services - per_year * years) > MOST_SD * math.sqrt(variance * years):
        return f"NO: {services:,} services, expected {per_year * years:,.0f}"
    return "agree"


def _cost(found: Sequence[Result]) -> float:
    return median(result.seconds / result.services * 1e6 for result in found)


def _drawing(found: Sequence[Result]) -> float:
    return median(result.drawing / result.services * 1e6 for result in found)
