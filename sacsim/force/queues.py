"""Queues: where all the work of a run stands, by one of two engines that do exactly the same.

The reference engine is written in SimPy throughout, to be read; the compiled one to be fast.
"""

import os
from collections.abc import Generator, Iterable, Mapping, Sequence
from typing import Any, Protocol

import numpy.typing as npt

from sacsim.force.agenda import Agenda
from sacsim.force.job import Job
from sacsim.force.ledger import Ledger, Waits
from sacsim.force.other_work import OtherWork
from sacsim.force.roster import Duties, Duty
from sacsim.force.rules import Rules
from sacsim.force.team import Team
from sacsim.force.visits import Kind, Visits
from sacsim.journal import Journal

COMPILED, REFERENCE = "compiled", "reference"
ENGINES = (COMPILED, REFERENCE)
ALL_TIME = (0.0, float("inf"))


class Books(Protocol):
    """What a team has written down."""

    snapshots: list[tuple[float, ...]]

    @property
    def waiting(self) -> int: ...
    @property
    def areas(self) -> list[float]: ...
    @property
    def capacity(self) -> list[tuple[float, int]]: ...
    @property
    def waits(self) -> dict[str, Waits]: ...
    def snapshot(self, now: float) -> None: ...


class AnyTeam(Protocol):
    """A team of either engine: see Team."""

    name: str
    rules: Rules

    @property
    def ledger(self) -> Books: ...
    @property
    def live(self) -> list[int]: ...
    def submit(self, job: Job) -> None: ...
    def give(self, job: Job) -> None: ...
    def work(self, job: Job, *, give: bool = False) -> Generator[Any, Any, Job]: ...
    def current(self, job: Job) -> Job: ...
    def cancel(self, job: Job) -> None: ...
    def release(self, hold: Job) -> None: ...
    def close_case(self, officer: int) -> None: ...
    def take_case(self, officer: int) -> None: ...
    def go(self, officer: int) -> None: ...
    def come(self, officer: int) -> None: ...
    def hand_over(self, officer: int) -> int | None: ...
    def move(self, job: Job, officer: int) -> None: ...
    def roster(self, duties: Duties | Iterable[Duty]) -> None: ...
    def set_paces(self, paces: npt.ArrayLike, mean: npt.ArrayLike | None = None) -> None: ...
    def close_books(self) -> None: ...


class Enters(Protocol):
    """Whatever lets visits of other demand in."""

    def enter(self, visits: Visits) -> None: ...


class Queues(Protocol):
    """All teams of a run on one agenda."""

    agenda: Agenda

    @property
    def teams(self) -> Mapping[str, AnyTeam]: ...
    def team(
        self, name: str, posts: int | None, rules: Rules | None = None, number: int = 0
    ) -> AnyTeam: ...
    def other_work(self, kinds: Sequence[Kind]) -> Enters: ...


class ReferenceQueues:
    """Teams in SimPy; `window` is the (from, to) of arrivals whose waits are kept, in hours."""

    def __init__(
        self, journal: Journal | None = None, window: tuple[float, float] = ALL_TIME
    ) -> None:
        self.agenda = Agenda()
        self.journal = journal
        self.window = window
        self.teams: dict[str, Team] = {}

    def team(
        self, name: str, posts: int | None, rules: Rules | None = None, number: int = 0
    ) -> Team:
        """A new team; `number` places its roster changes among those of other teams."""
        ledger = Ledger(name, self.journal, self.window)
        team = self.teams[name] = Team(self.agenda, name, posts, rules, ledger, number)
        return team

    def other_work(self, kinds: Sequence[Kind]) -> OtherWork:
        """Whatever lets visits of these kinds in, month by month."""
        return OtherWork(self.agenda, self.teams, kinds)


def default_engine() -> str:
    """The engine named by the environment variable SACSIM_ENGINE; otherwise the compiled one."""
    return os.environ.get("SACSIM_ENGINE", COMPILED)


def queues(
    engine: str | None = None,
    journal: Journal | None = None,
    window: tuple[float, float] = ALL_TIME,
) -> Queues:
    """Empty queues of an engine, "compiled" or "reference"; None: see `default_engine`."""
    engine = engine or default_engine()
    if engine not in ENGINES:
        raise ValueError(f"no engine called {engine!r}; there are {' and '.join(ENGINES)}")
    if engine == REFERENCE:
        return ReferenceQueues(journal, window)
    from sacsim.force.crowd.prepare import prepare  # half a second, for whoever needs it
    from sacsim.force.crowd.queues import CompiledQueues

    prepare()
    return CompiledQueues(journal, window)
