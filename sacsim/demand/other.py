"""Other demand: the calls, incidents, examinations and investigations that compete with SAC.

How much there is of each, how long it takes and what it may become; force/visits.py says how the
queues treat it.
"""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

import numpy as np
import numpy.typing as npt
from pydantic import Field, model_validator

from sacsim.chance.candidates import FOLLOW_BITS
from sacsim.chance.distributions import Distribution, Law
from sacsim.chance.draws import Draws
from sacsim.clock import Clock
from sacsim.demand.arrivals import Arrivals, arrivals, in_order, month_almanac, stream_number
from sacsim.demand.profiles import FLAT_MONTHS, PerYear, Profile, Shock, Volume
from sacsim.force.job import FOREVER
from sacsim.force.visits import MOST_ATTEMPTS, Batch, Ints, Kind, Visits, follow_on_ids
from sacsim.settings import ByMonth, Count, FrozenSettings, NonNegative, Positive, Probability
from sacsim.words import Skill

STREAM_AT = 47
Floats = npt.NDArray[np.float64]

_NO_TIMES, _NO_IDS = np.empty(0), np.empty(0, np.int64)


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
    skill: Literal["general", "scene", "interview", "arrest", "file"] = "general"
    """What the work asks of an officer's experience."""
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
                Skill[kind.skill.upper()],
            )
            for name, kind in zip(self._names, self._demand, strict=True)
        ]
        self._children = [self._children_of(name) for name in self._names]

    def month(self, month: int) -> Visits:
        """Everything that arrives in a month of the run, and what follows on it."""
        found = self._arrivals(month)
        ids = np.concatenate([_NO_IDS, *(each.id for _, each in found)])
        times = np.concatenate([_NO_TIMES, *(each.time for _, each in found)])
        drawn = [(at, each.id, _NO_IDS) for at, each in found]
        batches, count = [], 0
        for at, id, parent in drawn:  # which grows by what follows on these
            batches.append(self._batch(at, id, parent))
            drawn += [(child, below, count + n) for child, below, n in self._follow_ons(at, id)]
            count += len(id)
        return Visits(batches, times, in_order(times, ids))

    def _arrivals(self, month: int) -> list[tuple[int, Arrivals]]:
        """What arrives by itself in a month, kind by kind, and what waits when the run begins."""
        almanac, found = month_almanac(self.clock, month), []
        for at, (name, kind) in enumerate(zip(self._names, self._demand, strict=True)):
            if kind.per_year is not None:
                of = (name, kind.volume, self._profiles, self.clock, month, almanac, self._draws)
                found.append((at, arrivals(*of, ordered=False)))
                if month == 0 and kind.backlog:
                    found.append((at, _backlog(name, kind.backlog)))
        return found

    def _follow_ons(self, at: int, ids: Ints) -> Iterator[tuple[int, Ints, Ints]]:
        """Each kind that follows on some of these visits, with its ids, and on which it does."""
        if not self._children[at]:
            return
        becomes, below = self._streams[at].uniforms(ids, "becomes"), 0.0
        for route, child in enumerate(self._children[at], start=1):
            share = self._demand[child].share
            picked = np.flatnonzero((becomes >= below) & (becomes < below + share))
            below += share
            yield child, follow_on_ids(ids[picked], route), picked

    def _batch(self, at: int, ids: Ints, parent: Ints) -> Batch:
        """Visits of one kind, with their hours, patience and further attempts."""
        kind, draws = self._demand[at], self._streams[at]
        patience: Floats = np.broadcast_to(FOREVER, len(ids))
        if kind.patience_minutes is not None:
            patience = kind.patience_minutes.quantile(draws.uniforms(ids, "patience")) / 60.0
        rings_back = np.empty((len(ids), MOST_ATTEMPTS - 1 if kind.rings_back_minutes else 0))
        for n, column in enumerate(rings_back.T, start=1):
            u = draws.uniforms(ids, f"rings back {n}")
            column[:] = _law(kind.rings_back_minutes).quantile(u) / 60.0
        return Batch(at, ids, kind.service_hours(draws, ids), patience, rings_back, parent)

    def _children_of(self, name: str) -> list[int]:
        """What a kind of demand may become; a share of 0 must not renumber the others."""
        return [i for i, k in enumerate(self._demand) if k.share_of == name and k.share > 0]


def _backlog(name: str, count: int) -> Arrivals:
    """Work that waits when the run begins, numbered as if of 1 January 1970."""
    ids = stream_number(name) << STREAM_AT | np.arange(count, dtype=np.int64) << FOLLOW_BITS
    return Arrivals(ids, np.zeros(count))
