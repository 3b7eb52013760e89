"""What the crowd has written down about waits and posts on duty, fetched from its memory."""

from array import array
from collections.abc import Mapping

import numpy as np

from sacsim.force.crowd import layout as at
from sacsim.force.crowd.books import RESULT, STORY_AT, TASK_AT, TEAM_AT
from sacsim.force.crowd.memory import Memory, Words, real
from sacsim.force.ledger import Waits

TASKS = 1 << TEAM_AT - TASK_AT


class Written:
    """Waits and changes of capacity of all teams, in the order in which they were written."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self._waits: list[Words] = []
        self._capacity: list[Words] = []
        self._by_task: dict[int, Words] = {}

    def fetch(self) -> None:
        """Fetch what has been written since the last time."""
        if len(waits := self._memory.fetch(at.WAITS, at.WAIT_SIZE)):
            self._waits.append(waits)
            self._by_task.clear()
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
        if not self._by_task and self._waits:
            self._sort()
        found = {}
        for name, code in tasks.items():
            rows = self._by_task.get(team * TASKS + code)
            if rows is not None:
                waits = found[name] = Waits(story=bool(rows[0, at.WAIT_OF] >> STORY_AT & 1))
                waits.arrived = array("d", real(rows[:, at.WAIT_ARRIVED]).tobytes())
                waits.wait = array("d", real(rows[:, at.WAIT_HOURS]).tobytes())
                result = rows[:, at.WAIT_OF] & RESULT
                waits.result = array("b", result.astype(np.int8).tobytes())
        return found

    def _sort(self) -> None:
        """Bring the waits of each team's tasks together."""
        self._waits = [np.concatenate(self._waits)]
        of = self._waits[0][:, at.WAIT_OF] >> TASK_AT
        codes, which = np.unique(of, return_inverse=True)
        order = np.argsort(which.astype(np.uint16), kind="stable")  # few codes: a radix sort
        ends = np.cumsum(np.bincount(which))
        rows = self._waits[0][order]
        parts = np.split(rows, ends[:-1])
        self._by_task = dict(zip(codes.tolist(), parts, strict=True))
