"""Tables in machine code: what `tables.accelerate` puts in place of Python's and numpy's loops.

The same values, bit for bit. Its numbers are written out again, as Numba would not notice a change
of them in another file; a test compares.
"""

import numpy as np

from sacsim.chance.tables import FloatArray
from sacsim.compiling import compiled, inlined

_LEAST = 2.0**-11
_FRACTION, _FOUR = (1 << 52) - 1, 1025 << 52
_FIRST = (1023 - 11) << 2
_HALF = 40


@inlined
def _read(u: float, c: FloatArray) -> float:
    near = min(u, 1.0 - u)
    if not _LEAST <= near < 0.5:
        return np.nan
    bits = np.float64(near).view(np.int64)
    piece = (bits >> 50) - _FIRST
    place = np.int64(bits & _FRACTION | _FOUR).view(np.float64)  # from 4 to 8
    s = place - (piece & 3) - 4.5
    if u > 0.5:
        piece += _HALF
    value = c[piece, 9]
    value = value * s + c[piece, 8]
    value = value * s + c[piece, 7]
    value = value * s + c[piece, 6]
    value = value * s + c[piece, 5]
    value = value * s + c[piece, 4]
    value = value * s + c[piece, 3]
    value = value * s + c[piece, 2]
    value = value * s + c[piece, 1]
    return value * s + c[piece, 0]


@compiled
def one(u: float, pieces: FloatArray) -> float:
    """The value for u; NaN if the law must be asked."""
    return _read(u, pieces)


@compiled
def many(u: FloatArray, pieces: FloatArray, values: FloatArray) -> None:
    """Fill in the value for each u; NaN where the law must be asked."""
    for n in range(u.size):
        values[n] = _read(u[n], pieces)
