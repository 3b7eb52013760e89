"""Other demand: the calls, incidents, examinations and investigations that compete with SAC.

They have no story, only queues to stand in. A call may become an incident: follow-on work is born
when its parent is completed, with an id made of its parent's. Investigations that need an officer
in charge are done in turns, because an officer works on several cases at once.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any

import numpy as np
from pydantic import Field, model_validator

from sacsim.chance.candidates import FOLLOW_BITS
from sacsim.chance.distributions import Distribution, Law
from sacsim.chance.draws import Draws
from sacsim.clock import Clock
from sacsim.demand.arrivals import Arrivals, Ints, arrivals, month_almanac, stream_number
from sacsim.demand.profiles import FLAT_MONTHS, PerYear, Profile, Shock, Volume
from sacsim.force.agenda import ARRIVAL, Agenda, Appointment
from sacsim.force.job import ABANDONED, FOREVER, Job
from sacsim.force.team import Team
from sacsim.settings import ByMonth, Count, FrozenSettings, NonNegative, Positive, Probability

ROUTE_BITS = 3
MOST_ROUTES = (1 << ROUTE_BITS) - 1
PATH = (1 << FOLLOW_BITS) - 1
MOST_TURNS = PATH >> ROUTE_BITS
STREAM_AT = 47
MOST_ATTEMPTS = 4
Item = tuple[float, int, int, float, float, Any]


class OtherDemand(FrozenSettings):
    """One kind of other demand: how much, for whom, how long, how urgent."""

    team: str
    """Who does the work."""
    per_year: PerYear | None = None
    """This, or `share_of`."""
    share_of: str | None = None
    """Other demand that this follows on, once that is done."""
    share: Probability = 1.0
    """Share of the parent's jobs that lead to one of these."""
    by_month: ByMonth = FLAT_MONTHS
    profile: str = "flat"
    shocks: tuple[Shock, ...] = ()
    """List of tables, below."""
    priority: NonNegative = 2.0
    preempts: bool = False
    """Stops less urgent work when it arrives."""
    interruptible: bool = True
    """May be stopped by more urgent work, or parked."""
    hours: Distribution | None = None
    """Officer-hours of each; this, or `minutes`."""
    minutes: Distribution | None = None
    patience_minutes: Distribution | None = None
    rings_back_minutes: Distribution | None = None
    """Who has given up tries again after so long, three times at most."""
    """Gives up if not begun by then."""
    officer_in_charge: bool = False
    """One officer keeps each from start to end."""
    turn_hours: Annotated[Positive, Field(ge=0.1)] | None = None
    """Work at a stretch before turning to the next case."""
    backlog: Count = 0
    """Jobs that wait when the run begins."""

    @model_validator(mode="after")
    def _one_of_each(self) -> "OtherDemand":
        if (self.per_year is None) == (self.share_of is None):
            raise ValueError("give either per_year or share_of (with share)")
        if (self.hours is None) == (self.minutes is None):
            raise ValueError("give either hours or minutes")
        if self.rings_back_minutes is not None and (
            self.patience_minutes is None or self.share_of is not None or self.officer_in_charge
        ):
            raise ValueError(
                "rings_back_minutes is for calls: it needs patience_minutes and per_year, "
                "and no officer in charge"
            )
        if self.turn_hours is not None and not self.officer_in_charge:
            raise ValueError("turn_hours needs officer_in_charge = true")
        return self

    @property
    def volume(self) -> Volume:
        """The yearly volume of demand that arrives by itself."""
        return Volume(
            per_year=self.per_year or 0.0,
            by_month=self.by_month,
            profile=self.profile,
            shocks=self.shocks,
        )

    def service_hours(self, draws: Draws, ids: Ints) -> Any:
        """Hours of work of the arrivals with these ids."""
        u = draws.uniforms(ids, "hours")
        if self.hours is not None:
            return self.hours.quantile(u)
        return _law(self.minutes).quantile(u) / 60.0

    @property
    def mean_hours(self) -> float:
        """Mean hours of work of one arrival."""
        return self.hours.mean if self.hours is not None else _law(self.minutes).mean / 60.0


def _law(law: Law | None) -> Law:
    assert law is not None
    return law


def per_year(kinds: Mapping[str, OtherDemand], name: str) -> float:
    """Arrivals a year of one kind, follow-on work included."""
    kind = kinds[name]
    if kind.share_of is None:
        return kind.per_year or 0.0
    return kind.share * per_year(kinds, kind.share_of)


class Crowd:
    """The source of other demand: draws a month in blocks and lets each arrival in at its time."""

    def __init__(
        self,
        kinds: Mapping[str, OtherDemand],
        profiles: Mapping[str, Profile],
        teams: Mapping[str, Team],
        agenda: Agenda,
        clock: Clock,
        draws: Draws,
    ) -> None:
        self.names = sorted(kinds)
        self.kinds = [kinds[name] for name in self.names]
        self.teams = [teams[kind.team] for kind in self.kinds]
        self.agenda = agenda
        self.clock = clock
        self._profiles = profiles
        self._draws = draws.stream("other demand")
        self._streams = [self._draws.stream(name) for name in self.names]
        self._queue: list[Item] = []
        self._at = 0

    def month(self, month: int) -> None:
        """Draw a month of the run and put its arrivals into the agenda."""
        almanac = month_almanac(self.clock, month)
        items: list[Item] = []
        for index, kind in enumerate(self.kinds):
            if kind.per_year is not None:
                name = self.names[index]
                found = arrivals(
                    name, kind.volume, self._profiles, self.clock, month, almanac, self._draws
                )
                items += self._items(index, found)
                if month == 0 and kind.backlog:
                    items += self._items(index, _backlog(name, kind.backlog))
        items.sort(key=lambda item: item[:2])
        self._queue, self._at = items, 0
        self._next_arrival()

    def _items(self, index: int, found: Arrivals) -> list[Item]:
        """Arrivals with their hours, patience and follow-on work."""
        kind, name = self.kinds[index], self.names[index]
        draws = self._streams[index]
        hours = kind.service_hours(draws, found.id)
        patience = np.full(len(found.id), FOREVER)
        if kind.patience_minutes is not None:
            u = draws.uniforms(found.id, "patience")
            patience = kind.patience_minutes.quantile(u) / 60.0
        follow: list[Any] = [None] * len(found.id)
        becomes = draws.uniforms(found.id, "becomes")
        below = 0.0
        for route, child in enumerate(self._children(name), start=1):
            share = self.kinds[child].share
            picked = np.flatnonzero((becomes >= below) & (becomes < below + share))
            below += share
            ids = _follow_on_ids(found.id[picked], route)
            children = self._items(child, Arrivals(ids, found.time[picked]))
            for at, item in zip(picked.tolist(), children, strict=True):
                follow[at] = item
        columns = (found.time.tolist(), found.id.tolist(), hours.tolist(), patience.tolist())
        return [
            (time, id, index, h, p, f) for time, id, h, p, f in zip(*columns, follow, strict=True)
        ]

    def _children(self, name: str) -> list[int]:
        """What a kind of demand may become; a share of 0 must not renumber the others."""
        return [i for i, k in enumerate(self.kinds) if k.share_of == name and k.share > 0]

    def _next_arrival(self) -> None:
        if self._at < len(self._queue):
            time, id, *_ = self._queue[self._at]
            self.agenda.due(time, ARRIVAL, id, self._arrive)

    def _arrive(self, due: Appointment) -> None:
        item = self._queue[self._at]
        self._at += 1
        self._let_in(item)
        self._next_arrival()

    def _follow_on(self, due: Appointment) -> None:
        self._let_in(due.what)

    def _let_in(self, item: Item, attempt: int = 1) -> None:
        _, id, index, hours, patience, follow = item
        kind, team = self.kinds[index], self.teams[index]
        job = Job(
            _numbered(id, attempt - 1),
            self.names[index],
            hours,
            kind.priority,
            preempts=kind.preempts,
            interruptible=kind.interruptible,
            give_up_at=self.agenda.now + patience,
        )
        if follow is not None or kind.rings_back_minutes is not None:
            job.on_end = partial(self._ended, item, attempt)
        if kind.officer_in_charge:
            _Turns(team, kind.turn_hours or hours, hours, job.on_end).begin(job)
        else:
            team.submit(job)

    def _ended(self, item: Item, attempt: int, job: Job) -> None:
        """A call that was answered may become an incident; one given up may be tried again."""
        follow, now = item[5], self.agenda.now
        if job.done and follow is not None:
            self.agenda.due(now, ARRIVAL, follow[1], self._follow_on, follow)
        rings_back = self.kinds[item[2]].rings_back_minutes
        if job.state == ABANDONED and rings_back is not None and attempt < MOST_ATTEMPTS:
            u = self._streams[item[2]].uniform(item[1], f"rings back {attempt}")
            again = partial(self._try_again, item, attempt + 1)
            due = now + float(rings_back.quantile(u)) / 60.0
            self.agenda.due(due, ARRIVAL, _numbered(item[1], attempt), again)

    def _try_again(self, item: Item, attempt: int, due: Appointment) -> None:
        self._let_in(item, attempt)


@dataclass(slots=True)
class _Turns:
    """An investigation done in turns, because its officer in charge has others too."""

    team: Team
    hours: float
    rest: float
    at_end: Callable[[Job], Any] | None
    number: int = 0

    def begin(self, job: Job) -> None:
        """Give the case to an officer, for its first turn."""
        self.rest -= min(self.rest, self.hours)
        job.hours = job.left = job.hours - self.rest
        job.on_end = self._ended
        self.team.give(job)

    def _ended(self, job: Job) -> None:
        """The officer turns to their next case; the rest of this one stands at the end."""
        if self.rest > 0 and job.done:
            self._next(job)
            return
        if job.officer is not None:  # nobody in particular, in a team without limit
            self.team.close_case(job.officer)
        if self.at_end is not None:
            self.at_end(job)

    def _next(self, job: Job) -> None:
        self.number += 1
        turn = self.rest if self.number == MOST_TURNS else min(self.rest, self.hours)
        self.rest -= turn
        task = job.task if self.number > 1 else f"{job.task}, continued"
        id = _numbered(job.id, self.number)
        more = Job(id, task, turn, job.priority, officer=job.officer)
        more.offered = 0.0
        more.on_end = self._ended
        self.team.submit(more)


def _numbered(id: int, number: int) -> int:
    """The id of a call's next attempt or of an investigation's next turn; no follow-on has it.

    The number stands in the low bits above the last route, and that route is 0.
    """
    return id - (id & PATH) | number << ROUTE_BITS if number else id


def _follow_on_ids(ids: Ints, route: int) -> Ints:
    """A follow-on's id: its parent's, with the path in the low bits continued by the route."""
    path = (ids & PATH) << ROUTE_BITS | route
    if path.size and path.max() > PATH:
        raise ValueError("work may follow on other work at most four deep")
    return ids - (ids & PATH) | path


def _backlog(name: str, count: int) -> Arrivals:
    """Work that waits when the run begins, numbered as if of 1 January 1970."""
    ids = stream_number(name) << STREAM_AT | np.arange(count, dtype=np.int64) << FOLLOW_BITS
    return Arrivals(ids, np.zeros(count))
