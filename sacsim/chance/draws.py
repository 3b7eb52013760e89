"""Draws: the luck of every crime, call and officer, one number for each question asked of it.

A draw depends only on (seed, replication, path, entity, question) and on nothing that happened
before, so changing the staffing changes nobody's luck. The generator is Philox4x32-10 of Salmon
and others, "Parallel random numbers: as easy as 1, 2, 3" (SC11, 2011). Keys and questions are
64-bit hashes; that two of a scenario's few thousand questions share one is taken not to happen.
"""

import json
from collections.abc import Callable
from functools import cache, lru_cache
from hashlib import blake2b
from operator import index
from typing import Any

import numpy as np
from numpy.typing import NDArray

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]

_LOW = 0xFFFFFFFF
_CHUNK = 8192  # elements whose working arrays stay in a processor's cache: twice as fast as whole


class Draws:
    """Random numbers of one replication, each a function of an entity and a question.

    `path` names an independent substream. An entity is an integer, 0 <= entity < 2**63.
    """

    __slots__ = ("_key", "path", "replication", "seed")

    def __init__(self, seed: int, replication: int, *path: str) -> None:
        self.seed = index(seed)
        self.replication = index(replication)
        self.path = path
        self._key = _hash(json.dumps([self.seed, self.replication, *path]))

    def __repr__(self) -> str:
        return f"Draws{(self.seed, self.replication, *self.path)!r}"

    def stream(self, name: str) -> "Draws":
        """Return an independent substream; the same name gives the same one."""
        return Draws(self.seed, self.replication, *self.path, name)

    def uniform(self, entity: int, question: str) -> float:
        """Answer a question of one entity with a number strictly between 0 and 1."""
        if type(entity) is not int or entity >> 63:  # as for most, who go on at once
            entity = index(entity)
            if not 0 <= entity < 1 << 63:
                raise ValueError(f"entity {entity} is outside 0 <= entity < 2**63")
        return _one(entity, _hash(question), self._key)

    def uniforms(self, entities: IntArray, question: str) -> FloatArray:
        """Answer a question of many entities; equal to `uniform` of each, bit for bit."""
        return self.uniform_pairs(entities, question)[0]

    def uniform_pairs(self, entities: IntArray, question: str) -> tuple[FloatArray, FloatArray]:
        """Answer a question with two independent numbers each; the first equals `uniforms`."""
        # A safe cast refuses floats, which would round ids, and uint64, which would wrap them.
        ids = np.asarray(entities).astype(np.int64, casting="safe", copy=False)
        if ids.size and ids.min() < 0:
            raise ValueError(f"entity {ids.min()} is outside 0 <= entity < 2**63")
        first, second = np.empty(ids.shape), np.empty(ids.shape)
        _many(ids.ravel(), _hash(question), self._key, first.ravel(), second.ravel())
        return first, second


def philox(entity: Any, question: Any, key: Any) -> tuple[Any, Any, Any, Any]:
    """Turn a counter of two 64-bit halves and a 64-bit key into four random 32-bit words.

    Plain integers may be signed; arrays are of uint64.
    """
    c0, c1 = entity & _LOW, entity >> 32 & _LOW
    c2, c3 = question & _LOW, question >> 32 & _LOW
    k0, k1 = key & _LOW, key >> 32 & _LOW
    for _ in range(10):
        p0 = c0 * 0xD2511F53
        p1 = c2 * 0xCD9E8D57
        c0 = p1 >> 32 ^ c1 ^ k0
        c2 = p0 >> 32 ^ c3 ^ k1
        c1 = p1 & _LOW
        c3 = p0 & _LOW
        k0 = k0 + 0x9E3779B9 & _LOW
        k1 = k1 + 0xBB67AE85 & _LOW
    return c0, c1, c2, c3


def between(low: Any, high: Any) -> Any:
    """Turn two random words into a number strictly between 0 and 1."""
    return (high << 21 | low >> 11 | 1) * 2.0**-53


def one(entity: int, question: int, key: int) -> float:
    """The answer for one entity."""
    low, high, _, _ = philox(entity, question, key)
    return float(between(low, high))


def many(
    entities: IntArray, question: int, key: int, first: FloatArray, second: FloatArray
) -> None:
    """Fill in two answers for each entity."""
    unsigned = entities.view(np.uint64)
    for start in range(0, entities.size, _CHUNK):
        part = slice(start, start + _CHUNK)
        words = philox(unsigned[part], question, key)
        first[part], second[part] = between(*words[:2]), between(*words[2:])


_one: Callable[[int, int, int], float] = one
_many: Callable[[IntArray, int, int, FloatArray, FloatArray], None] = many


@cache
def accelerate() -> None:
    """Answer by machine code from now on: the same numbers, in a tenth of the time."""
    global _one, _many
    from sacsim.chance import philox_compiled

    _one, _many = philox_compiled.one, philox_compiled.many


@lru_cache(maxsize=4096)
def _hash(text: str) -> int:
    """Return a text's 64-bit hash as a signed number, the same on every machine."""
    digest = blake2b(text.encode(), digest_size=8).digest()
    return int.from_bytes(digest, "little", signed=True)
