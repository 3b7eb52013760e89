"""The common queueing workload PP-1: seven stations, four classes, as data for every program.

Times are in hours. Every class arrives at the call handlers as a Poisson process; after a service a
job goes on to another station by chance, or leaves. Servers take the smallest priority first, the
first come first inside it, and are never interrupted. A service counts when it is begun.
"""

import math
from typing import NamedTuple

import numpy as np

HOURS_PER_YEAR, HOURS_PER_DAY = 8760.0, 24.0
STATIONS = ("call handlers", "response", "CSI", "laboratory", "PIP 1", "PIP 2", "CPS")
HANDLERS, RESPONSE, CSI, LABORATORY, PIP1, PIP2, CPS = range(7)
CLASSES = ("999", "101", "SAC-A", "SAC-B")
PRIORITIES = ("999", "SAC-A", "101 and SAC-B")
PRIORITY = (0, 2, 1, 2)
PER_YEAR = (300_000, 500_000, 10_000, 15_000)
SERVERS = (15, 35, 3, None, 15, 12, 26)
"""None: unlimited."""

EXPONENTIAL, LOGNORMAL = 0, 1
LAW = (EXPONENTIAL, LOGNORMAL, LOGNORMAL, LOGNORMAL, LOGNORMAL, LOGNORMAL, EXPONENTIAL)
LOG_SD = math.sqrt(math.log(2.0))
LOG_MEDIAN = -LOG_SD * LOG_SD / 2
"""Of a lognormal law of mean 1 and coefficient of variation 1."""

MEAN_HOURS = (
    (0.1375, 0.1375, 0.1375, 0.1375),
    (1.2, 1.0, 1.5, 1.3),
    (0.0, 0.0, 2.5, 2.0),
    (0.0, 0.0, 336.0, 336.0),
    (0.0, 0.0, 24.0, 16.0),
    (0.0, 0.0, 60.0, 0.0),
    (0.0, 0.0, 72.0, 72.0),
)
"""By station and class."""

ROUTES: tuple[dict[int, dict[int, float]], ...] = (
    {HANDLERS: {RESPONSE: 0.5}},
    {HANDLERS: {RESPONSE: 0.1}},
    {
        HANDLERS: {RESPONSE: 0.9},
        RESPONSE: {CSI: 0.5, PIP1: 0.15, PIP2: 0.10},
        CSI: {LABORATORY: 0.5, PIP1: 0.15},
        LABORATORY: {PIP1: 0.20, PIP2: 0.25},
        PIP1: {CPS: 0.4},
        PIP2: {CPS: 0.6},
        CPS: {PIP1: 0.25},
    },
    {
        HANDLERS: {RESPONSE: 0.6, PIP1: 0.05},
        RESPONSE: {CSI: 0.35, PIP1: 0.06},
        CSI: {LABORATORY: 0.3, PIP1: 0.10},
        LABORATORY: {PIP1: 0.3},
        PIP1: {CPS: 0.3},
        CPS: {PIP1: 0.25},
    },
)
"""By class and station: the chance of each next station; otherwise the job leaves."""

YEARLY_SD = (7.6e-5, 2.35e-4, 1.40e-3)
"""Standard deviation of a year's mean waits at the call handlers, by priority: from 1,000 years of
the C++ program, seeds 10,000 to 10,999. That of other spans goes with the root of the time."""


class Absent(Exception):
    """What a program needs is not on this machine; the message says what."""


class Result(NamedTuple):
    """What every program returns of one run."""

    services: int
    """Services begun, at all stations."""
    waits: tuple[float, ...]
    """Mean hours waited for a call handler, by priority."""
    seconds: float
    """Wall clock of the simulation: imports, building and compiling excluded."""
    drawing: float = 0.0
    """Seconds of these spent on random numbers, where they are drawn beforehand in a block."""


def _steps(station: int, of_class: int) -> tuple[tuple[float, int], ...]:
    steps = ROUTES[of_class].get(station, {})
    reached = np.cumsum(list(steps.values())).round(12).tolist()
    return tuple(zip(reached, steps, strict=True))


STEPS = tuple(tuple(_steps(s, c) for c in range(len(CLASSES))) for s in range(len(STATIONS)))
"""By station and class: (cumulative chance, next station); the last chance is that of going on."""
MOST_STEPS = 3


def next_station(station: int, of_class: int, u: float) -> int:
    """Where a job goes after a service, for a random number below 1; -1 if it leaves."""
    for reached, target in STEPS[station][of_class]:
        if u < reached:
            return target
    return -1


def padded_steps() -> tuple[list[list[list[float]]], list[list[list[int]]]]:
    """STEPS as two tables of three columns: cumulative chances and next stations."""
    reached, targets = [], []
    for row in STEPS:
        reached.append([])
        targets.append([])
        for steps in row:
            none = [(steps[-1][0] if steps else 0.0, -1)] * (MOST_STEPS - len(steps))
            reached[-1].append([chance for chance, _ in (*steps, *none)])
            targets[-1].append([target for _, target in (*steps, *none)])
    return reached, targets


def services_per_year() -> tuple[float, float]:
    """Mean and variance of the number of services a year, by the theory of absorbing chains."""
    mean = variance = 0.0
    for per_year, routes in zip(PER_YEAR, ROUTES, strict=True):
        moves = np.zeros((len(STATIONS), len(STATIONS)))
        for station, steps in routes.items():
            for target, chance in steps.items():
                moves[station, target] = chance
        visits = np.linalg.inv(np.eye(len(STATIONS)) - moves)
        total = visits.sum(axis=1)
        mean += per_year * total[HANDLERS]
        variance += per_year * (2 * visits @ total - total)[HANDLERS]
    return float(mean), float(variance)


def exact_waits() -> tuple[float, ...]:
    """Mean waits for a call handler, by priority: Cobham (1954), one exponential law for all."""
    servers, mean = SERVERS[HANDLERS], MEAN_HOURS[HANDLERS][0]
    loads = [0.0] * len(PRIORITIES)
    for priority, per_year in zip(PRIORITY, PER_YEAR, strict=True):
        loads[priority] += per_year / HOURS_PER_YEAR * mean / servers
    offered = sum(loads) * servers
    blocked = 1.0
    for server in range(1, servers + 1):
        blocked = offered * blocked / (server + offered * blocked)
    delayed = blocked / (1 - sum(loads) * (1 - blocked))
    reached = np.cumsum([0.0, *loads])
    waits = delayed * mean / servers / ((1 - reached[:-1]) * (1 - reached[1:]))
    return tuple(waits.tolist())
