"""One team alone: a long run of a queue through the real engine, read off in batches.

Work comes at stated times with stated hours; all posts are on duty all the time. A tenth of the
jobs goes before the recorded ones, and a batch of them after, so that the queue is in its stride.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sacsim.chance.draws import Draws
from sacsim.chance.laws import Exponential
from sacsim.force.agenda import ARRIVAL, TIMER, Appointment
from sacsim.force.job import FOREVER, TURNED_AWAY, Job
from sacsim.force.queues import queues
from sacsim.force.rules import Rules

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
BATCHES = 30


class Law(NamedTuple):
    """One class of work: how often it comes, how long it takes, and how it behaves."""

    rate: float
    """Jobs an hour."""
    hours: Any
    """A law of chance."""
    job: Mapping[str, Any] = {}
    """Arguments of the jobs."""


class Work(NamedTuple):
    """All jobs of a run, in order of arrival."""

    at: Floats
    hours: Floats
    kind: Ints
    """Place of its class."""
    jobs: Sequence[Mapping[str, Any]]
    """Arguments of the jobs of each class."""
    give_up: Floats
    officer: Sequence[int | None]

    @property
    def recorded(self) -> slice:
        """The jobs that are measured."""
        jobs = recorded_of(len(self.at))
        return slice(jobs // 10, jobs // 10 + jobs)


def total_of(jobs: int) -> int:
    """Return how many jobs are run to record so many."""
    return jobs + jobs // 10 + jobs // BATCHES


def recorded_of(total: int) -> int:
    """Return how many of all jobs are recorded."""
    return int(total / (1 + 1 / 10 + 1 / BATCHES))


def poisson(
    seed: int, jobs: int, classes: Sequence[Law], *, patience: Any = None, named: int = 0
) -> Work:
    """Work that comes at random, at a constant rate; with `named`, for one of so many officers."""
    draws, ids = Draws(seed, 0, "theory"), np.arange(total_of(jobs))
    rate = sum(each.rate for each in classes)
    at = np.cumsum(Exponential(1 / rate).quantile(draws.uniforms(ids, "gap")))
    edges = np.cumsum([each.rate / rate for each in classes])[:-1]
    kind = np.searchsorted(edges, draws.uniforms(ids, "class"), "right")
    length = draws.uniforms(ids, "hours")
    hours = np.choose(kind, [each.hours.quantile(length) for each in classes])
    gives_up = np.full(len(ids), FOREVER)
    if patience is not None:
        gives_up = at + patience.quantile(draws.uniforms(ids, "patience"))
    whose = (draws.uniforms(ids, "officer") * named).astype(int).tolist()
    officer = whose if named else [None] * len(ids)
    jobs_of = [{"priority": n, **each.job} for n, each in enumerate(classes)]
    return Work(at, hours, kind, jobs_of, gives_up, officer)


def by_the_clock(
    seed: int, jobs: int, most: float, share: Callable[[Floats], Floats], hours: Any
) -> Work:
    """Work that comes at random, at a rate of `most` an hour times a share that is of the time."""
    draws = Draws(seed, 0, "theory")
    ids = np.arange(3 * total_of(jobs))
    at = np.cumsum(Exponential(1 / most).quantile(draws.uniforms(ids, "gap")))
    comes = draws.uniforms(ids, "comes") < share(at)
    ids, at = ids[comes][: total_of(jobs)], at[comes][: total_of(jobs)]
    length = hours.quantile(draws.uniforms(ids, "hours"))
    kind = np.zeros(len(ids), np.int64)
    return Work(at, length, kind, [{}], np.full(len(ids), FOREVER), [None] * len(ids))


class OneTeam:
    """The run of some work through one team: waits, ends, time means, and what was seen when."""

    def __init__(
        self,
        work: Work,
        posts: int | None,
        *,
        rules: Rules | None = None,
        engine: str | None = None,
        look_at: Sequence[float] = (),
    ) -> None:
        self.work = work
        total = len(work.at)
        self.found_busy = np.zeros(total)
        self.ends = np.zeros(total)
        self.starts = np.full(total, np.nan)
        self.gave_up = np.zeros(total, bool)
        self.turned_away = np.zeros(total, bool)
        self.seen: list[int] = []
        self._agenda, self._team = self._made(posts, rules, engine)
        for n, instant in enumerate(look_at):
            self._agenda.due(instant, TIMER, n + 1, self._look)
        recorded = work.recorded
        bounds = np.linspace(work.at[recorded.start], work.at[recorded.stop], BATCHES + 1)
        for bound in bounds.tolist():
            self._agenda.due(bound, TIMER, 0, self._read)
        self._agenda.due(work.at[0], ARRIVAL, 0, self._arrive, 0)
        self._agenda.run()
        snapshots = np.array(self._team.ledger.snapshots)[:, :5]
        self.means = np.diff(snapshots[:, 1:], axis=0) / np.diff(snapshots[:, :1], axis=0)
        self.waits = np.where(self.gave_up, self.ends, self.starts) - work.at

    @staticmethod
    def _made(posts: int | None, rules: Rules | None, engine: str | None) -> tuple[Any, Any]:
        teams = queues(engine)
        team = teams.team("team", posts, rules)
        team.roster((n, 0.0, FOREVER) for n in range(posts or 0))
        return teams.agenda, team

    def _arrive(self, due: Appointment) -> None:
        n, work = due.what, self.work
        self.found_busy[n] = self._team.ledger.busy
        job = Job(
            n,
            "job",
            float(work.hours[n]),
            officer=work.officer[n],
            give_up_at=float(work.give_up[n]),
            on_end=self._ended,
            **work.jobs[work.kind[n]],
        )
        self._team.submit(job)
        if n + 1 < len(work.at):
            self._agenda.due(float(work.at[n + 1]), ARRIVAL, n + 1, self._arrive, n + 1)

    def _ended(self, job: Job) -> None:
        self.starts[job.id] = job.started if job.started >= 0 else np.nan
        self.ends[job.id] = self._agenda.now
        self.turned_away[job.id] = job.state == TURNED_AWAY
        self.gave_up[job.id] = not job.done and not self.turned_away[job.id]

    def _look(self, due: Appointment) -> None:
        self.seen.append(self._team.ledger.busy)

    def _read(self, due: Appointment) -> None:
        self._team.ledger.snapshot(due.time)

    def per_job(self, values: ArrayLike, kind: int | None = None) -> Floats:
        """Return the batch means of a value per recorded job (of one class)."""
        own = np.asarray(values, float)[self.work.recorded]
        if kind is not None:
            own = own[self.work.kind[self.work.recorded] == kind]
        return in_batches(own)

    @property
    def busy(self) -> Floats:
        """Jobs in hand: the mean over time of each batch."""
        return np.asarray(self.means[:, 1])

    @property
    def queue(self) -> Floats:
        """Jobs waiting: the mean over time of each batch."""
        return np.asarray(self.means[:, 3])


def in_batches(values: ArrayLike) -> Floats:
    """Return the means of thirty parts of a series."""
    return np.array([part.mean() for part in np.array_split(np.asarray(values, float), BATCHES)])
