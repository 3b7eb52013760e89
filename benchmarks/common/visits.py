"""The common workload drawn beforehand: every job's visits, hours and way, in a block of arrays."""

from typing import NamedTuple

import numpy as np
from numpy.random import SFC64, Generator
from numpy.typing import NDArray

from benchmarks.common import workload as w

CELLS = len(w.STATIONS) * len(w.CLASSES)
"""A cell is a station and a class: four times the one and the other."""
REACHED, TARGETS = (np.array(table).reshape(CELLS, -1) for table in w.padded_steps())
GOES_ON = REACHED[:, -1].copy()
MEAN_HOURS = np.array(w.MEAN_HOURS).ravel()
LOGNORMAL = np.repeat(np.array(w.LAW) == w.LOGNORMAL, len(w.CLASSES))
SHARES = np.cumsum(w.PER_YEAR)[:-1] / sum(w.PER_YEAR)


class Visits(NamedTuple):
    """A row a visit: the first visits in order of arrival, then the second visits, and so on."""

    arrival: NDArray[np.float64]
    """Hours; of the first visits only, so shorter than the others."""
    of_class: NDArray[np.int8]
    station: NDArray[np.int8]
    hours: NDArray[np.float64]
    next: NDArray[np.int32]
    """Row of the same job's next visit, or -1 if it leaves."""


def draw(days: float, seed: int) -> Visits:
    """Draw all jobs that arrive in so many days."""
    random = Generator(SFC64(seed))
    arrival = _arrivals(random, days * w.HOURS_PER_DAY)
    of_class = np.zeros(len(arrival), np.int8)
    u = random.random(len(arrival))
    for share in SHARES:
        of_class += u >= share
    station = np.full(len(arrival), w.HANDLERS, np.int8)
    hours = random.standard_exponential(len(arrival))
    hours *= w.MEAN_HOURS[w.HANDLERS][0]
    cell, rows, levels = of_class, 0, []
    while len(cell):
        rows += len(cell)
        u = random.random(len(cell))
        on = np.flatnonzero(u < GOES_ON.take(cell))
        follows = np.full(len(cell), -1, np.int32)
        follows[on] = np.arange(rows, rows + len(on), dtype=np.int32)
        levels.append((of_class, station, hours, follows))
        was, of_class, u = cell[on], of_class[on], u[on]
        rank = np.zeros(len(on), np.int8)
        for reached in REACHED[:, :-1].T:
            rank += u >= reached.take(was)
        station = TARGETS[was, rank].astype(np.int8)
        cell = station * np.int8(len(w.CLASSES)) + of_class
        hours = _hours(random, cell)
    return Visits(arrival, *map(np.concatenate, zip(*levels, strict=True)))


def _arrivals(random: Generator, end: float) -> NDArray[np.float64]:
    """The points of a Poisson process until an hour, in order."""
    count = random.poisson(sum(w.PER_YEAR) / w.HOURS_PER_YEAR * end)
    times = np.cumsum(random.standard_exponential(count + 1))
    times *= end / times[-1]
    return times[:-1]


def _hours(random: Generator, cell: NDArray[np.int8]) -> NDArray[np.float64]:
    """Hours of service of each cell's law and mean."""
    lognormal = LOGNORMAL.take(cell)
    hours = np.empty(len(cell))
    hours[~lognormal] = random.standard_exponential(len(cell) - np.count_nonzero(lognormal))
    normal = random.standard_normal(np.count_nonzero(lognormal))
    hours[lognormal] = np.exp(w.LOG_SD * normal + w.LOG_MEDIAN)
    hours *= MEAN_HOURS.take(cell)
    return hours
