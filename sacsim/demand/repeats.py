"""Repeats: how many crimes follow on a crime, when, and under which number.

A crime may be followed by others against the same victim (repeats), against neighbours (near
repeats), and by its own suspect, month by month while at liberty (pathway/offenders.py). A stated
volume holds them all, so the background is less. Each crime has a few slots for followers; the luck
of a slot belongs to the crime and is drawn at the largest branching, that is without prevention.
A follower comes a whole number of days later, within an hour of the crime's own time of day.
"""

from functools import cache, cached_property
from typing import Annotated, NamedTuple

import numpy as np
import numpy.typing as npt
from pydantic import Field, model_validator

from sacsim.chance.candidates import Place, pack, unpack
from sacsim.chance.draws import Draws
from sacsim.demand.arrivals import Floats, Ints
from sacsim.demand.profiles import Volume
from sacsim.settings import FrozenSettings, Positive, Probability
from sacsim.words import CrimeType

GENERATIONS = 4
"""A follower of a follower, and so on, at most so often: what would be the fifth is left out."""
OF_EACH_KIND = 2
"""Repeats, and near repeats, of one crime at most."""
MONTHS = 12
"""Months after a crime in which its suspect may offend again, once in each at most."""
MONTH_DAYS = 30
SLOTS = 2 * OF_EACH_KIND + MONTHS
FIRST_MONTH = 2 * OF_EACH_KIND
"""Slots: two repeats, two near repeats, twelve months."""

# The numbers of followers: a path of slots in 12 bits, a type in 3 and a layer in 6, in the places
# of a stream and a layer. The highest 512 numbers of streams are kept for them.
_PATHS = 1 << 12
_LOW_BITS = 3
_TYPE_AT, _LAYERS = 6, 1 << 6
RESERVED = (1 << 16) - (_PATHS >> _LOW_BITS)
"""Numbers of streams from here on belong to followers."""
ROOT = _PATHS
"""The path of a crime that follows on none."""
MOST_A_DAY = 32.0 * _LAYERS
"""Crimes a day, of one type, that can have followers."""


BoolArray = npt.NDArray[np.bool_]


class Kernel(FrozenSettings):
    """How many of the crimes recorded follow so on another, and how soon."""

    share: Annotated[Probability, Field(le=0.5)]
    """Of the crimes recorded, under the practice of the time."""
    left_by_practice: Annotated[Probability, Field(ge=0.5)]
    """What prevention left of them under that practice; without any they are so many times more."""
    mean_days: Positive
    """How fast the risk decays (exponentially)."""
    within_days: Annotated[Positive, Field(le=365)]

    def lag_days(self, u: Floats) -> Floats:
        """Whole days, from 1 up, for uniform numbers: an exponential cut at `within_days`."""
        most = -np.expm1(-self.within_days / self.mean_days)
        return np.maximum(np.ceil(-self.mean_days * np.log1p(-u * most)), 1.0)


class CrimeVolume(Volume):
    """How many crimes of a type a year, those that follow on others among them."""

    repeats: Kernel | None = None
    """Against the same victim; without it no crime causes another."""
    near_repeats: Kernel | None = None
    """Against neighbours within 400 m."""
    by_suspects_at_liberty: Annotated[Probability, Field(le=0.5)] = 0.0
    """Share of the crimes recorded that suspects at liberty commit, counted in a run."""

    @model_validator(mode="after")
    def _some_come_by_themselves(self) -> "CrimeVolume":
        if self.background < 0.2:
            raise ValueError("more than 80 % of the crimes follow on others")
        return self

    @property
    def kernels(self) -> tuple[Kernel | None, Kernel | None]:
        """Repeats and near repeats."""
        return self.repeats, self.near_repeats

    @property
    def repeat_share(self) -> float:
        """Share of the crimes recorded that are repeats against the same victim."""
        return 0.0 if self.repeats is None else self.repeats.share

    @property
    def branching(self) -> float:
        """Repeats and near repeats that a crime has on average under the practice of the time."""
        return sum(kernel.share for kernel in self.kernels if kernel is not None)

    @property
    def background(self) -> float:
        """Share of the volume that follows on no other crime."""
        return 1.0 - self.branching - self.by_suspects_at_liberty

    @cached_property
    def line(self) -> "Line":
        """What the stated shares mean for the crimes of one line of descent."""
        a = branching = self.branching
        share = self.by_suspects_at_liberty
        for _ in range(_STEPS):
            powers = [a**n for n in range(GENERATIONS + 1)]
            below = sum(n * powers[n - 1] for n in range(1, GENERATIONS + 1))
            offences = share * sum(powers) / (sum(powers[:-1]) - share * below)
            all = sum(powers) + offences * below
            childless = powers[-1] + offences * GENERATIONS * powers[-2]
            a = branching / (1.0 - childless / all)
        return Line(a / branching if branching else 1.0, offences)


class Line(NamedTuple):
    """What a crime has on average, if it can have any, so that the shares are as stated."""

    growth: float
    """Repeats, and near repeats, over the share stated: the last generation has none."""
    offences: float
    """Further offences of suspects at liberty."""


_STEPS = 50
"""Of a fixed point that gains a digit at each."""


class Followers(NamedTuple):
    """Columns, one row a follower that may come, after the crimes that it may follow on."""

    id: Ints
    time: Floats
    day: Ints
    """Days since 1970."""
    root: Ints
    path: Ints
    slot: Ints
    level: Floats
    """Luck as a share of the largest branching, in (0, 1): it comes if so much is left of it."""
    parent: Ints
    """Row of the crime followed."""


@cache
def _paths() -> Ints:
    """The path that each path (the last row: none yet) becomes by each slot, or -1.

    Paths have four slots at most, and a month once: a suspect at liberty is one person.
    """
    longer = np.full((_PATHS + 1, SLOTS), -1, np.int64)
    count, generation = 0, [(ROOT, False)]
    for _ in range(GENERATIONS):
        children = []
        for path, had_month in generation:
            for slot in range(FIRST_MONTH if had_month else SLOTS):
                longer[path, slot] = count
                children.append((count, had_month or slot >= FIRST_MONTH))
                count += 1
        generation = children
    assert count == _PATHS
    return longer


def followers_ids(type: CrimeType, roots: Ints, paths: Ints) -> Ints:
    """The ids of the crimes that descend so from these; no other arrival can have them."""
    place = unpack(roots)
    number = list(CrimeType).index(type)
    stream: Ints = RESERVED + (paths >> _LOW_BITS)
    low = (paths & (1 << _LOW_BITS) - 1) << 9 | number << _TYPE_AT | place.layer % _LAYERS
    return pack(Place(stream, place.day, low, place.point, np.zeros_like(roots)))


def without_followers(ids: Ints) -> bool:
    """Whether the layer of some crime is too high for followers to have numbers."""
    return bool(ids.size and unpack(ids).layer.max() >= _LAYERS)


def first(ids: Ints, time: Floats) -> Followers:
    """Rows of crimes that follow on none."""
    nothing = np.full(len(ids), -1, np.int64)
    rootless = np.full(len(ids), ROOT, np.int64)
    return Followers(
        ids, time, unpack(ids).day, ids, rootless, nothing, np.zeros(len(ids)), nothing
    )


def repeats(
    type: CrimeType, crimes: Followers, volume: CrimeVolume, draws: Draws, begin: int = 0
) -> Followers:
    """These crimes and all that may follow on them against the same victims or their neighbours.

    `begin` is the row of the first of them, if they are to stand in a larger table.

    Crimes before hour 0 are as if under the practice of the time; only they have followers that
    did come. A follower of a later crime comes if so much is left of the branching as its `level`.
    """
    found, newest = [crimes], crimes
    for _ in range(GENERATIONS):
        if not len(newest.id):
            break
        new = _joined(
            [
                _in_slot(
                    type, newest, begin, OF_EACH_KIND * kind + n, kernel, volume.line.growth, draws
                )
                for kind, kernel in enumerate(volume.kernels)
                if kernel is not None and kernel.share > 0
                for n in range(OF_EACH_KIND)
            ]
        )
        begin += len(newest.id)
        found.append(new)
        newest = new
    return _joined(found)


def _in_slot(
    type: CrimeType,
    crimes: Followers,
    begin: int,
    slot: int,
    kernel: Kernel,
    growth: float,
    draws: Draws,
) -> Followers:
    """Those who may come in one of the slots of these crimes, which begin at a row."""
    path = _paths()[crimes.path, slot]
    u, when = draws.uniform_pairs(crimes.id, f"follower {slot}")
    share = growth * kernel.share / OF_EACH_KIND
    largest = share / kernel.left_by_practice
    may = np.where(crimes.time < 0, share, largest)
    comes = np.flatnonzero((u < may) & (path >= 0))
    days = kernel.lag_days(when[comes])
    return _after(type, crimes, begin, comes, slot, path[comes], days, u[comes] / largest, draws)


def in_months(
    type: CrimeType, crimes: Followers, rows: Ints, chance: Floats, draws: Draws
) -> Followers:
    """What the offenders of the crimes in these rows may do, each month with their own chance."""
    found = []
    own = Followers(*(column[rows] for column in crimes))
    for month in range(MONTHS):
        slot = FIRST_MONTH + month
        path = _paths()[own.path, slot]
        u, when = draws.uniform_pairs(own.id, f"follower {slot}")
        comes = np.flatnonzero((u < chance) & (path >= 0))
        days = MONTH_DAYS * month + np.ceil(MONTH_DAYS * when[comes])
        level = u[comes] / chance[comes]
        found.append(_after(type, own, 0, comes, slot, path[comes], days, level, draws))
    new = _joined(found)
    return new._replace(parent=rows[new.parent])


def _after(
    type: CrimeType,
    crimes: Followers,
    begin: int,
    which: Ints,
    slot: int,
    path: Ints,
    days: Floats,
    level: Floats,
    draws: Draws,
) -> Followers:
    root = crimes.root[which]
    id = followers_ids(type, root, path)
    hour = 2.0 * draws.uniforms(id, "hour of day") - 1.0
    time = crimes.time[which] + 24.0 * days + hour
    day = crimes.day[which] + days.astype(np.int64)
    slots = np.full(len(which), slot, np.int64)
    return Followers(id, time, day, root, path, slots, level, begin + which)


def nobody() -> Followers:
    """No rows."""
    return first(np.empty(0, np.int64), np.empty(0))


def _joined(parts: list[Followers]) -> Followers:
    if not parts:
        return nobody()
    return Followers(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))


def needed(crimes: Followers, since: float) -> BoolArray:
    """Rows that happen from an hour on, and those that they descend from."""
    wanted = crimes.time >= since
    for _ in range(GENERATIONS):
        wanted[crimes.parent[wanted & (crimes.parent >= 0)]] = True
    return wanted


def together(one: Followers, other: Followers) -> Followers:
    """The rows of two tables; those of the second that follow on the first's rows say so."""
    return _joined([one, other])


def only(crimes: Followers, wanted: BoolArray) -> Followers:
    """The rows wanted, among which are all that the others wanted follow on."""
    row = np.cumsum(wanted) - 1
    kept = Followers(*(column[wanted] for column in crimes))
    return kept._replace(parent=np.where(kept.parent >= 0, row[kept.parent], -1))
