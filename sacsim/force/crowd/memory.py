"""The memory of the compiled crowd, seen from Python: it grows, and is emptied of what is written.

See layout.py for what stands where.
"""

from typing import Any

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
        self.i: Any = memoryview(self.words)  # type: ignore[arg-type]
        self.f: Any = memoryview(self.reals)  # type: ignore[arg-type]
        self.i[at.SIZE] = len(self.words)

    def allot(self, count: int) -> int:
        """Address of so many unused words, all 0."""
        address = self.i[at.END]
        self.reserve(count)
        self.i[at.END] = address + count
        return address

    def write(self, place: int, rows: Words) -> None:
        """Write rows into the words from a place on."""
        self.rows(place, *rows.shape)[:] = rows

    def rows(self, place: int, count: int, size: int) -> Words:
        """The words from a place on as rows, until more words are allotted."""
        return self.words[place : place + count * size].reshape(count, size)

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

    def allot(self, count: int) -> int:
        """Address of so many words; what stood in the block is needed no more."""
        if count > self._room:
            self._room = count + count // 4
            self._place = self._memory.allot(self._room)
        return self._place

    def put(self, rows: Words) -> int:
        """Write rows into the block; returns where they begin."""
        place = self.allot(rows.size)
        self._memory.write(place, rows)
        return place


class Blocks:
    """Words that are needed until a known time each, and then written anew."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self._blocks: dict[Block, float] = {}

    def allot(self, count: int, now: float, until: float) -> int:
        """Address of so many words, needed from now until then."""
        over = (block for block, needed in self._blocks.items() if needed < now)
        block = next(over, None) or Block(self._memory)
        self._blocks[block] = until
        return block.allot(count)


class Pool:
    """Rows that the crowd gives back one by one, by writing 0 into one of their words."""

    def __init__(self, memory: Memory, size: int, mark: int) -> None:
        self._memory, self._size, self._mark = memory, size, mark
        self._rows = np.empty(0, np.int64)

    def allot(self, count: int) -> Words:
        """Addresses of so many rows that are in nobody's use."""
        free = self._rows[self._memory.words[self._rows + self._mark] == 0]
        if len(free) < count:
            missing = count - len(free)
            more = self._memory.allot(missing * self._size) + np.arange(missing) * self._size
            self._rows, free = np.append(self._rows, more), np.append(free, more)
        return free[:count]

    def write(self, addresses: Words, rows: Words) -> None:
        """Write rows to these addresses."""
        for word, column in enumerate(rows.T):
            self._memory.words[addresses + word] = column


def real(column: Words) -> npt.NDArray[np.float64]:
    """A column of words read as real numbers."""
    return np.ascontiguousarray(column).view(np.float64)
