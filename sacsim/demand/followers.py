"""Followers: which crimes may follow on a crime, when, and under which number.

Each crime has sixteen slots: two repeats, two near repeats, and twelve months in which its suspect
may offend. The luck of a slot belongs to the crime and is drawn at the largest branching, that is
without prevention. A follower comes a whole number of days later, within an hour of the crime's own
time of day.
"""

import math
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from sacsim.chance.candidates import LAYER_HEIGHT, Place, pack, unpack
from sacsim.chance.draws import Draws
from sacsim.demand.arrivals import Floats, Ints
from sacsim.demand.repeats import GENERATIONS, OF_EACH_KIND, CrimeVolume, Kernel
from sacsim.words import CrimeType, Origin

BoolArray = npt.NDArray[np.bool_]

MONTHS = 12
"""Months after a crime in which its suspect may offend again, once in each at most."""
MONTH_DAYS = 30
ORIGINS = (
    *[Origin.REPEAT] * OF_EACH_KIND,
    *[Origin.NEAR_REPEAT] * OF_EACH_KIND,
    *[Origin.AT_LIBERTY] * MONTHS,
)
"""What a follower in each slot is."""
FIRST_MONTH = 2 * OF_EACH_KIND

# The numbers of followers: a path of slots in 12 bits, a type in 3 and a layer in 6, in the places
# of a stream and a layer. The highest 512 numbers of streams are kept for them.
PATHS = 1 << 12
_LOW_BITS = 3
_TYPE_AT, _LAYERS = 6, 1 << 6
_PATH_AT = 9
RESERVED = (1 << 16) - (PATHS >> _LOW_BITS)
"""Numbers of streams from here on belong to followers."""
ROOT = PATHS
"""The path of a crime that follows on none."""
MOST_A_DAY = LAYER_HEIGHT * _LAYERS
"""Crimes a day, of one type, that can have followers."""


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


class _Taken(NamedTuple):
    """Which crimes have a follower in a slot, how many days later, and its level."""

    slot: int
    which: Ints
    days: Floats
    level: Floats


@cache
def _paths() -> Ints:
    """The path that each path (the last row: none yet) becomes by each slot, or -1.

    Paths have four slots at most, and a month once: a suspect at liberty is one person.
    """
    longer = np.full((PATHS + 1, len(ORIGINS)), -1, np.int64)
    count, generation = 0, [(ROOT, False)]
    for _ in range(GENERATIONS):
        children = []
        for path, had_month in generation:
            for slot in range(FIRST_MONTH if had_month else len(ORIGINS)):
                longer[path, slot] = count
                children.append((count, had_month or slot >= FIRST_MONTH))
                count += 1
        generation = children
    assert count == PATHS
    return longer


def followers_ids(type: CrimeType, roots: Ints, paths: Ints) -> Ints:
    """The ids of the crimes that descend so from these; no other arrival can have them."""
    place = unpack(roots)
    number = list(CrimeType).index(type)
    stream: Ints = RESERVED + (paths >> _LOW_BITS)
    low = (paths & (1 << _LOW_BITS) - 1) << _PATH_AT | number << _TYPE_AT | place.layer % _LAYERS
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
    type: CrimeType,
    crimes: Followers,
    volume: CrimeVolume,
    draws: Draws,
    begin: int = 0,
    since: float = 0.0,
) -> Followers:
    """These crimes and all that may follow on them against the same victims or their neighbours.

    Crimes before the hour `since` are as if under the practice of the time; only they have
    followers that did come. A follower of a later crime comes if so much is left of the branching
    as its `level`. `begin` is the row of the first of them, if they are to stand in a larger table.
    """
    kernels = [kernel for kernel in volume.kernels for _ in range(OF_EACH_KIND)]
    slots = [(at, kernel) for at, kernel in enumerate(kernels) if kernel and kernel.share]
    found, newest = [crimes], crimes
    for _ in range(GENERATIONS if slots else 0):
        growth = volume.line.growth
        taken = [_repeated(newest, slot, kernel, growth, since, draws) for slot, kernel in slots]
        new = _after(type, newest, taken, begin, draws)
        begin += len(newest.id)
        found.append(new)
        newest = new
    return _joined(found)


def _repeated(
    crimes: Followers, slot: int, kernel: Kernel, growth: float, since: float, draws: Draws
) -> _Taken:
    """Those of the crimes that may be repeated in a slot."""
    u, when = draws.uniform_pairs(crimes.id, f"follower {slot}")
    share = growth * kernel.share / OF_EACH_KIND
    largest = share / kernel.left_by_practice
    comes = np.flatnonzero(u < np.where(crimes.time < since, share, largest))
    return _Taken(slot, comes, kernel.lag_days(when[comes]), u[comes] / largest)


def in_months(
    type: CrimeType,
    crimes: Followers,
    rows: Ints,
    chance: Floats,
    draws: Draws,
    before: float = math.inf,
) -> Followers:
    """What the offenders of the crimes in these rows may do, each month with their own chance.

    Nothing from hour `before` on, which no run sees.
    """
    own = _rows(crimes, rows)
    taken = []
    for month in range(MONTHS):
        u, when = draws.uniform_pairs(own.id, f"follower {FIRST_MONTH + month}")
        comes = np.flatnonzero(u < chance)
        days = MONTH_DAYS * month + np.ceil(MONTH_DAYS * when[comes])
        taken.append(_Taken(FIRST_MONTH + month, comes, days, u[comes] / chance[comes]))
    new = _after(type, own, taken, 0, draws)
    new = new._replace(parent=rows[new.parent])
    return _rows(new, np.flatnonzero(new.time < before))


def _after(
    type: CrimeType, crimes: Followers, taken: list[_Taken], begin: int, draws: Draws
) -> Followers:
    """The followers in these slots, as far as their paths have numbers."""
    slot = np.repeat([each.slot for each in taken], [len(each.which) for each in taken])
    which = np.concatenate([each.which for each in taken])
    days = np.concatenate([each.days for each in taken])
    level = np.concatenate([each.level for each in taken])
    path = _paths()[crimes.path[which], slot]
    if (path < 0).any():
        slot, which, days, level = (each[path >= 0] for each in (slot, which, days, level))
        path = path[path >= 0]
    root = crimes.root[which]
    id = followers_ids(type, root, path)
    hour = 2.0 * draws.uniforms(id, "hour of day") - 1.0
    time = crimes.time[which] + 24.0 * days + hour
    day = crimes.day[which] + days.astype(np.int64)
    return Followers(id, time, day, root, path, slot, level, begin + which)


def nobody() -> Followers:
    """No rows."""
    return first(np.empty(0, np.int64), np.empty(0))


def _rows(crimes: Followers, rows: Ints) -> Followers:
    columns: Any = (column[rows] for column in crimes)
    return Followers(*columns)


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
    kept = _rows(crimes, np.flatnonzero(wanted))
    return kept._replace(parent=np.where(kept.parent >= 0, row[kept.parent], -1))
