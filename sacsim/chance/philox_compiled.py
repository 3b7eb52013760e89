"""Philox in machine code: what `draws.accelerate` puts in place of Python's and numpy's arithmetic.

The same generator, bit for bit. Numbers must stay uint64: Numba makes uint64 with int64 a float,
and an int64 that overflows could be anything.
"""

from typing import Any

from numpy import uint64

from sacsim.chance.draws import FloatArray, IntArray
from sacsim.compiling import compiled, inlined

_LOW, _32, _21, _11, _1 = (uint64(n) for n in (0xFFFFFFFF, 32, 21, 11, 1))
_M0, _M1, _W0, _W1 = (uint64(n) for n in (0xD2511F53, 0xCD9E8D57, 0x9E3779B9, 0xBB67AE85))


@inlined
def _philox(entity: int, question: int, key: int) -> tuple[Any, Any, Any, Any]:
    c0, c1 = uint64(entity) & _LOW, uint64(entity) >> _32
    c2, c3 = uint64(question & 0xFFFFFFFF), uint64(question >> 32 & 0xFFFFFFFF)
    k0, k1 = uint64(key & 0xFFFFFFFF), uint64(key >> 32 & 0xFFFFFFFF)
    for _ in range(10):
        p0 = c0 * _M0
        p1 = c2 * _M1
        c0 = p1 >> _32 ^ c1 ^ k0
        c2 = p0 >> _32 ^ c3 ^ k1
        c1 = p1 & _LOW
        c3 = p0 & _LOW
        k0 = k0 + _W0 & _LOW
        k1 = k1 + _W1 & _LOW
    return c0, c1, c2, c3


@inlined
def _between(low: Any, high: Any) -> float:
    return float(high << _21 | low >> _11 | _1) * 2.0**-53


@compiled
def one(entity: int, question: int, key: int) -> float:
    """The answer for one entity."""
    low, high, _, _ = _philox(entity, question, key)
    return _between(low, high)


@compiled
def many(
    entities: IntArray, question: int, key: int, first: FloatArray, second: FloatArray
) -> None:
    """Fill in two answers for each entity."""
    for n in range(entities.size):
        w0, w1, w2, w3 = _philox(entities[n], question, key)
        first[n] = _between(w0, w1)
        second[n] = _between(w2, w3)
