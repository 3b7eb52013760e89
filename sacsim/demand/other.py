"""Other demand: the calls, incidents, examinations and investigations that compete with SAC.

How much there is of each, how long it takes and what it may become; force/visits.py says how the
queues treat it.
"""

from collections.abc import Callable, Mapping
from typing import Annotated, Any

import numpy as np
import numpy.typing as npt
from pydantic import Field, model_validator

from sacsim.chance.candidates import FOLLOW_BITS
from sacsim.chance.distributions import Distribution, Law
from sacsim.chance.draws import Draws
from sacsim.clock import Clock
from sacsim.demand.arrivals import Arrivals, arrivals, month_almanac, stream_number
from sacsim.demand.profiles import FLAT_MONTHS, PerYear, Profile, Shock, Volume
from sacsim.force.job import FOREVER
from sacsim.force.visits import MOST_ATTEMPTS, NO_RINGS, NO_VISITS, Ints, Kind, Visits, follow_on_ids
from sacsim.settings import ByMonth, Count, FrozenSettings, NonNegative, Positive, Probability

STREAM_AT = 47
Floats = npt.NDArray[np.float64]


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


class OtherDemandSource:
    """Draws other demand a month at a time, each number from its own key."""

    def __init__(
        self,
        demand: Mapping[str, OtherDemand],
        profiles: Mapping[str, Profile],
        clock: Clock,
        draws: Draws,
    ) -> None:
        self.clock = clock
        self._profiles = profiles
        self._draws = draws.stream("other demand")
        self._names = sorted(demand)
        self._demand = [demand[name] for name in self._names]
        self._streams = [self._draws.stream(name) for name in self._names]
        self.kinds = [
            Kind(
                name,
                kind.team,
                kind.priority,
                kind.preempts,
                kind.interruptible,
                kind.officer_in_charge,
                kind.turn_hours,
            )
            for name, kind in zip(self._names, self._demand, strict=True)
        ]
        self._children = [self._children_of(name) for name in self._names]

    def month(self, month: int) -> Visits:
        """Everything that arrives in a month of the run, and what follows on it."""
        almanac = month_almanac(self.clock, month)
        parts = []
        for at, (name, kind) in enumerate(zip(self._names, self._demand, strict=True)):
            if kind.per_year is not None:
                found = arrivals(
                    name, kind.volume, self._profiles, self.clock, month, almanac, self._draws
                )
                parts.append(self._visits(at, found))
                if month == 0 and kind.backlog:
                    parts.append(self._visits(at, _backlog(name, kind.backlog)))
        return _in_order(parts)

    def _visits(self, at: int, found: Arrivals) -> Visits:
        """Arrivals with their hours, patience, further attempts and follow-on work."""
        kind, draws = self._demand[at], self._streams[at]
        count = len(found.id)
        patience = np.full(count, FOREVER)
        if kind.patience_minutes is not None:
            u = draws.uniforms(found.id, "patience")
            patience = kind.patience_minutes.quantile(u) / 60.0
        hours = kind.service_hours(draws, found.id)
        again, rings_back = np.full(count, -1), NO_RINGS
        if kind.rings_back_minutes is not None:
            again, rings_back = np.arange(count), np.empty((count, MOST_ATTEMPTS - 1))
            for n in range(1, MOST_ATTEMPTS):
                u = draws.uniforms(found.id, f"rings back {n}")
                rings_back[:, n - 1] = kind.rings_back_minutes.quantile(u) / 60.0
        follow, kinds = np.full(count, -1), np.full(count, at)
        own = (found.time, found.id, kinds, hours, patience, follow, again, rings_back)
        parts = [Visits(count, *own)]
        if self._children[at]:
            becomes, below = draws.uniforms(found.id, "becomes"), 0.0
            for route, child in enumerate(self._children[at], start=1):
                share = self._demand[child].share
                picked = np.flatnonzero((becomes >= below) & (becomes < below + share))
                below += share
                ids = follow_on_ids(found.id[picked], route)
                follow[picked] = sum(len(part.id) for part in parts) + np.arange(len(picked))
                parts.append(self._visits(child, Arrivals(ids, found.time[picked])))
        return _joined(count, parts)

    def _children_of(self, name: str) -> list[int]:
        """What a kind of demand may become; a share of 0 must not renumber the others."""
        return [i for i, k in enumerate(self._demand) if k.share_of == name and k.share > 0]


def _joined(arrivals: int, parts: list[Visits]) -> Visits:
    """Blocks one below the other, each but the first still pointing to rows of its own."""
    rows = rings = 0
    follow, again = [], []
    for part in parts:
        follow.append(_moved(part.follow, rows))
        again.append(_moved(part.again, rings))
        rows += len(part.id)
        rings += len(part.rings_back)
    columns = [np.concatenate(column) for column in list(zip(*parts, strict=True))[1:6]]
    rings_back = np.concatenate([part.rings_back for part in parts])
    return Visits(arrivals, *columns, np.concatenate(follow), np.concatenate(again), rings_back)


def _in_order(parts: list[Visits]) -> Visits:
    """Blocks as one: first what arrives by itself, in order of (time, id), then what follows."""
    if not parts:
        return NO_VISITS
    all = _joined(0, parts)
    by_itself = np.concatenate([np.arange(len(part.id)) < part.arrivals for part in parts])
    first = np.flatnonzero(by_itself)
    first = first[_order(all.time[first], all.id[first])]
    order = np.concatenate([first, np.flatnonzero(~by_itself)])
    place = np.append(np.argsort(order), -1)
    columns = [column[order] for column in all[1:6]]
    return Visits(len(first), *columns, place[all.follow[order]], all.again[order], all.rings_back)


def _moved(pointers: Ints, rows: int) -> Ints:
    """Pointers to rows that now stand so many rows further down; none stays none."""
    return np.where(pointers >= 0, pointers + rows, pointers)


def _order(time: Floats, id: Ints) -> Ints:
    """Positions in order of (time, id); sorting by time alone is much faster, and ties are rare."""
    order = np.argsort(time)
    sorted_time = time[order]
    if (sorted_time[1:] == sorted_time[:-1]).any():
        order = np.lexsort((id, time))
    return order


def _backlog(name: str, count: int) -> Arrivals:
    """Work that waits when the run begins, numbered as if of 1 January 1970."""
    ids = stream_number(name) << STREAM_AT | np.arange(count, dtype=np.int64) << FOLLOW_BITS
    return Arrivals(ids, np.zeros(count))
