"""Tables: a law's quantiles read off polynomials, where solving for each would take far longer.

The values differ from the law's own by less than 1e-11 of themselves, and are the same bits one by
one, in bulk and by machine code. A number u from 0 to 1 lies within some power of 2 of 0 or of 1;
between two such powers a quantile is smooth, however steep, so four polynomials of degree 9 do.
They meet the law at both ends, so the values rise without a step. Beyond the tenth power of 2, and
where a polynomial would miss by more, the law itself is asked.
"""

from collections.abc import Callable
from functools import cache
from math import frexp, nan
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
U = TypeVar("U", float, FloatArray)

ACCURACY = 1e-12  # of the pieces where they are compared with the law: see tests/unit/test_tables
_PARTS, _POWERS = 4, 10
_HALF = _PARTS * _POWERS  # pieces below 1/2, and as many above
_LEAST = 2.0 ** -(_POWERS + 1)

# Within its piece u runs from -1/2 to 1/2; the polynomials meet the law at these 1,024ths, near
# where Chebyshev would have them, and are compared with it between some of them.
_AT = (-512, -481, -392, -256, -89, 89, 256, 392, 481, 512)
_BETWEEN = np.array([-497, -172, 172, 497]) / 1024


def _basis() -> FloatArray:
    """The coefficients of the polynomials that are 1 at one such place and 0 at the others.

    In whole numbers, which no machine rounds otherwise than another.
    """
    rows = []
    for own in _AT:
        product, scale = [1], 1
        for other in _AT:
            if other != own:
                product = [a - other * b for a, b in zip([0, *product], [*product, 0], strict=True)]
                scale *= own - other
        rows.append([factor * 1024**power / scale for power, factor in enumerate(product)])
    return np.array(rows)


_BASIS = _basis()


class Table:
    """A law's quantile function: `exact` is its own, which need not be quick."""

    __slots__ = ("exact", "pieces")

    def __init__(self, exact: Callable[[Any], Any]) -> None:
        self.exact = exact
        with np.errstate(all="ignore"):
            self.pieces = _pieces(exact)

    def quantile(self, u: U) -> U:
        """The value for u, or for each of an array."""
        if isinstance(u, float):
            value = _one(u, self.pieces)
            return float(value) if value == value else float(self.exact(u))
        values = np.empty(u.shape)
        _many(u.ravel(), self.pieces, values.ravel())
        rest = np.isnan(values)
        if rest.any():
            values[rest] = self.exact(u[rest])
        return values


def _pieces(exact: Callable[[Any], Any]) -> FloatArray:
    """The coefficients of each piece, from the constant on; NaN where it misses the law."""
    power = np.repeat(np.ldexp(0.5, np.arange(1 - _POWERS, 1)), _PARTS)[:, None] / 2
    part = np.tile(np.arange(_PARTS), _POWERS)[:, None]

    def law(within: FloatArray) -> FloatArray:
        u = power * (1 + (part + 0.5 + within) / _PARTS)
        return np.concatenate([exact(u), exact(1 - u)])

    values = law(np.array(_AT) / 1024)
    first = values[:, 0].copy()  # apart, so that a law of one value has that value and no other
    coefficients = np.zeros_like(values)
    for value, of_one in zip(values.T, _BASIS, strict=True):  # not as matrices: see _basis
        coefficients += (value - first)[:, None] * of_one
    coefficients[:, 0] += first
    read, true = np.zeros(1), law(_BETWEEN)
    for column in coefficients.T[::-1]:
        read = read * _BETWEEN + column[:, None]
    misses = ~(np.abs(read - true) <= ACCURACY * np.abs(true)).all(axis=1)
    coefficients[misses] = nan
    return np.ascontiguousarray(coefficients)


def one(u: float, pieces: FloatArray) -> float:
    """The value for u; NaN if the law must be asked."""
    near = min(u, 1.0 - u)
    if not _LEAST <= near < 0.5:
        return nan
    fraction, power = frexp(near)
    place = fraction * (2 * _PARTS)
    part = int(place)
    piece = power * _PARTS + part - _PARTS + (2 * _HALF if u > 0.5 else _HALF)
    within = place - part - 0.5
    *others, value = pieces[piece].tolist()
    for coefficient in reversed(others):
        value = value * within + coefficient
    return float(value)


def many(u: FloatArray, pieces: FloatArray, values: FloatArray) -> None:
    """Fill in the value for each u; NaN where the law must be asked."""
    near = np.minimum(u, 1.0 - u)
    fraction, power = np.frexp(near)
    place = fraction * (2 * _PARTS)
    part = place.astype(np.int64)
    piece = power * _PARTS + part - _PARTS + np.where(u > 0.5, 2 * _HALF, _HALF)
    within = place - part - 0.5
    values[:] = pieces[:, -1].take(piece, mode="clip")
    for coefficients in pieces.T[-2::-1]:
        values *= within
        values += coefficients.take(piece, mode="clip")
    values[~((near >= _LEAST) & (near < 0.5))] = nan


_one: Callable[[float, FloatArray], float] = one
_many: Callable[[FloatArray, FloatArray, FloatArray], None] = many


@cache
def accelerate() -> None:
    """Read by machine code from now on: the same numbers, in a tenth of the time."""
    global _one, _many
    from sacsim.chance import tables_compiled

    _one, _many = tables_compiled.one, tables_compiled.many
