"""Laws: two that hold of every single run, whatever comes and however long it takes.

Little's law: the hours that jobs wait, added up job by job, are the queue's integral over time.
The utilisation law: so are hours of work that of the officers at work, overtime included, and hours
on duty that of the officers on duty. Both sides are read at six instants of a run with shifts that
are handed over, three priorities, pre-emption, named officers, patience, guards and cancellations.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sacsim.chance.draws import Draws
from sacsim.chance.laws import Exponential
from sacsim.force.agenda import ARRIVAL, TIMER
from sacsim.force.job import FOREVER, Job
from sacsim.force.queues import queues
from sacsim.force.rules import HAND_OVER, Rules
from sacsim.journal import FULL, Journal
from sacsim.verify.log import BEGINS, WAITS, Log, Moves

INSTANTS = (1.0, 10.5, 100.0, 313.3, 777.7, 1400.0)
POSTS, JOBS, DAYS = 6, 3000, 60
LITTLE, WORK, OVERTIME, DUTY = (
    "Little's law: hours waited",
    "utilisation law: hours at work",
    "utilisation law: overtime",
    "utilisation law: hours on duty",
)
EXACT = 1e-9
"""Largest difference of the two sides, as a share."""
Spans = list[tuple[float, float, int]]


class Law(NamedTuple):
    """A law at an instant: the integral over time, and the sum over jobs or duty times."""

    law: str
    instant: float
    integral: float
    added_up: float

    @property
    def holds(self) -> bool:
        """Whether both sides are the same, but for rounding."""
        return abs(self.integral - self.added_up) <= EXACT * max(abs(self.added_up), 1.0)


def laws(engine: str | None = None) -> list[Law]:
    """Return both sides of each law at each instant."""
    journal = Journal(0, keep=FULL)
    duties = [
        (n, 24.0 * day + 4 * n, 24.0 * day + 4 * n + 9) for n in range(POSTS) for day in range(DAYS)
    ]
    snapshots = _run(journal, duties, engine)
    table = journal.table().to_pandas()
    moves = Log(lambda name: table, 0, {}, (0.0, 0.0), INSTANTS[-1], full=True).moves
    waiting = moves.where(np.isin(moves.event, WAITS))
    working = moves.where(np.isin(moves.event, BEGINS))
    found = []
    for until, on_duty, busy, late, queue in snapshots:
        at_work = _hours(working, until)
        in_time = sum(
            max(0.0, min(end, stop, until) - max(start, begin))
            for start, end, who in zip(working.time, working.until, working.officer, strict=True)
            for post, begin, stop in duties
            if post == who and begin < end and start < stop
        )
        rostered = sum(max(0.0, min(end, until) - begin) for _, begin, end in duties)
        found += [
            Law(LITTLE, until, queue, _hours(waiting, until)),
            Law(WORK, until, busy, at_work),
            Law(OVERTIME, until, late, at_work - float(in_time)),
            Law(DUTY, until, on_duty, rostered),
        ]
    return found


def _hours(moves: Moves, until: float) -> float:
    """Add up spells, each as far as an instant."""
    return float((np.minimum(moves.until, until) - np.minimum(moves.time, until)).sum())


def _run(
    journal: Journal, duties: list[tuple[int, float, float]], engine: str | None
) -> list[tuple[float, ...]]:
    """Run the team with everything at once; return its integrals at each instant."""
    teams = queues(engine, journal)
    agenda, team = teams.agenda, teams.team("team", POSTS, Rules(HAND_OVER))
    team.roster(duties)
    draws, ids = Draws(22, 0, "theory"), np.arange(JOBS)

    def u(question: str) -> NDArray[np.float64]:
        return draws.uniforms(ids, question)

    at = np.cumsum(Exponential(0.6).quantile(u("gap")))
    hours = Exponential(2.0).quantile(u("hours"))
    patience = np.where(u("waits") < 0.3, Exponential(5.0).quantile(u("patience")), FOREVER)
    officer = np.where(u("named") < 0.3, u("officer") * POSTS, -1).astype(int)
    cancelled = np.where(u("cancelled") < 0.1, Exponential(3.0).quantile(u("after")), FOREVER)
    flags = {"preempts": u("preempts") < 0.3, "interruptible": u("interruptible") < 0.8}
    flags["hold"] = u("hold") < 0.02
    priority = (u("priority") * 3).astype(int)
    for n in ids.tolist():
        how: dict[str, Any] = {name: bool(values[n]) for name, values in flags.items()}
        job = Job(
            n,
            "job",
            float(hours[n]),
            int(priority[n]),
            officer=int(officer[n]) if officer[n] >= 0 else None,
            give_up_at=float(at[n] + patience[n]),
            **how,
        )
        agenda.due(float(at[n]), ARRIVAL, n, lambda due: team.submit(due.what), job)
        if cancelled[n] < FOREVER:
            agenda.due(
                float(at[n] + cancelled[n]), TIMER, n, lambda due: team.cancel(due.what), job
            )
    for instant in INSTANTS:
        agenda.run(until=instant)
        team.ledger.snapshot(instant)
    return [snapshot[:5] for snapshot in team.ledger.snapshots]
