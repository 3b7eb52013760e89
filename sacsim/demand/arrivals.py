"""Arrivals: when crimes happen and calls come in, as points of Poisson processes by the hour.

Each kind of demand thins its own layers of candidates, so more of one kind adds arrivals, renumbers
none, and leaves every other kind alone.
"""

from collections.abc import Mapping
from datetime import timedelta
from functools import lru_cache
from typing import NamedTuple
from zlib import crc32

import numpy as np
import numpy.typing as npt

from sacsim.chance.candidates import LAYER_HEIGHT, candidates, layers_under
from sacsim.chance.draws import Draws
from sacsim.clock import Clock
from sacsim.demand.profiles import Almanac, Profile, Volume
from sacsim.errors import BadInput

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


class Arrivals(NamedTuple):
    """Ids and times (simulation hours) of one kind of demand in one month."""

    id: Ints
    time: Floats
    level: Floats | None = None
    """Each one's height as a share of the rate at its time, if asked: below 1."""


def stream_number(name: str) -> int:
    """The number, below 65,536, that a kind of demand has in the ids of its arrivals."""
    return crc32(name.encode()) & 0xFFFF


@lru_cache(maxsize=1)
def month_almanac(clock: Clock, month: int) -> Almanac:
    """The UTC days that a month of the run touches."""
    first = clock.utc(clock.month_start(month)).date()
    last = clock.utc(clock.month_start(month + 1)).date()
    return Almanac(clock, first, (last - first + timedelta(days=1)).days)


def arrivals(
    name: str,
    volume: Volume,
    profiles: Mapping[str, Profile],
    clock: Clock,
    month: int,
    almanac: Almanac,
    draws: Draws,
    *,
    ordered: bool = True,
    levels: bool = False,
) -> Arrivals:
    """The arrivals of one kind of demand in a month of the run, in order of (time, id) if asked.

    Raises BadInput for demand that peaks, with its seasons, trend and shocks, above any sense.
    """
    rates = almanac.rates(volume, profiles).ravel()
    begin, end = (round(clock.month_start(m) - almanac.starts[0]) for m in (month, month + 1))
    rates[:begin] = rates[end:] = 0.0
    peaks = rates.reshape(-1, 24).max(axis=1)
    try:
        layers_under(peaks.max())
    except ValueError as error:
        raise BadInput(f"demand of kind '{name}': {error}") from None
    layers = np.ceil(peaks / LAYER_HEIGHT).astype(np.int64)
    first, after = almanac.first_day, almanac.first_day + len(almanac.starts)
    found = candidates(draws.stream(name), stream_number(name), first, after, layers)
    day, hours = found.day - first, found.fraction * 24.0
    rate = rates[day * 24 + hours.astype(np.int64)]
    happens = np.flatnonzero(found.height < rate)
    id, time = found.id[happens], almanac.starts[day[happens]] + hours[happens]
    order = in_order(time, id) if ordered else slice(None)
    level = (found.height[happens] / rate[happens])[order] if levels else None
    return Arrivals(id[order], time[order], level)


def in_order(time: Floats, id: Ints) -> Ints:
    """Positions in order of (time, id), found fastest if the times differ.

    A sorted number holds a time, rounded down, and in its low bits the position.
    """
    bits = len(time).bit_length()
    since = time - time.min(initial=np.inf)
    since *= 2.0 ** (62 - bits) / (since.max(initial=0.0) + 1.0)
    order = since.astype(np.int64)
    order <<= bits
    order |= np.arange(len(time))
    order.sort()
    order &= (1 << bits) - 1
    in_turn = time[order]
    return order if (in_turn[1:] > in_turn[:-1]).all() else np.lexsort((id, time))
