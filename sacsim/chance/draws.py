"""Draws: the luck of every crime, call and officer, one number for each question asked of it.

A draw depends only on (seed, replication, path, entity, question) and on nothing that happened
before, so changing the staffing changes nobody's luck. The generator is Philox4x32-10 of Salmon
and others, "Parallel random numbers: as easy as 1, 2, 3" (SC11, 2011). Keys and questions are
64-bit hashes; that two of a scenario's few thousand questions share one is taken not to happen.
"""

import json
from functools import lru_cache
from hashlib import blake2b
from operator import index
from typing import Any

import numpy as np
from numpy.typing import NDArray

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]
RoundKeys = tuple[tuple[int, int], ...]

_LOW = 0xFFFFFFFF
_CHUNK = 8192  # elements whose working arrays stay in a processor's cache: twice as fast as whole


class Draws:
    """Random numbers of one replication, each a function of an entity and a question.

    `path` names an independent substream. An entity is an integer, 0 <= entity < 2**63.
    """

    __slots__ = ("_keys", "path", "replication", "seed")

    def __init__(self, seed: int, replication: int, *path: str) -> None:
        self.seed = index(seed)
        self.replication = index(replication)
        self.path = path
        low, high = _hash(json.dumps([self.seed, self.replication, *path]))
        self._keys = round_keys(low, high)

    def __repr__(self) -> str:
        return f"Draws{(self.seed, self.replication, *self.path)!r}"

    def stream(self, name: str) -> "Draws":
        """Return an independent substream; the same name gives the same one."""
        return Draws(self.seed, self.replication, *self.path, name)

    def uniform(self, entity: int, question: str) -> float:
        """Answer a question of one entity with a number strictly between 0 and 1."""
        entity = index(entity)
        if not 0 <= entity < 1 << 63:
            raise ValueError(f"entity {entity} is outside 0 <= entity < 2**63")
        low, high, _, _ = philox(entity & _LOW, entity >> 32, *_hash(question), self._keys)
        return ((high << 32 | low) >> 11 | 1) * 2.0**-53

    def uniforms(self, entities: IntArray, question: str) -> FloatArray:
        """Answer a question of many entities; equal to `uniform` of each, bit for bit."""
        return self._vector(entities, question, 1)[0]

    def uniform_pairs(self, entities: IntArray, question: str) -> tuple[FloatArray, FloatArray]:
        """Answer a question with two independent numbers each; the first equals `uniforms`."""
        first, second = self._vector(entities, question, 2)
        return first, second

    def _vector(self, entities: IntArray, question: str, answers: int) -> list[FloatArray]:
        # A safe cast refuses floats, which would round ids, and uint64, which would wrap them.
        ids = np.asarray(entities).astype(np.int64, casting="safe", copy=False)
        if ids.size and ids.min() < 0:
            raise ValueError(f"entity {ids.min()} is outside 0 <= entity < 2**63")
        flat = ids.ravel().view(np.uint64)
        answered = [np.empty(flat.size) for _ in range(answers)]
        for start in range(0, flat.size, _CHUNK):
            part = flat[start : start + _CHUNK]
            words = philox(part & _LOW, part >> 32, *_hash(question), self._keys)
            for which, out in enumerate(answered):
                low, high = words[2 * which : 2 * which + 2]
                out[start : start + _CHUNK] = ((high << 32 | low) >> 11 | 1) * 2.0**-53
        return [out.reshape(ids.shape) for out in answered]


def philox(c0: Any, c1: Any, c2: Any, c3: Any, keys: RoundKeys) -> tuple[Any, Any, Any, Any]:
    """Turn a counter of four 32-bit words into four random words.

    Words are plain integers or uint64 arrays, in any mixture: one text serves both, which is why
    one entity and a million get the same luck.
    """
    for k0, k1 in keys:
        p0 = c0 * 0xD2511F53
        p1 = c2 * 0xCD9E8D57
        c0 = p1 >> 32 ^ c1 ^ k0
        c2 = p0 >> 32 ^ c3 ^ k1
        c1 = p1 & _LOW
        c3 = p0 & _LOW
    return c0, c1, c2, c3


def round_keys(low: int, high: int) -> RoundKeys:
    """Return the keys of Philox's ten rounds from the two 32-bit words of a key."""
    return tuple(
        ((low + turn * 0x9E3779B9) & _LOW, (high + turn * 0xBB67AE85) & _LOW) for turn in range(10)
    )


@lru_cache(maxsize=4096)
def _hash(text: str) -> tuple[int, int]:
    """Return the low and high 32 bits of a text's 64-bit hash, the same on every machine."""
    value = int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "little")
    return value & _LOW, value >> 32
