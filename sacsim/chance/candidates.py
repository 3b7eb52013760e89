"""Candidates: the moments at which crimes and calls could happen, whatever the level of demand.

Each UTC day is a stack of layers, all equally high. A layer holds a Poisson number of points, each
with a time of day and a height within its layer. A point happens where its height lies under the
rate of demand at its own time, so the accepted points are a Poisson process of that rate; a higher
rate adds points and moves or renumbers none (thinning, after Lewis and Shedler, 1979).
"""

import math
from typing import Generic, NamedTuple, TypeVar

import numpy as np
from scipy import special

from sacsim.chance.draws import Draws, FloatArray, IntArray

Ids = TypeVar("Ids", int, IntArray)

LAYER_HEIGHT = 32.0
"""Events per UTC day between the bottom and the top of a layer; also a layer's mean count."""

FOLLOW_BITS = 12
"""Low bits of an id that are 0 here and left for the follow-on work of a candidate."""

_POINT_BITS, _LAYER_BITS, _DAY_BITS, _STREAM_BITS = 7, 12, 16, 16
_LAYER_AT = FOLLOW_BITS + _POINT_BITS
_DAY_AT = _LAYER_AT + _LAYER_BITS
_STREAM_AT = _DAY_AT + _DAY_BITS
MAX_LAYERS = 1 << _LAYER_BITS

# P(count <= k); it reaches 1 in floating point long before k = 127, so a point fits in 7 bits.
_COUNT_AT_MOST = special.pdtr(np.arange(1 << _POINT_BITS), LAYER_HEIGHT)


class Candidates(NamedTuple):
    """Columns, one row a candidate, in order of day, layer and point (not of time)."""

    id: IntArray
    day: IntArray
    """Days since 1970-01-01, UTC."""
    fraction: FloatArray
    """How much of the UTC day has passed, strictly between 0 and 1."""
    height: FloatArray
    """Events a day above which the rate must lie for the candidate to happen."""


class Place(NamedTuple, Generic[Ids]):
    """What an id says: whose demand, which day and layer, which point of it, which follow-on."""

    stream: Ids
    day: Ids
    layer: Ids
    point: Ids
    follow: Ids


def candidates(
    draws: Draws, stream: int, day_from: int, day_to: int, layers: int | IntArray
) -> Candidates:
    """Return every candidate of a stream in the days day_from <= day < day_to.

    `stream` numbers a kind of demand (below 65536); days count from 1970-01-01 UTC (below 65536);
    `layers`, of all days or of each, must reach above the greatest rate of demand: see
    `layers_under`. Neither more layers nor other days change a candidate. Raises ValueError for
    numbers that an id cannot hold.
    """
    stacked = np.zeros(max(day_to - day_from, 0), np.int64) + layers
    if not (
        0 <= stream < 1 << _STREAM_BITS
        and 0 <= day_from <= day_to <= 1 << _DAY_BITS
        and ((stacked >= 0) & (stacked <= MAX_LAYERS)).all()
    ):
        raise ValueError(
            f"no candidates for stream {stream}, days {day_from} to {day_to}, {layers} layers"
        )
    luck = draws.stream("candidates")  # so that no question of a crime's own can meet these
    days = np.arange(day_from, day_to, dtype=np.int64).repeat(stacked)
    levels = np.arange(days.size, dtype=np.int64) - (stacked.cumsum() - stacked).repeat(stacked)
    boxes = stream << _STREAM_AT | days << _DAY_AT | levels << _LAYER_AT
    counts = np.searchsorted(_COUNT_AT_MOST, luck.uniforms(boxes, "count"))
    first = counts.cumsum() - counts
    ids = (boxes - (first << FOLLOW_BITS)).repeat(counts)
    ids += np.arange(0, ids.size << FOLLOW_BITS, 1 << FOLLOW_BITS)
    fraction, height = luck.uniform_pairs(ids, "when")
    height += levels.repeat(counts)
    height *= LAYER_HEIGHT
    return Candidates(ids, days.repeat(counts), fraction, height)


def layers_under(rate: float) -> int:
    """Return how many layers hold every candidate below a rate in events a day.

    Raises ValueError for a rate that is negative, not a number or above 131,072.
    """
    if not 0 <= rate <= MAX_LAYERS * LAYER_HEIGHT:
        raise ValueError(f"a rate of {rate:g} a day is outside 0 to {MAX_LAYERS * LAYER_HEIGHT:g}")
    return math.ceil(rate / LAYER_HEIGHT)


def pack(place: Place[Ids]) -> Ids:
    """Return the id, or ids, of a place: what `unpack` would make it again."""
    return (
        place.stream << _STREAM_AT
        | place.day << _DAY_AT
        | place.layer << _LAYER_AT
        | place.point << FOLLOW_BITS
        | place.follow
    )


def unpack(ids: Ids) -> Place[Ids]:
    """Return what an id, or each id of an array, says of its place."""
    return Place(
        ids >> _STREAM_AT,
        ids >> _DAY_AT & (1 << _DAY_BITS) - 1,
        ids >> _LAYER_AT & (1 << _LAYER_BITS) - 1,
        ids >> FOLLOW_BITS & (1 << _POINT_BITS) - 1,
        ids & (1 << FOLLOW_BITS) - 1,
    )
