"""The memory of the compiled crowd, seen from Python: it grows, and is emptied of what is written.

See layout.py for what stands where.
"""

import numpy as np
import numpy.typing as npt

from sacsim.force.crowd import layout as at

Words = npt.NDArray[np.int64]

_BEGIN_WITH = 1 << 20
_ROOM = 1 << 14


class Memory:
    """One array of words; `i` and `f` read and write single words, whole and real, quickly."""

    def __init__(self) -> None:
        self.words: Words = np.zeros(_BEGIN_WITH, np.int64)
        self._bind()
        self.i[at.END] = at.HEAD
        self.i[at.SLACK] = 64

    def _bind(self) -> None:
        self.reals = self.words.view(np.float64)
        self.i = memoryview(self.words)
        self.f = memoryview(self.reals)
        self.i[at.SIZE] = len(self.words)

    def allot(self, count: int) -> int:
        """Address of so many unused words, all 0."""
        address = self.i[at.END]
        self.reserve(count)
        self.i[at.END] = address + count
        return address

    def keep(self, rows: Words) -> int:
        """Write rows into words of their own; returns where they begin."""
        place = self.allot(rows.size)
        self.words[place : place + rows.size] = rows.ravel()
        return place

    def reserve(self, count: int) -> None:
        """Make sure that so many words are unused; addresses stay what they are."""
        needed = self.i[at.END] + count
        if needed > len(self.words):
            larger = np.zeros(max(needed, 2 * len(self.words)), np.int64)
            larger[: len(self.words)] = self.words
            self.words = larger
            self._bind()

    def make_room(self) -> None:
        """Make all that the crowd needs for its next event larger where it is short."""
        slack = 4 * self.i[at.SLACK]
        self._enlarge(at.DIARY, at.APPOINTMENT_SIZE, slack)
        self._enlarge(at.WAITS, at.WAIT_SIZE, slack)
        self._enlarge(at.ROWS, at.ROW_SIZE, slack)
        self._enlarge(at.CAPACITY, at.CAPACITY_SIZE, slack)
        self.reserve(2 * slack)

    def _enlarge(self, segment: int, size: int, slack: int) -> None:
        """Move a segment (its address, count and room stand at `segment`) to a larger place."""
        start, count, room = self.words[segment : segment + 3].tolist()
        if count + slack > room:
            larger = max(_ROOM, 2 * room, 2 * slack)
            place = self.allot(larger * size)
            self.words[place : place + count * size] = self.words[start : start + count * size]
            self.words[segment : segment + 3] = place, count, larger

    def fetch(self, segment: int, size: int) -> Words:
        """What has been written into a segment, one row a record; the segment is then empty."""
        start, count = self.i[segment], self.i[segment + 1]
        self.i[segment + 1] = 0
        return self.words[start : start + count * size].reshape(count, size).copy()


class Block:
    """Words that are written anew every month, in the same place while they fit."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self._place = self._room = 0

    def put(self, rows: Words) -> int:
        """Write rows into the block; returns where they begin."""
        if rows.size > self._room:
            self._room = rows.size + rows.size // 4
            self._place = self._memory.allot(self._room)
        self._memory.words[self._place : self._place + rows.size] = rows.ravel()
        return self._place


def real(column: Words) -> npt.NDArray[np.float64]:
    """A column of words read as real numbers."""
    return np.ascontiguousarray(column).view(np.float64)
