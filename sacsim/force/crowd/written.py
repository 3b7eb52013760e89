"""What the crowd has written down about waits and posts on duty, fetched from its memory."""

from array import array
from collections import deque
from collections.abc import Mapping

import numpy as np

from sacsim.force.crowd import layout as at
from sacsim.force.crowd.books import RESULT, STORY_AT, TASK_AT, TEAM_AT
from sacsim.force.crowd.memory import Memory, Words, real
from sacsim.force.ledger import Waits


class Written:
    """Waits and changes of capacity of all teams, in the order in which they were written."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self._waits: deque[Words] = deque()
        self._capacity: list[Words] = []
        self._by_task: dict[tuple[int, int], list[Words]] = {}

    def fetch(self) -> None:
        """Fetch what has been written since the last time."""
        if len(waits := self._memory.fetch(at.WAITS, at.WAIT_SIZE)):
            self._waits.append(waits)
        if len(capacity := self._memory.fetch(at.CAPACITY, at.CAPACITY_SIZE)):
            self._capacity.append(capacity)

    def capacity(self, team: int) -> list[tuple[float, int]]:
        """Every change of the number on duty in a team."""
        self.fetch()
        found = [rows[rows[:, at.CAPACITY_TEAM] == team] for rows in self._capacity]
        return [
            change
            for rows in found
            for change in zip(
                real(rows[:, at.CAPACITY_TIME]).tolist(),
                rows[:, at.CAPACITY_COUNT_NOW].tolist(),
                strict=True,
            )
        ]

    def waits(self, team: int, tasks: Mapping[str, int]) -> dict[str, Waits]:
        """The waits of a team's jobs by task, in the order in which they were over."""
        self.fetch()
        while self._waits:
            self._sort(self._waits.popleft())
        found = {}
        for name, code in tasks.items():
            parts = self._by_task.get((team, code))
            if parts is not None:
                rows = np.concatenate(parts)
                waits = found[name] = Waits(story=bool(rows[0, at.WAIT_OF] >> STORY_AT & 1))
                waits.arrived = array("d", real(rows[:, at.WAIT_ARRIVED]).tobytes())
                waits.wait = array("d", real(rows[:, at.WAIT_HOURS]).tobytes())
                result = rows[:, at.WAIT_OF] & RESULT
                waits.result = array("b", result.astype(np.int8).tobytes())
        return found

    def _sort(self, rows: Words) -> None:
        """Bring the waits of each team's tasks together; what is sorted fits into a cache."""
        of = rows[:, at.WAIT_OF] >> TASK_AT
        team, task = of >> TEAM_AT - TASK_AT, of & (1 << TEAM_AT - TASK_AT) - 1
        tasks = int(task.max()) + 1
        which = team * tasks + task
        counts = np.bincount(which)
        few = np.min_scalar_type(len(counts))  # mostly so small a type that to sort is to count
        rows = rows[np.argsort(which.astype(few), kind="stable")]
        ends = np.cumsum(counts).tolist()
        for code in np.flatnonzero(counts).tolist():
            part = rows[ends[code] - int(counts[code]) : ends[code]]
            self._by_task.setdefault(divmod(code, tasks), []).append(part)
