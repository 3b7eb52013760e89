"""sacsim's compiled crowd on the common workload: every rule and book of it, no stories."""

from time import perf_counter

import numpy as np

from benchmarks.common import visits as drawn
from benchmarks.common import workload as w
from sacsim.force import FOREVER
from sacsim.force.crowd.queues import CompiledQueues
from sacsim.force.visits import Batch, Kind, Visits

BLOCK_DAYS = 30.0
CLASSES = len(w.CLASSES)
NO_RINGS, NO_PARENT = np.empty((0, 0)), np.empty(0, np.int64)


def run(days: float, seed: int) -> w.Result:
    """Simulate so many days, a month's block of visits at a time, as a run of sacsim does."""
    queues = CompiledQueues()
    for station, servers in enumerate(w.SERVERS):
        team = queues.team(w.STATIONS[station], servers)
        team.roster((post, 0.0, FOREVER) for post in range(servers or 0))
    other_work = queues.other_work(
        [
            Kind(f"{name}, {of_class}", name, float(w.PRIORITY[number]))
            for name in w.STATIONS
            for number, of_class in enumerate(w.CLASSES)
        ]
    )
    begin, drawing, jobs = perf_counter(), 0.0, 0
    horizon = days * w.HOURS_PER_DAY
    for block in range(int(np.ceil(days / BLOCK_DAYS))):
        start = block * BLOCK_DAYS
        before = perf_counter()
        table = drawn.draw(min(BLOCK_DAYS, days - start), seed << 16 | block)
        drawing += perf_counter() - before
        other_work.enter(_entered(table, start * w.HOURS_PER_DAY, jobs))
        jobs += len(table.hours)
        queues.agenda.run(until=min((start + BLOCK_DAYS) * w.HOURS_PER_DAY, horizon))
    seconds = perf_counter() - begin
    services = sum(team.ledger.starts for team in queues.teams.values())
    return w.Result(services, _waits(queues), seconds, drawing)


def _entered(table: drawn.Visits, start: float, number: int) -> Visits:
    """A block of visits as sacsim takes them: those of one kind together, arrivals first."""
    kind = table.station.astype(np.int16) * CLASSES + table.of_class  # arrivals have the smallest
    rows = np.argsort(kind, kind="stable")
    place, parent = np.empty(len(rows), np.int64), np.empty(len(rows), np.int64)
    place[rows] = np.arange(len(rows))
    goes_on = np.flatnonzero(table.next >= 0)
    parent[table.next[goes_on]] = place[goes_on]
    ends = np.cumsum(np.bincount(kind, minlength=CLASSES * len(w.STATIONS)))
    parts = np.split(rows, ends[:-1])
    batches = [
        Batch(
            each,
            part + number,
            table.hours[part],
            np.broadcast_to(FOREVER, len(part)),
            NO_RINGS,
            parent[part] if each >= CLASSES else NO_PARENT,
        )
        for each, part in enumerate(parts)
    ]
    first = len(table.arrival)
    return Visits(batches, table.arrival[rows[:first]] + start, place[:first])


def _waits(queues: CompiledQueues) -> tuple[float, ...]:
    """Mean hours waited for a call handler, by priority."""
    waits = queues.teams[w.STATIONS[w.HANDLERS]].ledger.waits
    by_priority: dict[int, list[np.ndarray]] = {}
    for number, of_class in enumerate(w.CLASSES):
        found = waits.get(f"{w.STATIONS[w.HANDLERS]}, {of_class}")
        if found is not None:
            served = np.frombuffer(found.wait)[np.frombuffer(found.result, np.int8) == 0]
            by_priority.setdefault(w.PRIORITY[number], []).append(served)
    return tuple(float(np.concatenate(by_priority[n]).mean()) for n in sorted(by_priority))
